// What was kept of the typing on the page before has been saved, and goes.

for (const one of document.querySelectorAll("[data-keep-done]")) {
  sessionStorage.removeItem(`alongside:draft:${one.dataset.keepDone}`);
}
history.replaceState(null, "", location.pathname + location.hash);
