// What this person has written on this device and what has not arrived yet, with the way to it. Only their own.

const { person } = document.body.dataset;
const place = document.querySelector("[data-unsent]");

if (person) {
  try {
    localStorage.setItem("alongside:person", person);
  } catch {
    // no storage: then there is nothing unsent either
  }
}

if (person && place) {
  const pattern = new RegExp(`^alongside:draft:${person}:(visit|new|guide|guide-new|report-[a-z][a-z0-9_]*):([0-9a-f-]{36})`);
  const found = new Map();
  for (const key of Object.keys(localStorage)) {
    const match = key.match(pattern);
    if (!match) continue;
    const [, kind, id] = match;
    const start = /new$|^report/.test(kind) ? "partnerships" : "visits";
    const page = kind.startsWith("report-")
      ? `progress-reports/${kind.slice(7)}`
      : kind.startsWith("guide") ? "conversation" : "log";
    found.set(match[0], `/${start}/${id}/${page}/`);
  }
  const list = place.querySelector("ul");
  for (const url of found.values()) {
    if (url === location.pathname) continue;
    const line = place.querySelector("template").content.cloneNode(true);
    line.querySelector("a").href = url;
    list.append(line);
  }
  place.hidden = !list.children.length;
}
