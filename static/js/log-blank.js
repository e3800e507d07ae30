// The empty log page that stands in while there is no connection. It shows what this person has typed on this device and
// keeps what is typed now, in the same place as the page of the server, which takes over once there is a connection.

const form = document.querySelector("form[data-log-blank]");
const place = location.pathname.match(/^\/(visits|partnerships)\/([0-9a-f-]{36})\/log\/$/);
const person = localStorage.getItem("alongside:person");
const LOOK = 5000; // milliseconds

begin();

async function begin() {
  if (!place || !person || !(await isTheirs())) return say("not-here");
  const key = `alongside:draft:${person}:${place[1] === "visits" ? "visit" : "new"}:${place[2]}`;
  const record = JSON.parse(localStorage.getItem(key) ?? "null") ?? {
    fields: {},
    base: {},
    entry: place[1] === "visits" ? "" : crypto.randomUUID(),
  };
  const touched = new Set();
  fillAll(record.fields);
  form.hidden = false;
  say(localStorage.getItem(`${key}:finish`) === null ? "here" : "waits");

  function keep() {
    const now = read();
    const names = place[1] === "visits" ? [...touched] : [...touched, "visited_on"];
    for (const name of names) {
      // What the server has is not known here: null
      if (!(name in record.fields)) record.base[name] = null;
      record.fields[name] = now[name];
    }
    try {
      localStorage.setItem(key, JSON.stringify(record));
    } catch {
      say("no-room");
      return false;
    }
    return true;
  }

  function typed(event) {
    if (!event.target.name) return;
    touched.add(event.target.name);
    keep();
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // The next visit is planned only if it was asked for here
    touched.add("plan_next");
    if (!keep()) return;
    localStorage.setItem(`${key}:finish`, record.entry);
    say("waits");
    document.querySelector("[data-blank-words]").scrollIntoView({ block: "start" });
  });
  for (const undo of document.querySelectorAll("[data-blank-undo]")) {
    undo.addEventListener("click", () => {
      localStorage.removeItem(`${key}:finish`);
      say("here");
    });
  }
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
  setInterval(look, LOOK);
}

// Whoever is signed in now, and whoever opened this address with a connection: one and the same
async function isTheirs() {
  const paths = await caches.open("alongside-private-paths");
  const opened = await paths.match(location.pathname);
  return opened ? (await opened.json()).person === person : false;
}

// With a connection the page of the server takes over, brings in what was kept, and sends it
async function look() {
  if (!navigator.onLine || document.visibilityState !== "visible") return;
  const found = await fetch("/health/", { cache: "no-store" }).catch(() => null);
  if (found?.ok) location.reload();
}

function say(name) {
  for (const one of document.querySelectorAll("[data-blank-words]")) one.hidden = one.dataset.blankWords !== name;
}

function read() {
  const values = {};
  for (const input of form.elements) {
    if (!input.name) continue;
    if (input.type === "checkbox") {
      values[input.name] ??= [];
      if (input.checked) values[input.name].push(input.value);
    } else if (input.type === "radio") {
      values[input.name] ??= "";
      if (input.checked) values[input.name] = input.value;
    } else if (input.matches("input, select, textarea")) {
      values[input.name] = input.value;
    }
  }
  return values;
}

function fillAll(fields) {
  if (place[1] !== "visits" && !("visited_on" in fields)) {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    form.elements.visited_on.value = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }
  for (const input of form.elements) {
    if (!(input.name in fields)) continue;
    const value = fields[input.name];
    if (input.type === "checkbox") input.checked = [].concat(value).includes(input.value);
    else if (input.type === "radio") input.checked = input.value === value;
    else input.value = value;
  }
  form.dispatchEvent(new Event("alongside:filled"));
}
