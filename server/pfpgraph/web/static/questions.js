// The filter of the questions: what is typed narrows the list at once. Without this script the
// form asks for the same page narrowed.

const form = document.getElementById("filter");
const box = form.elements.q;
const items = [...document.querySelectorAll(".asked li")];

form.querySelector("button").hidden = true;
form.addEventListener("submit", (event) => event.preventDefault());
box.addEventListener("input", narrow);

function narrow() {
  const words = folded(box.value).split(/\s+/).filter(Boolean);
  for (const item of items) item.hidden = !words.every((word) => folded(item.textContent).includes(word));
  for (const group of document.querySelectorAll(".card:has(.asked)")) {
    const left = group.querySelectorAll(".asked li:not([hidden])").length;
    group.hidden = !left;
    group.querySelector(".count").textContent = left;
  }
  document.getElementById("none").hidden = items.some((item) => !item.hidden);
  const address = new URL(location.href);
  if (words.length) address.searchParams.set("q", box.value);
  else address.searchParams.delete("q");
  history.replaceState(null, "", address);
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("’", "'").toLowerCase();
}
