// The slider of years: what the day changes becomes that of the chosen year, each as its link
// leads to. Without this script the links do the same.

const nav = document.getElementById("years");
const links = nav ? [...nav.querySelectorAll("li a")] : [];
if (links.length) slide();

function slide() {
  const first = Number(links[0].textContent);
  const current = links.find((link) => link.hasAttribute("aria-current")) ?? links.at(-1);
  const slider = document.createElement("input");
  const said = document.createElement("output");
  const box = document.createElement("div");
  const pages = new Map();
  let wanted = current;
  let busy = false;

  Object.assign(slider, { type: "range", min: first, max: first + links.length - 1 });
  slider.value = said.value = current.textContent;
  slider.setAttribute("aria-label", nav.dataset.label);
  box.className = "slider";
  box.append(said, slider);
  nav.querySelector("p").hidden = true;
  nav.prepend(box);

  slider.addEventListener("input", () => {
    said.value = slider.value;
    wanted = links[slider.value - first];
    follow();
  });
  slider.addEventListener("change", () => history.replaceState(null, "", wanted.href));

  // One page at a time is asked for; when it has come, the one wanted by then is next.
  async function follow() {
    if (busy) return;
    busy = true;
    for (let shown; shown !== wanted; ) {
      const link = wanted;
      const page = await read(link.href).catch(() => null);
      if (!page) break;
      show(page, link);
      shown = link;
    }
    busy = false;
  }

  async function read(address) {
    if (!pages.has(address)) {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.statusText);
      pages.set(address, await answer.text());
    }
    return new DOMParser().parseFromString(pages.get(address), "text/html");
  }

  function show(page, link) {
    for (const old of document.querySelectorAll("[data-day]")) {
      const fresh = page.getElementById(old.id);
      if (fresh) old.replaceWith(fresh);
    }
    for (const other of links) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    document.title = page.title;
  }
}
