// The pages work without this file; it only spares the reader a reload, a second click and a time-zone sum.
"use strict";

// A form that is on its way is not sent a second time. Nothing is disabled, so no value is left out, and the
// guard opens again by itself after ten seconds or when the reader comes back to the page.
const HELD_FOR = 10000;

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (event.submitter) {
    event.submitter.setAttribute("aria-disabled", "true");
  }
  window.setTimeout(release, HELD_FOR, form);
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    release(form);
  }
});

// Progress of a document: {"done": 3, "total": 12, "words": "...", "finished": false}. When it is finished the page
// is fetched anew, so that the link comes from the server.
const EVERY = 2000;

async function poll(box) {
  try {
    const answer = await fetch(box.dataset.poll, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const state = await answer.json();
      if (state.finished) {
        window.location.reload();
        return;
      }
      const bar = box.querySelector("progress");
      if (bar && state.total) {
        bar.max = state.total;
        bar.value = state.done;
      }
      const words = box.querySelector(".progress-words");
      if (words && words.textContent !== state.words) {
        words.textContent = state.words;
      }
    }
  } catch {
    // The line is down for a moment: the next round asks again.
  }
  window.setTimeout(poll, EVERY, box);
}

for (const box of document.querySelectorAll("[data-poll]")) {
  window.setTimeout(poll, EVERY, box);
}

// Deadlines stand on the page in Bonn time and UTC; a reader elsewhere sees the own time as well.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !["Europe/Berlin", "UTC", "Etc/UTC"].includes(zone)) {
  const lang = document.documentElement.lang;
  const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  for (const place of document.querySelectorAll("[data-local-time]")) {
    const at = new Date(place.dataset.localTime);
    place.textContent = `${format.format(at)} ${place.dataset.label} (${zone.replaceAll("_", " ")})`;
    place.hidden = false;
  }
}

// A section of a form is saved while it is written: a little after the last key, and when the page is left. What
// the server saved comes back as marks, by which a colleague's change in between is still noticed.
const PAUSE = 4000;

function autosaving(form) {
  const words = form.querySelector(".autosaved");
  let timer = 0;
  let changed = false;
  let stopped = false;

  async function save(leaving) {
    if (!changed || stopped || form.dataset.sent) {
      return;
    }
    changed = false;
    const data = new FormData(form);
    data.set("autosave", "1");
    for (const field of form.querySelectorAll("input[type=file]")) {
      data.delete(field.name); // a file is sent with the button
    }
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { Accept: "application/json" },
        redirect: "error",
        keepalive: leaving,
      });
      const told = await answer.json();
      stopped = !answer.ok;
      words.textContent = told.words;
      for (const [name, mark] of Object.entries(told.seen ?? {})) {
        form.elements[name].value = mark;
      }
    } catch {
      changed = true;
      words.textContent = form.dataset.autosave;
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE, false);
  });
  form.addEventListener("submit", () => window.clearTimeout(timer));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      save(true);
    }
  });
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  autosaving(form);
}

// Questions that hang on another one of the page are hidden while they are not asked. What was typed in them stays,
// and the server decides by the answers.
function chosen(form, name) {
  return new FormData(form).getAll(name);
}

function conditional(form) {
  const conditions = Object.entries(JSON.parse(form.dataset.conditions));

  function show() {
    const hidden = new Set();
    for (const [code, condition] of conditions) {
      const answers = hidden.has(condition.question) ? [] : chosen(form, condition.question);
      const asked = answers.some((answer) => condition.answers.includes(answer));
      const place = document.getElementById(`div_id_${code}`);
      if (place) {
        place.hidden = !asked && !place.querySelector(".is-invalid, [aria-invalid=true]");
      }
      if (!asked) {
        hidden.add(code);
      }
    }
  }

  if (conditions.length > 0) {
    form.addEventListener("change", show);
    show();
  }
}

for (const form of document.querySelectorAll("form[data-conditions]")) {
  conditional(form);
}
