// What is typed into a plan is kept in this tab until it is saved, so that a session that has ended or a lost
// connection loses no word. It is kept for the person who typed it, and goes when they sign out.

const holder = document.querySelector("[data-keep-as]");
const key = `alongside:draft:plan:${holder.dataset.keepAs}`;
const notice = document.querySelector("[data-kept]");
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "pick", "list", "preview"]);

function keep() {
  if (notice && !notice.hidden) return; // the words from before are not written over while they are offered
  const typed = [...new FormData(holder)].filter(([name]) => !NOT_KEPT.has(name));
  sessionStorage.setItem(key, JSON.stringify(typed));
}

// The server draws the page anew with these words, as it does when a practice is moved; nothing is saved by it
function bringBack() {
  const form = document.createElement("form");
  form.method = "post";
  form.hidden = true;
  const token = holder.querySelector("[name=csrfmiddlewaretoken]").value;
  const kept = JSON.parse(sessionStorage.getItem(key));
  for (const [name, value] of [...kept, ["csrfmiddlewaretoken", token], ["list", "keep"]]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

if (new URLSearchParams(location.search).has("saved")) {
  sessionStorage.removeItem(key);
  history.replaceState(null, "", location.pathname); // loading the page again is not saving it again
}

if (holder instanceof HTMLFormElement) {
  if (notice && sessionStorage.getItem(key)) notice.hidden = false;
  for (const name of ["input", "submit"]) holder.addEventListener(name, keep);
  document.addEventListener("htmx:afterSettle", keep);
  notice?.querySelector("[data-kept-back]").addEventListener("click", bringBack);
  notice?.querySelector("[data-kept-drop]").addEventListener("click", () => {
    sessionStorage.removeItem(key);
    notice.hidden = true;
  });
}
