// Parts of a long text that are folded up: opened all at once, and always open on paper.

const folded = [...document.querySelectorAll("details[data-folded]")];

for (const button of document.querySelectorAll("[data-unfold]")) {
  button.hidden = folded.length === 0;
  button.addEventListener("click", () => {
    for (const one of folded) one.open = true;
    folded[0]?.querySelector("summary").focus();
    button.hidden = true;
  });
}

const closed = [];
addEventListener("beforeprint", () => {
  for (const one of folded.filter((each) => !each.open)) {
    one.open = true;
    closed.push(one);
  }
});
addEventListener("afterprint", () => {
  for (const one of closed.splice(0)) one.open = false;
});
