// A survey goes question by question, or stands on one page. What is answered saves by itself; skip rules hide what is
// not asked. Without this script the whole page is there, and is sent as a form.

const form = document.querySelector("form[data-survey]");
const questions = [...form.querySelectorAll("[data-question]")];
const end = form.querySelector("[data-survey-end]");
const top = form.querySelector("[data-survey-top]");
const move = form.querySelector("[data-survey-move]");
const place = top.querySelector("[data-survey-place]");
const view = top.querySelector("[data-survey-view]");
const back = move.querySelector("[data-survey-back]");
const next = move.querySelector("[data-survey-next]");
const status = form.querySelector("[data-autosave]");
const KEY = "alongside:survey-all"; // one page, for this tab
const PAUSE = 1200; // milliseconds after the last change
const AGAIN = 15_000;

let all = sessionStorage.getItem(KEY) === "yes" || Boolean(document.querySelector("[data-error-summary]"));
let current = questions[0];
let timer = null;
let saved = null;
let stopped = false;

function answerOf(question) {
  const name = `q_${question.dataset.question}`;
  const controls = [...form.elements].filter((one) => one.name === name);
  if (question.dataset.kind === "several") return controls.filter((one) => one.checked).map((one) => one.value);
  if (controls[0].type === "radio") return controls.find((one) => one.checked)?.value ?? "";
  return controls[0].value;
}

// ---- which question is asked, and which is shown ------------------------------------------------------------------
function asked() {
  const found = new Map();
  for (const question of questions) {
    const { when, whenAnswers } = question.dataset;
    if (when) {
      const said = [found.has(when) ? answerOf(found.get(when)) : []].flat();
      if (!said.some((one) => one && whenAnswers.split(" ").includes(one))) continue;
    }
    found.set(question.dataset.question, question);
  }
  return [...found.values()];
}

function show({ focus = false } = {}) {
  const screens = [...asked(), end];
  if (!screens.includes(current)) current = screens[0];
  const at = screens.indexOf(current);
  for (const one of [...questions, end]) one.hidden = !screens.includes(one) || (!all && one !== current);
  const last = at === screens.length - 1;
  place.textContent = last
    ? place.dataset.last
    : place.dataset.words.replace("%(n)s", at + 1).replace("%(all)s", screens.length - 1);
  top.querySelector("[data-survey-bar]").setAttribute("width", `${(100 * at) / (screens.length - 1)}%`);
  place.hidden = all;
  top.querySelector("svg").classList.toggle("d-none", all);
  move.hidden = all;
  back.hidden = at === 0;
  next.hidden = last;
  view.textContent = all ? view.dataset.steps : view.dataset.all;
  if (focus) {
    current.focus({ preventScroll: true });
    (all ? current : top).scrollIntoView({ block: "start" });
  }
}

function go(by) {
  const screens = [...asked(), end];
  current = screens[screens.indexOf(current) + by];
  show({ focus: true });
}

back.addEventListener("click", () => go(-1));
next.addEventListener("click", () => go(1));
view.addEventListener("click", () => {
  all = !all;
  sessionStorage.setItem(KEY, all ? "yes" : "no");
  show({ focus: true });
});
// Enter in a line goes on, and sends nothing by accident
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input")) return;
  event.preventDefault();
  if (!all && !next.hidden) go(1);
});

// ---- saved as one goes --------------------------------------------------------------------------------------------
function say(state) {
  status.dataset.state = state;
  if (state === "saved") {
    const now = new Date();
    status.querySelector("[data-autosave-time]").textContent = now.toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  }
}

function read() {
  return JSON.stringify(Object.fromEntries(questions.map((one) => [one.dataset.question, answerOf(one)])));
}

async function save() {
  clearTimeout(timer);
  const now = read();
  if (stopped || now === saved) return;
  say("saving");
  try {
    const answer = await fetch(form.dataset.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: `{"person": ${JSON.stringify(form.dataset.person)}, "answers": ${now}}`,
    });
    if (answer.ok) {
      saved = now;
      sessionStorage.removeItem(`alongside:draft:${form.dataset.keep}`); // nothing is unsaved any more
      say("saved");
      if (read() !== now) later();
      return;
    }
    say("failed");
    // Closed meanwhile: sending says so and shows what was typed. Too long, or nobody's any more: it is said on sending
    if (answer.status === 409 || answer.status === 403 || answer.status === 404) stopped = true;
    else if (answer.status !== 400) later(AGAIN);
  } catch {
    say("offline");
    later(AGAIN);
  }
}

function later(pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

form.addEventListener("input", () => {
  show();
  later();
});
form.addEventListener("change", () => show());
form.addEventListener("submit", () => {
  stopped = true;
  clearTimeout(timer);
});
window.addEventListener("online", save);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save();
});

saved = read();
top.hidden = false;
show();
