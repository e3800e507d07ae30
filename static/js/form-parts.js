// Parts of a form that follow what is chosen in it: boxes shown only for one choice, numbers to press, counts of ticks.
// Without scripts everything is shown and nothing is lost.

function chosen(form, name, value) {
  const found = form.elements.namedItem(name);
  if (!found) return false;
  const inputs = found instanceof RadioNodeList ? [...found] : [found];
  return inputs.some((input) => (input.matches("[type=checkbox], [type=radio]") ? input.checked : true) && input.value === value);
}

function follow(form) {
  for (const part of form.querySelectorAll("[data-shown-when]")) {
    const [name, value] = part.dataset.shownWhen.split("=");
    part.hidden = !chosen(form, name, value);
  }
  for (const group of form.querySelectorAll("[data-counts]")) {
    const count = group.querySelector("[data-count]");
    const ticked = group.querySelectorAll("input[type=checkbox]:checked").length;
    count.textContent = ticked;
    count.hidden = ticked === 0;
  }
  for (const row of form.querySelectorAll("[data-quick-for]")) {
    const input = document.getElementById(row.dataset.quickFor);
    for (const button of row.children) {
      button.setAttribute("aria-pressed", String(button.dataset.quickValue === input.value));
    }
  }
}

// Whoever writes of a part did it: its box is ticked with the first word, once, and whoever unticks it is not asked again
const answered = new WeakSet();

function tickPart(form, field) {
  if (!field.dataset?.ticks || !field.value.trim() || chosen(form, "helping", "on")) return;
  const box = form.querySelector(`[name=components][value="${CSS.escape(field.dataset.ticks)}"]`);
  if (!box || answered.has(box)) return;
  answered.add(box);
  box.checked = true;
}

// A time that is proposed to be that of another field, until somebody writes another
function propose(form, time) {
  const from = form.elements.namedItem(time.dataset.follows);
  let given = "";
  from?.addEventListener("input", () => {
    if (time.value === given) given = time.value = from.value;
  });
}

for (const form of document.querySelectorAll("form[data-form-parts]")) {
  for (const time of form.querySelectorAll("[data-follows]")) propose(form, time);
  form.addEventListener("change", (event) => {
    if (event.target.name === "components") answered.add(event.target);
  });
  form.addEventListener("input", (event) => tickPart(form, event.target));
  for (const row of form.querySelectorAll("[data-quick-for]")) {
    row.hidden = false;
    row.addEventListener("click", (event) => {
      const button = event.target.closest("[data-quick-value]");
      if (!button) return;
      const input = document.getElementById(row.dataset.quickFor);
      input.value = button.dataset.quickValue;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  form.addEventListener("input", () => follow(form));
  form.addEventListener("change", () => follow(form));
  form.addEventListener("alongside:filled", () => follow(form));
  follow(form);
}
