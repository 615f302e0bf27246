// Keeps the counters of a page up to date: the office says when to look, a click still asks the server.

const shown = (value) => (value < 1000 ? String(value) : value === 1000 ? "1.000" : "1.000+");

function show(counts) {
  for (const place of document.querySelectorAll("[data-live]")) {
    const value = counts[place.dataset.live];
    if (value === undefined) continue;
    place.textContent = shown(value);
    if (place.classList.contains("badge")) place.hidden = value === 0;
    const card = place.closest(".card");
    if (card) {
      card.classList.toggle("rests", value === 0);
      card.classList.toggle(card.dataset.tone, value > 0);
    }
  }
  document.dispatchEvent(new CustomEvent("vanthu:counts", { detail: counts }));
}

let stream = null;

function listen() {
  if (stream || !("EventSource" in window)) return;
  stream = new EventSource("/events");
  stream.addEventListener("counts", (event) => show(JSON.parse(event.data)));
  // The session ended: the next click will ask to sign in; do not knock at the door for ever.
  stream.addEventListener("end", hush);
}

function hush() {
  stream?.close();
  stream = null;
}

// A hidden page listens to nothing: a browser has only six connections to one box.
document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
window.addEventListener("pagehide", hush);
window.addEventListener("pageshow", () => document.hidden || listen());
