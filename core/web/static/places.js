// Drags the boxes on a page's picture to where they belong; arrow keys move a box by a millimetre.

const field = (form, kind, side) => form.querySelector(`input[name="${kind}-${side}"]`);

function read(form, kind) {
  return Object.fromEntries(["left", "top", "width", "height"].map((side) => [side, Number(field(form, kind, side).value)]));
}

function place(sheet, box, form) {
  const at = read(form, box.dataset.kind);
  const [wide, high] = [Number(sheet.dataset.width), Number(sheet.dataset.height)];
  box.style.left = `${(100 * at.left) / wide}%`;
  box.style.top = `${(100 * at.top) / high}%`;
  box.style.width = `${(100 * at.width) / wide}%`;
  box.style.height = `${(100 * at.height) / high}%`;
}

function move(sheet, box, form, left, top) {
  const at = read(form, box.dataset.kind);
  const within = (value, most) => Math.max(0, Math.min(value, most));
  field(form, box.dataset.kind, "left").value = within(left, Number(sheet.dataset.width) - at.width).toFixed(1);
  field(form, box.dataset.kind, "top").value = within(top, Number(sheet.dataset.height) - at.height).toFixed(1);
  place(sheet, box, form);
}

function follow(sheet, box, form) {
  let grip = null;
  box.addEventListener("pointerdown", (event) => {
    const at = read(form, box.dataset.kind);
    grip = { x: event.clientX, y: event.clientY, ...at };
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const scale = Number(sheet.dataset.width) / sheet.getBoundingClientRect().width;
    move(sheet, box, form, grip.left + (event.clientX - grip.x) * scale, grip.top + (event.clientY - grip.y) * scale);
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { grip = null; });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = read(form, box.dataset.kind);
    move(sheet, box, form, at.left + step[0], at.top + step[1]);
  });
}

for (const sheet of document.querySelectorAll("[data-sheet]")) {
  const form = sheet.closest("form");
  for (const box of sheet.querySelectorAll("[data-kind]")) {
    box.hidden = false;
    place(sheet, box, form);
    follow(sheet, box, form);
    for (const side of ["left", "top", "width", "height"]) {
      field(form, box.dataset.kind, side).addEventListener("input", () => place(sheet, box, form));
    }
  }
}
