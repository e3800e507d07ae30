// A log that can be opened without a connection, and finishing that waits for one. The wish to finish is kept beside the
// words, under the name of the person and the visit, until the server has said that the visit is logged.

const form = document.querySelector("form[data-visit-log]");
const notice = document.querySelector("[data-log-queue]");

if (form) {
  prepare();
  queue();
}

function prepare() {
  if (!("serviceWorker" in navigator) || !form.dataset.blank) return;
  navigator.serviceWorker
    .register("/service-worker.js")
    .then(() => navigator.serviceWorker.ready)
    .then((registration) => {
      const { blank, person, address } = form.dataset;
      registration.active.postMessage({ frame: blank, path: address, person });
    })
    .catch(() => {}); // without it, the page that is open goes on as before
}

function queue() {
  const key = `${form.dataset.draftKey}:finish`;

  function waits() {
    return localStorage.getItem(key) !== null;
  }

  // The number that this device gave to a visit nobody had planned stays its own, so that it is written once
  const kept = localStorage.getItem(key) || JSON.parse(localStorage.getItem(form.dataset.draftKey) ?? "{}").entry;
  if (kept && form.elements.version.value === "0") form.elements.entry.value = kept;

  function show() {
    notice.hidden = !waits();
  }

  function forget() {
    localStorage.removeItem(key);
    show();
  }

  // The page has come back with something to put right: a person decides when it is sent again
  if (document.querySelector("[data-error-summary], [data-log-conflicts]")) forget();

  form.addEventListener("alongside:finish-waits", () => {
    try {
      localStorage.setItem(key, form.elements.entry.value);
    } catch {
      return; // no room, or no storage: the page says so by itself
    }
    show();
    notice.scrollIntoView({ block: "nearest" });
  });
  form.addEventListener("alongside:conflict", forget);
  form.addEventListener("alongside:settled", () => {
    if (!waits() || !navigator.onLine) return;
    // One tab sends it; the lock goes with the page. The server writes it once even so
    navigator.locks.request(key, { ifAvailable: true }, (lock) => {
      if (!lock || !waits()) return null;
      localStorage.setItem(key, form.elements.entry.value);
      form.requestSubmit();
      return new Promise(() => {});
    });
  });
  notice.querySelector("[data-log-queue-undo]").addEventListener("click", forget);
  document.querySelector("[data-log-discard]")?.addEventListener("submit", forget);
  show();
}
