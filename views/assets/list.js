/** The list of solicitudes with a script: keys, ticks that are counted, and rows that say by themselves how a check goes. */
const FIRST_LOOK_MS = 3_000;
const LONGEST_PAUSE_MS = 30_000;

const list = document.querySelector("[data-list]");
if (list) begin(list);

function begin(list) {
  const search = list.querySelector("[data-search]");
  prepare(list);
  // Before the script of every page, whose key leads to the field above.
  document.addEventListener("keydown", (event) => onKey(list, search, event), { capture: true });
  list.addEventListener("change", (event) => onTick(list, event.target));
  document.addEventListener("htmx:after:swap", () => {
    prepare(list);
    say(list, list.querySelector("#found")?.dataset.tally ?? "");
  });
  watch(list, FIRST_LOOK_MS);
}

/** What only a script can do is offered by it alone. */
function prepare(list) {
  const all = list.querySelector("[data-all]");
  if (all) all.hidden = false;
  count(list);
}

function say(list, text) {
  list.querySelector("[data-say]").textContent = text;
}

/* --- ticks --- */

function onTick(list, target) {
  if (target.matches("[data-all]")) {
    for (const box of boxes(list)) box.checked = target.checked;
  }
  count(list);
}

function boxes(list) {
  return [...list.querySelectorAll("tbody input[type=checkbox][name=id]")];
}

function count(list) {
  const form = list.querySelector("[data-many]");
  if (!form) return;
  const words = JSON.parse(form.dataset.many);
  const chosen = boxes(list).filter((box) => box.checked).length;
  form.querySelector("[data-count]").textContent = chosen === 0
    ? ""
    : chosen === 1
    ? words.one
    : words.many.replace("#", String(chosen));
  const all = list.querySelector("[data-all]");
  if (!all) return;
  all.checked = chosen > 0 && chosen === boxes(list).length;
  all.indeterminate = chosen > 0 && !all.checked;
}

/* --- keys --- */

function onKey(list, search, event) {
  if (list.dataset.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) return;
  const act = KEYS[event.key];
  if (!act || !act(list, search)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

const KEYS = {
  "/": (_list, search) => focus(search),
  j: (list) => step(list, 1),
  k: (list) => step(list, -1),
  x: (list) => tick(list),
};

function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  const isBox = target.matches("input[type=checkbox], input[type=radio], input[type=submit]");
  return target.isContentEditable || (target.matches("input, textarea, select") && !isBox);
}

/** The link of a row takes the focus: Enter opens it, and who listens hears where they are. */
function step(list, by) {
  const rows = [...list.querySelectorAll("[data-row]")];
  const at = rows.indexOf(document.activeElement?.closest("[data-row]"));
  const next = at === -1 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  const row = rows[next];
  return focus(row?.querySelector("a[href]"));
}

function tick(list) {
  const box = document.activeElement?.closest("[data-row]")?.querySelector("input[name=id]");
  if (!box) return false;
  box.checked = !box.checked;
  count(list);
  return true;
}

function focus(element) {
  if (!element) return false;
  element.focus();
  element.scrollIntoView({ block: "nearest" });
  return true;
}

/* --- checks under way --- */

/** Asks for the rows that are being checked, and less often while nothing changes. */
function watch(list, pause) {
  setTimeout(async () => {
    const rows = [...list.querySelectorAll("[data-live]")];
    const changed = rows.length > 0 && !document.hidden && await look(list, rows);
    watch(list, changed || rows.length === 0 ? FIRST_LOOK_MS : Math.min(pause * 1.5, LONGEST_PAUSE_MS));
  }, pause);
}

async function look(list, rows) {
  const query = new URLSearchParams(rows.map((row) => ["id", row.dataset.row]));
  const fresh = await fetch(`${list.dataset.list}?${query}`).then(read).catch(() => null);
  if (!fresh) return false;
  const ended = rows.filter((row) => refresh(row, fresh.querySelector(`[data-row="${row.dataset.row}"]`)));
  if (ended.length > 0) {
    const [words, names] = [list.dataset.settled, ended.map((row) => row.dataset.about)];
    say(list, words.replace("#", names.join(", ")));
  }
  return ended.length > 0;
}

async function read(answer) {
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Only what changed is put in its place: ticks and focus stay where they are. Answers whether the check has ended. */
function refresh(row, fresh) {
  if (!fresh) return false;
  for (const part of row.querySelectorAll("[data-part]")) {
    const news = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!news || news.outerHTML === part.outerHTML) continue;
    part.className = news.className;
    part.innerHTML = news.innerHTML;
  }
  if (fresh.dataset.live !== undefined) return false;
  row.dataset.about = row.dataset.live;
  delete row.dataset.live;
  return true;
}
