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
