// Signing out leaves no draft on this device: databases and storage keys that begin with our name, and who was here are removed
// before the form is sent. A browser that is slow about it is not waited for longer than a second and a half.

const PATIENCE = 1500; // milliseconds

function removeDatabase(name) {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

async function clearDrafts() {
  for (const store of [localStorage, sessionStorage]) {
    for (const key of Object.keys(store)) if (/^alongside:(draft|person)/.test(key)) store.removeItem(key);
  }
  const databases = indexedDB.databases ? await indexedDB.databases() : [{ name: "alongside" }];
  const ours = databases.filter(({ name }) => name?.startsWith("alongside"));
  await Promise.all(ours.map(({ name }) => removeDatabase(name)));
  if ("caches" in window) {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("alongside-private")).map((name) => caches.delete(name)));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("clearsDrafts" in form.dataset) || event.defaultPrevented) return;
  event.preventDefault();
  // Whoever keeps a database open closes it now
  document.dispatchEvent(new CustomEvent("alongside:signing-out"));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  // HTMLFormElement.submit sends without asking the listeners again
  Promise.race([clearDrafts().catch(() => {}), patience]).then(() => HTMLFormElement.prototype.submit.call(form));
});
