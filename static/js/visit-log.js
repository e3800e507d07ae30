// The log of a visit saves itself. What is typed is kept on this device at once, and sent as soon as it can be:
// only what changed, on top of the version it was changed from. Nothing is ever overwritten: when another tab has saved
// meanwhile, both texts are offered. A lost connection, an ended session or a closed tab loses no word.

const SOON = 1500; // milliseconds after the last key
const PATIENCE = 6000; // at most, while somebody keeps typing
const RETRY = [4000, 8000, 15000, 30000, 60000];
const KEEPALIVE = 60000; // characters a browser lets a closing page send
const NOT_WORDS = new Set(["csrfmiddlewaretoken", "version", "entry"]);

const form = document.querySelector("form[data-visit-log]");
if (form) begin(form);

function begin(form) {
  const state = document.querySelector("[data-log-state] [data-autosave]");
  const time = state.querySelector("[data-autosave-time]");
  const { draftKey, saveUrl, person } = form.dataset;

  let version = Number(form.elements.version.value);
  // Somebody who is in the form already has typed while this script was on its way: that is not what the server has
  const early = form.contains(document.activeElement);
  const server = read(early); // what the server has: what it filled the form with
  const sent = {}; // what this device tried to send; it may have arrived without an answer
  const held = new Map(); // field: {base, theirs}, both kept until somebody chooses
  const wrong = new Map(); // field: the value that the server could not keep
  const typedBefore = new Set(form.dataset.typed.split(" ")); // what the server keeps because somebody typed it
  let timer = null;
  let waitingSince = 0;
  let tries = 0;
  let sending = null;
  let passing = false;
  let stopped = false;

  // ---- reading and filling the form ------------------------------------------------------------------------------
  function read(asItCame = false) {
    const values = {};
    for (const input of form.elements) {
      if (!input.name || NOT_WORDS.has(input.name)) continue;
      const checked = asItCame ? input.defaultChecked : input.checked;
      if (input.type === "checkbox") {
        values[input.name] ??= [];
        if (checked) values[input.name].push(input.value);
      } else if (input.type === "radio") {
        values[input.name] ??= "";
        if (checked) values[input.name] = input.value;
      } else if (input.matches("input, textarea")) {
        values[input.name] = asItCame && input.type !== "hidden" ? input.defaultValue : input.value;
      } else if (input.matches("select")) {
        const came = [...input.options].find((option) => option.defaultSelected) ?? input.options[0];
        values[input.name] = asItCame ? (came?.value ?? "") : input.value;
      }
    }
    return values;
  }

  function fill(name, value) {
    for (const input of form.elements) {
      if (input.name !== name) continue;
      if (input.type === "checkbox") input.checked = [].concat(value).includes(input.value);
      else if (input.type === "radio") input.checked = input.value === value;
      else input.value = Array.isArray(value) ? value.join(", ") : value;
    }
    form.dispatchEvent(new Event("alongside:filled"));
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  function changed() {
    const now = read();
    return Object.keys(now).filter((name) => !same(now[name], server[name]));
  }

  // ---- on this device --------------------------------------------------------------------------------------------
  function keep() {
    if (stopped) return true;
    const names = new Set([...changed(), ...held.keys()]);
    try {
      if (!names.size) {
        localStorage.removeItem(draftKey);
        return true;
      }
      const now = read();
      const fields = {};
      const base = {};
      for (const name of names) {
        fields[name] = now[name];
        base[name] = held.has(name) ? held.get(name).base : server[name];
      }
      localStorage.setItem(draftKey, JSON.stringify({ fields, base, sent, entry: form.elements.entry.value }));
      return true;
    } catch {
      return false; // no room, or no storage: said when it matters
    }
  }

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(draftKey) ?? "null");
    } catch {
      return null;
    }
  }

  // ---- both texts --------------------------------------------------------------------------------------------------
  // `mine` was changed from `base`; `theirs` is what the server has now
  // and is null where the page that kept them could not know
  function meet(name, mine, base, theirs, tried) {
    server[name] = theirs;
    if (base === null && !typedBefore.has(name)) return fill(name, mine);
    if (same(mine, theirs)) return release(name);
    if (same(theirs, base) || same(theirs, tried)) return fill(name, mine);
    if (same(mine, base)) return fill(name, theirs);
    fill(name, mine);
    held.set(name, { base, theirs });
    offer(name, theirs);
  }

  function offer(name, theirs) {
    const input = [...form.elements].find((one) => one.name === name);
    const place = input?.closest(".field") ?? input;
    if (!place) return;
    place.closest("details")?.setAttribute("open", "");
    document.getElementById(`conflict_${name}`)?.remove();
    const box = document.querySelector("[data-log-conflict]").content.cloneNode(true).firstElementChild;
    box.id = `conflict_${name}`;
    box.querySelector("[data-conflict-title]").id = `conflict_${name}_title`;
    box.setAttribute("aria-labelledby", `conflict_${name}_title`);
    box.querySelector("[data-conflict-text]").textContent = words(name, theirs) || "—";
    const both = box.querySelector('[data-conflict-choose="both"]');
    both.hidden = input.tagName !== "TEXTAREA";
    box.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-conflict-choose]")?.dataset.conflictChoose;
      if (choice) choose(name, choice);
    });
    place.after(box);
  }

  // What a choice is called on the page
  function words(name, value) {
    if (!Array.isArray(value)) {
      const radio = [...form.elements].find((one) => one.name === name && one.type === "radio" && one.value === value);
      return radio ? radio.closest("label").textContent.trim() : value;
    }
    return value
      .map((one) => [...form.elements].find((input) => input.name === name && input.value === one))
      .map((input) => input?.closest("label")?.querySelector(".choice-text")?.firstChild.textContent.trim() ?? "")
      .join(", ");
  }

  function choose(name, choice) {
    const { theirs } = held.get(name);
    if (choice === "theirs") fill(name, theirs);
    if (choice === "both") fill(name, `${read()[name]}\n\n${theirs}`);
    release(name);
    [...form.elements].find((one) => one.name === name)?.focus();
    show(held.size ? "conflict" : "saving");
    keep();
    soon(0);
  }

  function release(name) {
    held.delete(name);
    document.getElementById(`conflict_${name}`)?.remove();
  }

  // ---- to the server -----------------------------------------------------------------------------------------------
  function soon(wait = SOON) {
    if (stopped) return;
    waitingSince ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(wait, waitingSince + PATIENCE - Date.now())));
  }

  function token() {
    // Signing in again changes it, also from another tab
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? decodeURIComponent(found[1]) : form.elements.csrfmiddlewaretoken.value;
  }

  function body(names) {
    const now = read();
    const fields = Object.fromEntries(names.map((name) => [name, now[name]]));
    return { fields, json: JSON.stringify({ person, version, entry: form.elements.entry.value, fields }) };
  }

  const sendable = () =>
    changed().filter((name) => !held.has(name) && !(wrong.has(name) && same(wrong.get(name), read()[name])));

  // True when the server has everything that it can have
  function save() {
    clearTimeout(timer);
    waitingSince = 0;
    sending = (sending ?? Promise.resolve()).then(saveNow, saveNow);
    return sending;
  }

  async function saveNow() {
    if (stopped) return false;
    const names = sendable();
    if (!names.length) {
      if (!held.size && !wrong.size && state.dataset.state === "saving") show("saved");
      return !held.size;
    }
    const { fields, json } = body(names);
    Object.assign(sent, fields);
    show("saving");
    let response;
    try {
      response = await fetch(saveUrl, {
        method: "POST",
        body: json,
        redirect: "error",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      });
    } catch {
      return retryLater();
    }
    const answer = await response.json().catch(() => null);
    return heard(response.status, answer, fields);
  }

  function heard(status, answer, fields) {
    // A 403 that is no answer of ours is a form's token that went with the session
    if (status === 401 || (status === 403 && !answer)) {
      notice("signed_out");
      return retryLater(false);
    }
    answer ??= {};
    if (answer.other_person) return withhold();
    if (answer.finished) return stop("finished", answer.finished);
    if (answer.refused) return stop("refused");
    notice(null);
    if (status === 200) return saved(answer, fields);
    if (status === 409) return meetAll(answer);
    if (status === 400) return tell(answer.errors ?? {}, fields);
    if (status === 413) {
      notice("too_long");
      show("failed");
      return true; // the form itself will say at which field
    }
    return retryLater();
  }

  function saved(answer, fields) {
    tries = 0;
    step(answer.version);
    for (const [name, value] of Object.entries(fields)) server[name] = value;
    for (const name of Object.keys(fields)) mend(name);
    keep();
    time.textContent = answer.at;
    const left = sendable().length;
    if (left) soon();
    show(held.size ? "conflict" : left ? "saving" : "saved");
    if (!held.size && !left) tellOthers("settled");
    return !held.size;
  }

  function step(to) {
    version = to;
    form.elements.version.value = to;
  }

  function meetAll(answer) {
    const now = read();
    step(answer.version);
    if (answer.entry && "entry" in form.elements) form.elements.entry.value = answer.entry;
    if (answer.version === 0) {
      // The draft is gone: all of it is sent anew
      for (const name of Object.keys(server)) server[name] = null;
      soon(0);
      return false;
    }
    for (const [name, theirs] of Object.entries(answer.fields)) {
      if (name in now && !held.has(name)) meet(name, now[name], server[name], theirs, sent[name]);
    }
    keep();
    if (held.size) {
      show("conflict");
      return false;
    }
    return saveNow();
  }

  function tell(errors, fields) {
    for (const [name, text] of Object.entries(errors)) {
      mend(name);
      wrong.set(name, fields[name]);
      const input = [...form.elements].find((one) => one.name === name);
      const line = document.querySelector("[data-log-error]").content.cloneNode(true).firstElementChild;
      line.id = `log_error_${name}`;
      line.querySelector("span").textContent = text;
      input?.before(line);
      input?.setAttribute("aria-invalid", "true");
    }
    show("failed");
    if (sendable().length) return saveNow();
    return true; // the form itself says it again when it is sent
  }

  function mend(name) {
    wrong.delete(name);
    if (!document.getElementById(`log_error_${name}`)) return;
    document.getElementById(`log_error_${name}`).remove();
    [...form.elements].find((one) => one.name === name)?.removeAttribute("aria-invalid");
  }

  function retryLater(byItself = true) {
    const safe = keep();
    show(safe ? "offline" : "failed");
    if (!safe) notice("no_storage");
    if (byItself) {
      clearTimeout(timer);
      timer = setTimeout(save, RETRY[Math.min(tries++, RETRY.length - 1)]);
    }
    return false;
  }

  // ---- what is said --------------------------------------------------------------------------------------------------
  function show(name) {
    if (state.dataset.state !== name) state.dataset.state = name;
  }

  function tellOthers(name) {
    form.dispatchEvent(new Event(`alongside:${name}`));
  }

  function notice(name) {
    for (const one of document.querySelectorAll("[data-log-notice]")) one.hidden = one.dataset.logNotice !== name;
  }

  function stop(name, url) {
    stopped = true;
    clearTimeout(timer);
    notice(name);
    if (url) document.querySelector("[data-log-finished]").href = url;
    if (name === "finished") localStorage.removeItem(draftKey);
    show("failed");
    return false;
  }

  // Somebody else has signed in: the words stay on the device under the name of their writer, and leave the screen
  function withhold() {
    keep();
    stopped = true;
    clearTimeout(timer);
    for (const input of form.elements) if (input.matches("textarea, input:not([type=hidden])")) input.value = "";
    form.remove();
    document.querySelector("[data-log-state]").remove();
    document.querySelector("[data-log-discard]")?.remove();
    notice("other_person");
    return false;
  }

  // ---- what happens ------------------------------------------------------------------------------------------------
  function typed(event) {
    if (stopped || (event.target.form ?? form) !== form) return;
    // Leaving a field says again what each key has said: nothing may move under the finger then
    if (event.type === "change" && !sendable().length) return;
    if (event.target.name) mend(event.target.name);
    const safe = keep();
    if (!safe && !navigator.onLine) notice("no_storage");
    if (!held.size && state.dataset.state !== "offline") show("saving");
    soon();
  }

  // Filled in by a press: as if it had been typed
  form.addEventListener("alongside:fill", (event) => {
    const now = read();
    const names = Object.keys(event.detail.values).filter((name) => name in now);
    event.detail.before = Object.fromEntries(names.map((name) => [name, now[name]]));
    for (const name of names) fill(name, event.detail.values[name]);
    typed({ type: "input", target: form });
  });

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);

  form.addEventListener("submit", async (event) => {
    if (passing) return;
    event.preventDefault();
    if (event.submitter?.hasAttribute("aria-busy")) return;
    event.submitter?.setAttribute("aria-busy", "true");
    const button = event.submitter;
    const done = await save();
    button?.removeAttribute("aria-busy");
    if (held.size) {
      tellOthers("conflict");
      document.querySelector(".conflict button")?.focus();
      return;
    }
    if (!done) {
      if (state.dataset.state === "offline") tellOthers("finish-waits");
      document.querySelector("[data-log-state]")?.scrollIntoView({ block: "start" });
      return;
    }
    form.elements.csrfmiddlewaretoken.value = token();
    passing = true;
    // Not within the event that asked for it: a form that is being submitted ignores a second wish
    setTimeout(() => form.requestSubmit(button ?? undefined));
  });

  document.querySelector("[data-log-discard]")?.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(timer);
    localStorage.removeItem(draftKey);
  });

  // A page that is put away may never come back
  document.addEventListener("visibilitychange", () => {
    if (stopped) return;
    if (document.visibilityState === "visible") {
      if (sendable().length) save();
      return;
    }
    const names = sendable();
    const { fields, json } = body(names);
    Object.assign(sent, fields);
    keep();
    if (!names.length) return;
    if (json.length > KEEPALIVE) return;
    fetch(saveUrl, {
      method: "POST",
      body: json,
      keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    }).catch(() => {});
  });
  window.addEventListener("pagehide", keep);
  window.addEventListener("online", () => sendable().length && save());
  window.addEventListener("focus", () => !stopped && sendable().length && save());
  document.addEventListener("alongside:signing-out", () => {
    stopped = true;
  });

  // What this device kept from before: a closed tab, a dead connection, a session that had ended
  const before = kept();
  if (before) {
    Object.assign(sent, before.sent);
    const filled = { ...server };
    for (const [name, mine] of Object.entries(before.fields)) {
      if (name in filled) meet(name, mine, before.base[name], filled[name], before.sent?.[name]);
    }
    if (sendable().length) soon(0);
    else if (!held.size) {
      // It had arrived after all
      localStorage.removeItem(draftKey);
      show("saved");
    }
    if (held.size) show("conflict");
    else if (!sendable().length) setTimeout(tellOthers, 0, "settled");
  } else {
    if (version > 0) show("saved");
    setTimeout(tellOthers, 0, "settled"); // a wish to finish may have waited for this
  }
  if (early && sendable().length) typed({ type: "input", target: form });
}
