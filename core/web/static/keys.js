// Keyboard shortcuts that never disturb somebody who is typing Vietnamese.

const PLACES = { F2: "/tray", F3: "#seek", F4: "" };

// A typing method sends its own keys while it composes (Telex, UniKey): those are never ours.
const composing = (event) => event.isComposing || event.keyCode === 229;
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]") !== null;
const modified = (event) => event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;

function press(key) {
  const button = document.querySelector(`[data-key="${key}"]:not([disabled])`);
  if (button) {
    button.click();
    return true;
  }
  const place = PLACES[key];
  if (place?.startsWith("#")) {
    const field = document.querySelector(place);
    field?.focus();
    field?.select();
    return field !== null;
  }
  if (place && document.querySelector(`a[href="${place}"]`)) {
    location.assign(place);
    return true;
  }
  return false;
}

function help() {
  const sheet = document.getElementById("keys");
  if (sheet && !sheet.open) sheet.showModal();
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.defaultPrevented) return;
  if (event.key === "?" && !event.ctrlKey && !event.altKey && !event.metaKey && !typing(event.target)) {
    event.preventDefault();
    help();
  } else if (/^F\d+$/.test(event.key) && !modified(event) && press(event.key)) {
    event.preventDefault();
  } else if (event.key === "Escape") {
    for (const open of document.querySelectorAll("details.ask[open], .person[open], .footbar details[open]")) {
      open.open = false;
    }
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-help]")) {
    event.preventDefault();
    help();
  }
  // A menu that hangs over the page closes when somebody turns away from it.
  for (const open of document.querySelectorAll(".person[open], .footbar details[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
