// "Same as last time": one press fills in how the visit before went, another puts back what stood there.

for (const bar of document.querySelectorAll("[data-same-as]")) {
  const form = bar.closest("form");
  const [fill, undo, words] = ["fill", "undo", "words"].map((name) => bar.querySelector(`[data-same-${name}]`));
  let before = null;

  // Who keeps the form answers with what stood there, in `detail.before`
  function put(values) {
    const event = new CustomEvent("alongside:fill", { detail: { values } });
    form.dispatchEvent(event);
    return event.detail.before;
  }

  function turn(filled) {
    fill.hidden = filled;
    undo.hidden = !filled;
    words.textContent = filled ? words.dataset.filled : words.dataset.undone;
    (filled ? undo : fill).focus();
  }

  fill.addEventListener("click", () => {
    before = put(JSON.parse(bar.dataset.sameAs));
    turn(true);
  });
  undo.addEventListener("click", () => {
    put(before);
    turn(false);
  });
  bar.hidden = false;
}
