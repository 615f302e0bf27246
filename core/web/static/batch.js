// Shows how far a batch of signatures has come while it is under way.

const batch = document.querySelector("[data-batch]");

function tell(told) {
  batch.querySelector("progress").value = told.done + told.failed;
  for (const name of ["done", "failed", "left"]) {
    batch.querySelector(`[data-count="${name}"]`).textContent = told[name];
  }
  batch.querySelector("[data-now]").textContent = told.now;
  if (told.ended) location.reload();
}

if (batch && !batch.hasAttribute("data-ended")) {
  const stream = new EventSource(`${location.pathname}/events`);
  stream.addEventListener("progress", (event) => tell(JSON.parse(event.data)));
  window.addEventListener("pagehide", () => stream.close());
}

// A tick on top ticks every letter below it.
const all = document.querySelector("[data-all]");
all?.addEventListener("change", () => {
  for (const one of document.querySelectorAll('input[name="letter"]')) one.checked = all.checked;
  count();
});

function count() {
  const place = document.querySelector("[data-chosen]");
  if (place) place.textContent = document.querySelectorAll('input[name="letter"]:checked').length;
}
document.addEventListener("change", (event) => {
  if (event.target.name === "letter") count();
});
count();
