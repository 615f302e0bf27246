// Writing a draft: lines for more receivers, and what the rules say of it while it is being filled in.

const lines = document.querySelector("[data-lines]");
const pattern = document.getElementById("line");

function add() {
  const next = 1 + Math.max(-1, ...[...lines.querySelectorAll("[data-line]")].map((line) => Number(line.dataset.line)));
  const made = document.createElement("template");
  made.innerHTML = pattern.innerHTML.replaceAll("1000", String(next + 1)).replaceAll("999", String(next));
  const line = made.content.firstElementChild;
  lines.append(line);
  line.dispatchEvent(new CustomEvent("vanthu:added", { bubbles: true }));
  line.querySelector("input").focus();
}

document.addEventListener("click", (event) => {
  const more = event.target.closest("[data-more]");
  if (more && lines && pattern) {
    event.preventDefault();
    add();
  }
});

// The rules answer beside the form; a form without scripts asks them with a button.
const form = document.querySelector("form[data-asks]");
const told = document.querySelector("[data-told]");
let timer = 0;
let serial = 0;

async function ask() {
  const mine = ++serial;
  const query = new URLSearchParams();
  for (const name of form.dataset.names.split(" ")) query.set(name, form.elements[name]?.value ?? "");
  const answer = await fetch(`${form.dataset.asks}?${query}`, { credentials: "same-origin" });
  if (!answer.ok || mine !== serial) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  told.replaceChildren(...page.body.children);
}

form?.addEventListener("change", (event) => {
  if (!form.dataset.names.split(" ").includes(event.target.name)) return;
  clearTimeout(timer);
  timer = setTimeout(ask, 150);
});

// A unit chosen for the work narrows who may be named for it.
const unit = document.querySelector("[data-unit]");
const staff = document.querySelector("[data-staff]");
function narrow() {
  for (const group of staff.querySelectorAll("optgroup")) group.hidden = group.dataset.of !== unit.value;
  if (staff.selectedOptions[0]?.parentElement.hidden) staff.value = "";
}
if (unit && staff) {
  unit.addEventListener("change", narrow);
  narrow();
}
