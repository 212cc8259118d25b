/** The inbox without loading a page for each step: opening, acting and going through it by keys. */
(() => {
  const READ_AFTER_MS = 1_500;
  const desk = matchMedia("(min-width: 64rem)");
  let reading = 0;

  const list = () => document.getElementById("inbox-list");
  const pane = () => document.getElementById("reading");
  const rows = () => [...(list()?.querySelectorAll("a[href]") ?? [])];
  const chosen = () => list()?.querySelector("a[aria-current]");
  const article = () => pane()?.querySelector("[data-novedad]");

  addEventListener("popstate", () => location.reload());
  document.body.addEventListener("lexia:event", ({ detail: { type } }) => {
    if (type === "novedad.created") refresh();
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("#inbox-list a[href]");
    if (!link || !isPlain(event) || !desk.matches) return;
    event.preventDefault();
    open(link);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || !pane()?.contains(form)) return;
    event.preventDefault();
    send(form);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const act = KEYS[event.key];
    if (act && act() !== false) event.preventDefault();
  });
  for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;
  readSoon();

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    e: () => press("e"),
    u: () => press("u"),
    a: () => focusOn("assignee"),
    n: () => focusOn("note"),
  };

  function isPlain(event) {
    return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  }

  function isTyping(target) {
    return target instanceof HTMLElement &&
      (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
  }

  /** To the next row, or the one before; on a phone, where one is open, to its page. */
  function step(by) {
    const all = rows();
    const focused = all.indexOf(document.activeElement);
    const at = focused >= 0 ? focused : all.indexOf(chosen());
    const next = all[at < 0 ? 0 : at + by];
    if (!next) return false;
    if (!desk.matches && article()) {
      location.assign(next.href);
      return true;
    }
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    if (desk.matches && article()) open(next);
    return true;
  }

  function press(key) {
    const form = pane()?.querySelector(`form[data-key="${key}"]`);
    if (!form) return false;
    form.requestSubmit();
    return true;
  }

  function focusOn(id) {
    const field = document.getElementById(id);
    if (!field) return false;
    field.focus();
    return true;
  }

  async function open(link) {
    for (const other of rows()) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    const wanted = ++reading;
    const page = await ask(link.href).catch(() => null);
    if (wanted !== reading) return;
    if (!page) return location.assign(link.href);
    history.pushState(null, "", link.href);
    show(page);
    readSoon();
  }

  async function send(form, { isQuiet = false } = {}) {
    const focused = document.activeElement?.id;
    const body = new URLSearchParams(new FormData(form));
    const page = await ask(form.action, { method: "POST", body }).catch(() => null);
    if (!page) return isQuiet ? undefined : form.submit();
    const wasInPane = pane()?.contains(document.activeElement);
    show(page, { isQuiet });
    if (isQuiet || !wasInPane) return;
    const field = document.querySelector("#reading [aria-invalid=true]") ??
      (focused ? document.getElementById(focused) : null) ?? pane();
    field.focus();
  }

  /** The page as LEXIA answers it; null where that is no page of the inbox, as after the session's end. */
  async function ask(address, options = {}) {
    const answer = await fetch(address, { ...options, headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById("reading") ? page : null;
  }

  /** What has come meanwhile goes above the list, where that shows the latest. */
  async function refresh() {
    const page = await ask(location.href).catch(() => null);
    if (!list()) return location.reload();
    if (!page) return;
    const isFirst = !new URLSearchParams(location.search).has("cursor");
    const found = isFirst ? [...page.querySelectorAll("#inbox-list > li")] : [];
    for (const row of found.reverse()) {
      if (list().querySelector(`[data-id="${row.dataset.id}"]`)) continue;
      row.querySelector("a")?.removeAttribute("aria-current");
      list().prepend(document.importNode(row, true));
    }
    show(page, { isQuiet: true });
  }

  /** Takes over what is otherwise. The list keeps its rows, so that reading one does not move the others. */
  function show(page, { isQuiet = false } = {}) {
    document.title = page.title;
    for (const id of isQuiet ? ["inbox-filters"] : ["inbox-filters", "reading"]) {
      const [now, then] = [page.getElementById(id), document.getElementById(id)];
      if (now && then && !then.contains(document.activeElement?.closest("input"))) then.replaceWith(now);
    }
    const read = page.querySelector("[data-novedad]");
    const unread = read && !read.hasAttribute("data-read");
    for (const row of list()?.querySelectorAll("[data-id]") ?? []) {
      const now = page.querySelector(`#inbox-list [data-id="${row.dataset.id}"]`);
      if (row.dataset.id === read?.dataset.novedad) row.toggleAttribute("data-fresh", unread);
      if (now) takeOver(row, now);
    }
    const news = newsIn(page);
    document.querySelector("form[action*='/read-all']")?.toggleAttribute("hidden", news === 0);
    document.body.dispatchEvent(new CustomEvent("lexia:news", { detail: news }));
  }

  function takeOver(row, now) {
    const isFocused = row.contains(document.activeElement);
    const isCurrent = row.querySelector("a")?.getAttribute("aria-current");
    const link = now.querySelector("a");
    if (isCurrent) link?.setAttribute("aria-current", isCurrent);
    else link?.removeAttribute("aria-current");
    row.replaceWith(now);
    if (isFocused) link?.focus();
  }

  function newsIn(page) {
    return Number(page.getElementById("inbox-filters")?.dataset.news ?? 0);
  }

  /** Whoever has had one before their eyes for a moment has read it. */
  function readSoon() {
    const open = article();
    if (!open || open.hasAttribute("data-read")) return;
    setTimeout(() => {
      const form = open.isConnected && document.visibilityState === "visible" &&
        open.querySelector("form[data-key=u]");
      if (form && article() === open) read(open, form);
    }, READ_AFTER_MS);
  }

  /** What is shown stays, but for its button: nobody's typing is disturbed. */
  async function read(open, form) {
    const page = await ask(form.action, { method: "POST" }).catch(() => null);
    const now = page?.querySelector("form[data-key=u]");
    if (!page || !now || !open.isConnected) return;
    const isFocused = form.contains(document.activeElement);
    form.replaceWith(now);
    if (isFocused) now.querySelector("button")?.focus();
    open.setAttribute("data-read", "yes");
    open.querySelector("[data-fresh-badge]")?.remove();
    show(page, { isQuiet: true });
  }
})();
