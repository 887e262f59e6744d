// The filter of the terms: what is typed narrows them at once, and how many are left is said.
// Without this script the lists of names above the terms lead to each. The details of the term
// that an address names are opened, and shown if they were filtered out.

const terms = document.getElementById("terms");
const items = [...terms.querySelectorAll(".term")];
const box = document.createElement("input");
const said = document.createElement("p");

offer();
addEventListener("hashchange", reveal);
reveal();

function offer() {
  const label = document.createElement("label");
  const bar = document.createElement("p");
  Object.assign(box, { id: "term-filter", type: "search", autocomplete: "off", spellcheck: false });
  Object.assign(label, { htmlFor: box.id, textContent: terms.dataset.label });
  said.setAttribute("role", "status");
  bar.className = "field screen";
  said.className = "screen";
  bar.append(label, box);
  terms.prepend(bar, said);
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
  const left = items.filter((item) => !item.hidden).length;
  const text = left ? terms.dataset.left.replace("{}", left) : terms.dataset.none;
  said.textContent = words.length ? text : "";
}

function reveal() {
  const item = document.getElementById(location.hash.slice(1));
  if (item?.hidden) {
    box.value = "";
    narrow();
    item.scrollIntoView();
  }
  const details = item?.querySelector("details");
  if (details) details.open = true;
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("’", "'").toLowerCase();
}
