// Puts YASGUI's editor in the place of the text field, and the answer in the page without leaving
// it. Everything it does is also there without it, as links and a form.
"use strict";

const form = document.getElementById("editor");
const field = form.elements.query;
let terms = { prefixes: {}, classes: [], properties: [], things: [] };
let mark = null;

const ready = fetch(form.dataset.terms, { headers: { Accept: "application/json" } })
  .then((response) => (response.ok ? response.json() : terms))
  .then((found) => (terms = found))
  .catch(() => terms);

// Prefixes come from us: typed, they are declared by themselves.
Yasqe.forkAutocompleter("prefixes", {
  name: "our-prefixes",
  persistenceId: null,
  get: () => ready.then(() => Object.entries(terms.prefixes).map(([p, iri]) => `${p}: <${iri}>`)),
}, false);

const AFTER_A = ["a", "rdf:type", "rdfs:domain", "rdfs:range", "rdfs:subClassOf"];
const MOST = 60;

// Classes after "a"; else properties and things, by prefixed name or by any word of their label.
Yasqe.registerAutocompleter({
  name: "our-terms",
  bulk: false,
  autoShow: true,
  isValidCompletionPosition(yasqe) {
    const token = yasqe.getCompleteToken();
    if (/^[?$"'<#]/.test(token.string) || inPrologue(yasqe)) return false;
    return token.string.includes(":") || (wantsClass(yasqe, token) && /^\s*$|^\w/.test(token.string));
  },
  get(yasqe, token) {
    const typed = token.string.trim().toLowerCase();
    const rows = wantsClass(yasqe, token) ? terms.classes : [...terms.properties, ...terms.things];
    const begins = rows.filter(([name]) => name.toLowerCase().startsWith(typed));
    const [prefix, word] = typed.split(":");
    const holds = rows.filter(([name, label]) =>
      !begins.some((row) => row[0] === name) && word && name.startsWith(prefix + ":") &&
      (name.toLowerCase().includes(word) || label.toLowerCase().includes(word)));
    return [...begins, ...holds].slice(0, MOST).map(([name]) => name);
  },
  postprocessHints(_yasqe, hints) {
    const labels = new Map([...terms.classes, ...terms.properties, ...terms.things]);
    for (const hint of hints) {
      hint.render = (element) => {
        const label = document.createElement("small");
        label.textContent = labels.get(hint.text) ?? "";
        element.append(hint.text, " ", label);
      };
    }
    return hints;
  },
}, false);

function inPrologue(yasqe) {
  const cursor = yasqe.getDoc().getCursor();
  return /^\s*(prefix|base)\b/i.test(yasqe.getDoc().getLine(cursor.line));
}

function wantsClass(yasqe, token) {
  const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
  return AFTER_A.includes(before.string);
}

// Only these: YASGUI's own look classes and properties up elsewhere.
Yasqe.defaults.autocompleters = ["our-prefixes", "our-terms", "variables"];

const place = document.createElement("div");
field.after(place);
const yasqe = new Yasqe(place, {
  value: field.value,
  consumeShareLink: null, // the address is the query: the server has read it
  createShareableLink: null,
  persistenceId: null, // nothing is kept in the browser
  prefixCcApi: null,
  showQueryButton: false,
  resizeable: false,
  editorHeight: "auto",
  screenReaderLabel: form.querySelector("label").textContent,
  extraKeys: {
    Tab: false, // the keyboard must be able to leave
    "Shift-Tab": false,
    Esc: false, // it closes the completions, and must not leave when they are late
    "Ctrl-Enter": run,
    "Cmd-Enter": run,
    "Ctrl-S": () => {},
  },
});
field.hidden = true;
form.querySelector("label").addEventListener("click", () => yasqe.focus());
document.querySelector(".keys").hidden = false;
yasqe.on("change", unmark);

function run() {
  yasqe.closeHint();
  form.requestSubmit();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  field.value = yasqe.getValue();
  const asked = new URLSearchParams(new FormData(form));
  asked.set("format", "html");
  show(form.action, asked, true);
});

document.addEventListener("click", (event) => {
  const view = event.target.closest?.(".views a");
  if (view && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(view.href, null, true);
  }
  const button = event.target.closest?.("button.copy");
  if (button) copy(button);
});

window.addEventListener("popstate", () => location.reload());

// Asks for the page of the answer and takes from it what changes.
async function show(address, sent, remember) {
  const answer = document.getElementById("answer");
  const button = form.querySelector("button");
  const name = button.textContent;
  button.textContent = form.dataset.running;
  button.disabled = true;
  answer.setAttribute("aria-busy", "true");
  unmark();
  try {
    const response = await fetch(address, {
      method: sent ? "POST" : "GET",
      body: sent,
      headers: { Accept: "text/html" },
    });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById("answer");
    if (!found) throw new Error(response.statusText);
    answer.replaceChildren(...found.childNodes);
    const link = answer.querySelector("a.share");
    if (remember && link) history.pushState(null, "", kept(sent ? link.href : address));
    enhance(answer);
    answer.scrollIntoView({ block: "nearest" });
  } catch {
    const told = document.createElement("p");
    told.className = "fault";
    told.textContent = form.dataset.unreachable;
    answer.replaceChildren(told);
  }
  answer.removeAttribute("aria-busy");
  button.textContent = name;
  button.disabled = false;
}

// An address of ours on this host, in the language chosen.
function kept(address) {
  const target = new URL(address, location.href);
  const language = form.elements.lang?.value;
  if (language) target.searchParams.set("lang", language);
  return target.pathname + target.search;
}

function enhance(answer) {
  for (const button of answer.querySelectorAll("button.copy")) button.hidden = false;
  for (const head of answer.querySelectorAll(".scroll thead th")) sortable(head);
  const fault = answer.querySelector("[data-line]");
  if (fault) markAt(Number(fault.dataset.line) - 1, Number(fault.dataset.column) - 1);
}

// The heading of a column as a button that sorts the rows by it, up and then down.
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
function sortable(head) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "sort";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = head.closest("table").tBodies[0];
    const text = (row) => row.cells[head.cellIndex].textContent;
    const rows = [...body.rows].sort((a, b) => collator.compare(text(a), text(b)));
    body.append(...(down ? rows.reverse() : rows));
  });
}

// Columns count characters, the editor's count UTF-16 units.
function markAt(line, column) {
  const doc = yasqe.getDoc();
  const text = [...(doc.getLine(line) ?? "")];
  const from = text.slice(0, column).join("").length;
  const end = /^[\w:?$]+/.exec(text.slice(column).join(""))?.[0].length ?? 1;
  const start = Math.min(from, Math.max(0, text.join("").length - 1));
  mark = doc.markText({ line, ch: start }, { line, ch: from + end }, { className: "fault-here" });
  yasqe.scrollIntoView({ line, ch: start });
}

function unmark() {
  mark?.clear();
  mark = null;
}

async function copy(button) {
  const share = button.parentElement.querySelector("a.share");
  const text = share ? share.href : button.parentElement.querySelector("code").textContent;
  const name = button.textContent;
  await navigator.clipboard.writeText(text);
  button.textContent = form.dataset.copied;
  setTimeout(() => (button.textContent = name), 2000);
}

enhance(document.getElementById("answer"));
