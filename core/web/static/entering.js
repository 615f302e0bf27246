// Filling in a register line without the mouse: Enter goes on, the pages scroll beside the form.

const composing = (event) => event.isComposing || event.keyCode === 229;
const shown = (field) => field.offsetParent !== null && !field.disabled && !field.readOnly;

function fieldsOf(form) {
  return [...form.querySelectorAll("input:not([type=hidden]), select, textarea, .commit button")].filter(shown);
}

function goOn(form, field) {
  const fields = fieldsOf(form);
  const next = fields[fields.indexOf(field) + 1];
  next?.focus();
  if (next?.select && next.type !== "checkbox") next.select();
}

for (const form of document.querySelectorAll("form[data-entry]")) {
  form.addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented) return;
    const field = event.target;
    if (event.key === "Enter" && !event.shiftKey && field.matches("input:not([type=checkbox]), select, textarea")) {
      event.preventDefault();
      goOn(form, field);
    } else if (event.key === "/" && field.name === "code_number") {
      // "214/UBND-VP" is typed as it is read: the stroke leads from the number to the symbol.
      event.preventDefault();
      goOn(form, field);
    } else if ((event.key === "PageDown" || event.key === "PageUp") && !field.matches("select")) {
      const reader = document.querySelector(".reader");
      if (!reader) return;
      event.preventDefault();
      reader.scrollBy({ top: (event.key === "PageDown" ? 0.85 : -0.85) * reader.clientHeight, behavior: "smooth" });
    }
  });

  const first =
    form.querySelector("[aria-invalid=true]") ??
    form.querySelector("[name=anyway]") ??
    fieldsOf(form).find((field) => field.required && !field.value) ??
    fieldsOf(form)[0];
  first?.focus({ preventScroll: true });

  for (const field of form.querySelectorAll("[data-length]")) count(field);
}

// How much room is left, said only when it grows short; the text itself is never touched.
function count(field) {
  const most = Number(field.dataset.length);
  const told = document.createElement("p");
  told.className = "hint";
  told.setAttribute("aria-live", "polite");
  field.after(told);
  field.addEventListener("input", () => {
    const length = field.value.normalize("NFC").length;
    told.textContent = length > most * 0.8 ? `${length}/${most}` : "";
    told.classList.toggle("over", length > most);
  });
}

// One click is one document: a form that is on its way is not sent again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  document.body.classList.add("sending");
});
window.addEventListener("pageshow", () => {
  document.body.classList.remove("sending");
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.open) event.target.querySelector("input:not([type=hidden]), textarea")?.focus();
  },
  true,
);
