// Lets the log of a visit be opened without a connection. What it keeps, and nothing else:
//   alongside-shell          our sheets, scripts, letters and pictures, and empty log pages that were fetched without
//                            anybody's cookies, so that they cannot hold a word of anybody
//   alongside-private-paths  for which addresses an empty log page stands in; removed at signing out
// Pages of the server are never kept. While there is a connection, everything comes from the server.

const SHELL = "alongside-shell";
const PATHS = "alongside-private-paths";
const LOG = /^\/(?:visits|partnerships)\/[0-9a-f-]{36}\/log\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && LOG.test(url.pathname)) event.respondWith(openLog(request, url.pathname));
  else if (url.pathname.startsWith("/static/")) event.respondWith(openPiece(request));
});

async function openLog(request, path) {
  try {
    return await fetch(request);
  } catch (error) {
    const place = await (await caches.open(PATHS)).match(path);
    const frame = place && (await (await caches.open(SHELL)).match((await place.json()).frame));
    if (!frame) throw error;
    return frame;
  }
}

async function openPiece(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(SHELL)).match(request.url);
    if (!kept) throw error;
    return kept;
  }
}

self.addEventListener("message", (event) => {
  if (event.data?.frame) event.waitUntil(keep(event.data).catch(() => {}));
});

async function keep({ frame, path, person }) {
  const answer = await fetch(frame, { credentials: "omit", redirect: "error" });
  if (!answer.ok) return;
  const shell = await caches.open(SHELL);
  const pieces = pieceNames(await answer.clone().text(), /(?:href|src)="(\/static\/[^"#]+)/g, self.location.origin);
  for (const piece of pieces) await keepPiece(shell, piece);
  await shell.put(frame, answer);
  await (await caches.open(PATHS)).put(path, new Response(JSON.stringify({ frame, person })));
}

// A sheet of ours names letters and pictures of its own
async function keepPiece(shell, piece) {
  if (await shell.match(piece)) return;
  const answer = await fetch(piece, { credentials: "omit" });
  if (!answer.ok) return;
  if (piece.endsWith(".css")) {
    const named = pieceNames(await answer.clone().text(), /url\(["']?([^"')#]+)/g, piece);
    for (const one of named) await keepPiece(shell, one);
  }
  await shell.put(piece, answer);
}

function pieceNames(text, pattern, base) {
  const found = [...text.matchAll(pattern)].map((match) => match[1]).filter((name) => !name.startsWith("data:"));
  return [...new Set(found.map((name) => new URL(name, base).href))];
}
