// The guide goes step by step, or stands on one page. Own questions are shown beside each part while one talks.

const form = document.querySelector("form[data-guide]");
const nav = document.querySelector("[data-guide-nav]");
const parts = [...form.querySelectorAll("[data-guide-part]")];
const move = form.querySelector("[data-guide-move]");
const view = nav.querySelector("[data-guide-view]");
const back = move.querySelector("[data-guide-back]");
const next = move.querySelector("[data-guide-next]");
const KEY = "alongside:guide-all"; // one page, for this tab

// Something to put right may stand in any part, so all are shown
let all = sessionStorage.getItem(KEY) === "yes" || Boolean(document.querySelector("[data-error-summary], [data-log-conflicts]"));

function here() {
  return Math.max(0, parts.findIndex((part) => `#${part.id}` === location.hash));
}

function show({ focus = false } = {}) {
  const at = here();
  for (const [place, part] of parts.entries()) part.hidden = !all && place !== at;
  for (const link of nav.querySelectorAll("a")) {
    if (link.hash === `#${parts[at].id}`) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  const current = nav.querySelector("[aria-current]");
  current.parentElement.parentElement.scrollLeft = current.offsetLeft - 16;
  move.hidden = all;
  back.hidden = at === 0;
  next.hidden = at === parts.length - 1;
  view.textContent = all ? view.dataset.steps : view.dataset.all;
  if (!focus) return;
  parts[at].focus({ preventScroll: true });
  (all ? parts[at] : nav).scrollIntoView({ block: "start" });
}

function go(by) {
  location.hash = parts[here() + by].id;
}

window.addEventListener("hashchange", () => show({ focus: true }));
back.addEventListener("click", () => go(-1));
next.addEventListener("click", () => go(1));
view.addEventListener("click", () => {
  all = !all;
  sessionStorage.setItem(KEY, all ? "yes" : "no");
  show({ focus: true });
});
// Enter in a line goes on, and finishes nothing by accident
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input:not([type=file], [type=submit])")) return;
  if (event.target.form !== form) return;
  event.preventDefault();
});
// A conflict may have come up in a part that is hidden
form.addEventListener("alongside:conflict", () => {
  all = true;
  show();
  form.querySelector(".conflict button")?.focus();
});

function mirror() {
  const own = [...form.querySelectorAll("[data-own-question]")].map((input) => input.value.trim()).filter(Boolean);
  for (const place of form.querySelectorAll("[data-own-questions]")) {
    place.hidden = !own.length;
    place.querySelector("ul").replaceChildren(
      ...own.map((text) => {
        const line = document.createElement("li");
        line.dir = "auto";
        line.textContent = text;
        return line;
      }),
    );
  }
}

form.addEventListener("input", mirror);
form.addEventListener("alongside:filled", mirror);
mirror();
view.hidden = false;
show();
