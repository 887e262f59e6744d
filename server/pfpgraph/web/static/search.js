// Suggestions under each search box: a combobox as the ARIA Authoring Practices describe it.
// Without this script the box is a plain form.

for (const box of document.querySelectorAll('form[role="search"] input[name="q"]')) attach(box);

function attach(box) {
  const list = document.createElement("ul");
  list.id = `${box.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels?.[0]?.textContent ?? box.getAttribute("aria-label") ?? "");
  list.hidden = true;
  box.after(list);
  const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(states)) box.setAttribute(name, value);

  let asked = 0;
  let chosen = -1;

  box.addEventListener("input", () => ask(box.value.trim()));
  box.addEventListener("blur", () => close());
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      close();
      event.preventDefault();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!list.hidden) choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if (event.key === "Enter" && chosen >= 0) {
      list.children[chosen].querySelector("a").click();
      event.preventDefault();
    }
  });

  async function ask(text) {
    const number = ++asked;
    if (!text) return close();
    const data = new FormData(box.form);
    const address = new URL(box.form.action);
    address.pathname = address.pathname.replace(/search$/, "suggest");
    address.search = new URLSearchParams(data).toString();
    try {
      const answer = await fetch(address);
      if (answer.ok && number === asked) show(await answer.json());
    } catch {
      close(); // the form itself still works
    }
  }

  function show([, labels, kinds, addresses]) {
    list.replaceChildren(...labels.map((label, at) => entry(label, kinds[at], addresses[at], at)));
    chosen = -1;
    list.hidden = labels.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
  }

  function entry(label, kind, address, at) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const name = document.createElement("b");
    const note = document.createElement("span");
    item.id = `${list.id}-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    link.href = address;
    link.tabIndex = -1;
    name.textContent = label;
    note.textContent = kind;
    link.append(name, " ", note);
    item.append(link);
    item.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus until the click
    return item;
  }

  function choose(at) {
    const count = list.children.length;
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = at < -1 ? count - 1 : at >= count ? -1 : at; // -1: back in the box
    if (chosen < 0) return box.removeAttribute("aria-activedescendant");
    list.children[chosen].setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", list.children[chosen].id);
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }
}
