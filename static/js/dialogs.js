// Native dialogs: opened by data-dialog-open, closed by data-dialog-close, and one dialog that asks before
// whatever carries data-confirm is done. Without scripts the form is simply sent.

const dialog = document.getElementById("confirm");
const confirmed = new WeakSet();

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) document.getElementById(opener.dataset.dialogOpen)?.showModal();
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) closer.closest("dialog")?.close();
});

function ask(source) {
  const { confirm, confirmTitle, confirmYes, confirmTone } = source.dataset;
  const title = dialog.querySelector("#confirm-title");
  const yes = dialog.querySelector("[data-confirm-button]");
  title.textContent = confirmTitle || title.dataset.confirmDefault;
  dialog.querySelector("#confirm-text").textContent = confirm;
  yes.textContent = confirmYes || yes.dataset.confirmDefault;
  yes.classList.toggle("btn-danger", confirmTone === "danger");
  yes.classList.toggle("btn-primary", confirmTone !== "danger");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

// In the capture phase, so that nothing else has begun to send
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    const button = event.submitter;
    const source = button?.dataset.confirm ? button : form.dataset.confirm ? form : null;
    if (!source || !dialog) return;
    if (confirmed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(source))) return;
    confirmed.add(form);
    form.requestSubmit(button ?? undefined);
    confirmed.delete(form);
  },
  true,
);
