// The record of a visit has come: the wish to finish it is fulfilled and goes. Words of this device that are not part of
// it are shown to the one who wrote them, and never thrown away by themselves.

const holder = document.querySelector("[data-log-arrived]");
const { person, visit, partnership } = holder.dataset;
const start = `alongside:draft:${person}`;

for (const key of [`${start}:visit:${visit}`, `${start}:guide:${visit}`]) {
  localStorage.removeItem(`${key}:finish`);
  offer(key);
}
for (const key of [`${start}:new:${partnership}`, `${start}:guide-new:${partnership}`]) {
  if (localStorage.getItem(`${key}:finish`) === visit) localStorage.removeItem(`${key}:finish`);
  if (JSON.parse(localStorage.getItem(key) ?? "{}").entry === visit) offer(key);
}

function offer(place) {
  const record = JSON.parse(localStorage.getItem(place) ?? "null");
  if (!record) return;
  const words = Object.values(record.fields).filter((value) => typeof value === "string" && value.length > 40);
  if (!words.length) return localStorage.removeItem(place);
  for (const text of words) {
    const box = document.createElement("div");
    box.className = "conflict-text";
    box.dir = "auto";
    box.textContent = text;
    holder.querySelector("[data-log-left]").append(box);
  }
  holder.hidden = false;
  holder.querySelector("[data-log-left-drop]").addEventListener("click", () => {
    localStorage.removeItem(place);
    holder.hidden = true;
  });
}
