// Photos and PDFs go into the log without leaving the page: the list is brought anew, the words stay where they are.

const sender = document.querySelector("form[data-log-files]");

function token() {
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return found ? decodeURIComponent(found[1]) : sender.elements.csrfmiddlewaretoken.value;
}

function say(words) {
  const line = document.createElement("div");
  line.className = "alert alert-bad";
  line.setAttribute("role", "alert");
  line.textContent = words;
  document.querySelector("[data-files]").prepend(line);
}

function bring(html) {
  const list = document.querySelector("[data-files]");
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-files]");
  if (!fresh) return say(sender.dataset.failed);
  list.replaceWith(fresh);
  document.querySelector("[data-files-add]").hidden = fresh.dataset.filesFull === "yes";
  sender.elements.key.value = fresh.dataset.filesKey;
}

sender?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (button?.hasAttribute("aria-busy")) return;
  const url = button?.getAttribute("formaction") ?? sender.action;
  const adding = url === sender.getAttribute("action");
  const data = new FormData(sender);
  if (!adding) data.delete("file");
  button?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: data,
      redirect: "error",
      headers: { "X-CSRFToken": token(), "X-Alongside-Piece": "files" },
    });
    if (answer.status !== 200 && answer.status !== 422) throw new Error(answer.status);
    bring(await answer.text());
    if (adding && answer.ok) {
      for (const name of ["file", "caption"]) sender.elements[name].value = "";
    }
    (document.querySelector("[data-files-add]:not([hidden]) input") ?? document.querySelector("[data-files] a"))?.focus();
  } catch {
    say(sender.dataset.failed);
  }
  button?.removeAttribute("aria-busy");
});
