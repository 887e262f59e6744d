// A slider over the years: each step shows what the link of that year leads to.
(() => {
  const nav = document.getElementById("years");
  const links = nav ? [...nav.querySelectorAll("li a")] : [];
  if (!links.length) return;
  const slider = document.createElement("input");
  const said = document.createElement("output");
  const box = document.createElement("div");
  let asked = 0;

  const year = (link) => Number(link.textContent);
  const chosen = () => links[Number(slider.value) - year(links[0])];

  // All of the page but the slider itself becomes that of the other day.
  function swap(page) {
    const main = nav.parentElement;
    const fresh = [...page.getElementById("content").children];
    const at = fresh.findIndex((child) => child.id === nav.id);
    for (const child of [...main.children]) if (child !== nav) child.remove();
    nav.before(...fresh.slice(0, at));
    nav.after(...fresh.slice(at + 1));
    for (const part of [".menu", ".tongue", "footer"]) {
      const [old, other] = [document.querySelector(part), page.querySelector(part)];
      if (old && other) old.replaceWith(other);
    }
    document.title = page.title;
  }

  async function show(link) {
    const turn = ++asked;
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    const text = await answer.text();
    if (turn !== asked || !answer.ok) return;
    swap(new DOMParser().parseFromString(text, "text/html"));
    history.replaceState(null, "", link.href);
  }

  const current = links.find((link) => link.hasAttribute("aria-current")) || links.at(-1);
  Object.assign(slider, { type: "range", min: year(links[0]), max: year(links.at(-1)) });
  slider.value = year(current);
  slider.setAttribute("aria-label", nav.dataset.label);
  said.value = slider.value;
  slider.addEventListener("input", () => {
    said.value = slider.value;
    show(chosen());
  });
  box.className = "slider";
  box.append(said, slider);
  nav.querySelector("p").hidden = true;
  nav.prepend(box);
})();
