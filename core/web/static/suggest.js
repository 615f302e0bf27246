// Suggests what was written before, marks or no marks: "ubnd tinh" finds "UBND tỉnh".

const WAIT = 120;
let serial = 0;

function equip(field) {
  const list = document.createElement("ul");
  list.id = `${field.id}-list`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  field.removeAttribute("list");
  field.after(list);
  field.parentElement.classList.add("suggesting");
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) field.setAttribute(name, value);

  let timer = 0;
  let chosen = -1;
  let items = [];

  function close() {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function mark(place) {
    chosen = place;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    if (place >= 0) {
      field.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    }
  }

  function take(place) {
    field.value = items[place].name;
    const code = document.querySelector(`[name="${field.dataset.code}"]`);
    if (code && items[place].code) code.value = items[place].code;
    close();
  }

  function show(found) {
    items = found;
    list.replaceChildren(
      ...found.map((item, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.textContent = item.about ? `${item.name} – ${item.about}` : item.name;
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(index);
        });
        return option;
      }),
    );
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    mark(found.length ? 0 : -1);
  }

  async function ask() {
    const mine = ++serial;
    const typed = field.value.trim();
    if (typed.length < 2) return close();
    const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(typed)}`, { credentials: "same-origin" });
    if (!answer.ok || mine !== serial || document.activeElement !== field) return;
    const { items: found } = await answer.json();
    if (found.length === 1 && found[0].name === field.value) close();
    else show(found);
  }

  field.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("blur", () => {
    serial += 1;
    close();
  });
  field.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing || event.keyCode === 229 || list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark((chosen + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length);
      } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
        take(chosen); // and Enter or Tab goes on to the next field by itself
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      }
    },
    true,
  );
}

document.querySelectorAll("input[data-suggest]").forEach(equip);
// A row that a script added brings fields of its own.
document.addEventListener("vanthu:added", (event) => event.target.querySelectorAll("input[data-suggest]").forEach(equip));
