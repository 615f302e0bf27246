// A unit's name is a large target: the first tap gives the lead, the next ones help; a tap again changes the part.

const ORDER = ["cooperate", "inform", ""];
const units = document.querySelector("[data-units]");
const part = (unit) => unit.querySelector("input:checked")?.value ?? "";
const give = (unit, role) => {
  unit.querySelector(`input[value="${role}"]`).checked = true;
};
const leading = () => [...units.querySelectorAll(".unit")].find((unit) => part(unit) === "lead");

units?.addEventListener("click", (event) => {
  const name = event.target.closest(".tap");
  if (!name) return;
  const unit = name.closest(".unit");
  const now = part(unit);
  if (!now && !leading()) give(unit, "lead");
  else if (now === "lead") give(unit, "");
  else give(unit, now ? ORDER[ORDER.indexOf(now) + 1] : ORDER[0]);
});

// Exactly one unit leads: a new lead makes the former one help.
units?.addEventListener("change", (event) => {
  if (event.target.value !== "lead") return;
  for (const unit of units.querySelectorAll(".unit")) {
    if (!unit.contains(event.target) && part(unit) === "lead") give(unit, "cooperate");
  }
});

const day = document.querySelector("[data-day]");
const other = document.getElementById("due-other");
function reveal() {
  if (day && other) day.hidden = !other.checked;
}
document.addEventListener("change", (event) => {
  if (event.target.name !== "due") return;
  reveal();
  if (other.checked) {
    const field = day.querySelector("input");
    field.focus();
    field.showPicker?.();
  }
});
reveal();
