// What is typed into a form is kept in this tab until it is saved, so that a session that has ended or a lost connection
// loses no word. It is kept for the person who typed it, and goes when they sign out.

const address = new URLSearchParams(location.search);
const holder = document.querySelector("[data-keep]");
// A page without the form is where one comes to after saving: the address says what was saved
const key = `alongside:draft:${holder?.dataset.keep ?? address.get("saved")}`;
const notice = document.querySelector("[data-kept]");
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "version", "preview", "anew"]);

function controls() {
  return [...holder.elements].filter((one) => one.name && !NOT_KEPT.has(one.name) && !one.name.startsWith("was_"));
}

function isTicked(control) {
  return control.matches("[type=checkbox], [type=radio]");
}

function keep() {
  if (notice && !notice.hidden) return; // the words from before are not written over while they are offered
  const typed = controls().filter((one) => one.type !== "hidden");
  sessionStorage.setItem(key, JSON.stringify(typed.map((one) => [one.name, isTicked(one) ? one.checked : one.value])));
}

function bringBack() {
  const kept = new Map(JSON.parse(sessionStorage.getItem(key)));
  for (const control of controls()) {
    if (!kept.has(control.name)) continue;
    if (isTicked(control)) control.checked = kept.get(control.name);
    else control.value = kept.get(control.name);
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  notice.hidden = true;
  holder.dispatchEvent(new Event("input", { bubbles: true }));
  holder.querySelector("textarea, input:not([type=hidden])")?.focus();
}

if (address.has("saved")) {
  sessionStorage.removeItem(key);
  address.delete("saved");
  const rest = address.toString();
  history.replaceState(null, "", location.pathname + (rest ? `?${rest}` : "") + location.hash); // loading the page again saves nothing
}

if (holder instanceof HTMLFormElement) {
  if (notice && sessionStorage.getItem(key)) notice.hidden = false;
  for (const name of ["input", "submit"]) holder.addEventListener(name, keep);
  notice?.querySelector("[data-kept-back]").addEventListener("click", bringBack);
  notice?.querySelector("[data-kept-drop]").addEventListener("click", () => {
    sessionStorage.removeItem(key);
    notice.hidden = true;
  });
}
