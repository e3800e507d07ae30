// Forms: sent once, errors in focus, unsaved words guarded, passwords shown on wish, files dropped.

// ---- a second press is ignored until the page comes back --------------------------------------------------------
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "sendAgain" in form.dataset) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  event.submitter?.setAttribute("aria-busy", "true");
});

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sent.delete(form);
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

// ---- the box of errors takes the focus, its links reach the fields ----------------------------------------------
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".field") ?? field).scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
});

// ---- unsaved words ----------------------------------------------------------------------------------------------
const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-warn-unsaved]");
  if (form) changed.add(form);
});

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) changed.delete(event.target);
});

window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

// ---- shown only while a choice is made --------------------------------------------------------------------------
function showToggled() {
  const wanted = new Map();
  for (const input of document.querySelectorAll("[data-toggles]")) {
    wanted.set(input.dataset.toggles, (wanted.get(input.dataset.toggles) ?? false) || input.checked);
  }
  for (const [id, shown] of wanted) {
    const part = document.getElementById(id);
    if (part) part.hidden = !shown;
  }
}

document.addEventListener("change", (event) => {
  showToggled();
  const holder = event.target.closest("[data-submit-on-change]");
  if (holder) (holder.form ?? holder).requestSubmit();
});
showToggled();

// ---- passwords --------------------------------------------------------------------------------------------------
for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  const word = button.firstChild;
  const words = { true: button.dataset.revealHide, false: word.data };
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    word.data = words[shown];
  });
  input.form?.addEventListener("submit", () => {
    input.type = "password";
  });
}

// ---- files ------------------------------------------------------------------------------------------------------
for (const area of document.querySelectorAll("[data-file-drop]")) {
  const input = area.querySelector("input[type=file]");
  const words = area.querySelector("[data-file-drop-words]");
  if (words) words.hidden = false;
  for (const name of ["dragenter", "dragover"]) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.add("is-over");
    });
  }
  for (const name of ["dragleave", "drop"]) area.addEventListener(name, () => area.classList.remove("is-over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// ---- small ones -------------------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

for (const button of document.querySelectorAll("[data-back]")) {
  button.hidden = history.length < 2;
  button.addEventListener("click", () => history.back());
}

const waiting = document.querySelector("[data-reload-in]");
if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.reloadIn) * 1000);
