// The filter of the terms: what is typed narrows them at once. Without this script the lists of
// names above the terms lead to each. The details of the term that an address names are opened.

const terms = document.getElementById("terms");
const items = [...terms.querySelectorAll(".term")];
const box = document.createElement("input");
const none = document.createElement("p");

addEventListener("hashchange", reveal);
reveal();
offer();

function offer() {
  const label = document.createElement("label");
  const bar = document.createElement("p");
  Object.assign(box, { id: "term-filter", type: "search", autocomplete: "off", spellcheck: false });
  Object.assign(label, { htmlFor: box.id, textContent: terms.dataset.label });
  Object.assign(none, { textContent: terms.dataset.none, hidden: true });
  none.setAttribute("role", "status");
  bar.className = "field";
  bar.append(label, box);
  terms.prepend(bar, none);
  box.addEventListener("input", narrow);
}

function narrow() {
  const words = folded(box.value).split(/\s+/).filter(Boolean);
  for (const item of items) {
    const kept = words.every((word) => folded(item.textContent).includes(word));
    item.hidden = !kept;
    terms.querySelector(`.index a[href="#${item.id}"]`).hidden = !kept;
  }
  for (const group of terms.querySelectorAll(".terms")) {
    const left = group.querySelectorAll(".term:not([hidden])").length;
    group.hidden = !left;
    group.querySelector(".count").textContent = left;
  }
  none.hidden = items.some((item) => !item.hidden);
}

function reveal() {
  const details = document.getElementById(location.hash.slice(1))?.querySelector("details");
  if (details) details.open = true;
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("’", "'").toLowerCase();
}
