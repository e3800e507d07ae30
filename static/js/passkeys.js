// A passkey that was not used is no fault: say so in plain words, where the button is.

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.querySelector("[data-passkey-note]");
  if (note) note.hidden = false;
});
