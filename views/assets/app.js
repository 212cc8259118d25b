/** What arrives while a page is open: badges, notices of what is new, and a line when the connection or the session ends. */
(() => {
  const HIDDEN_FOR_LONG_MS = 5 * 60_000;
  const LOST_AFTER_MS = 8_000;
  const AGAIN_MS = 30_000;
  const MOST_LINES = 3;
  const SHOWN_MS = 12_000;
  const LATEST = 10;
  const TYPES = [
    "solicitud.completed",
    "solicitud.failed",
    "solicitud.held",
    "novedad.created",
    "proceso.verified",
    "proceso.private",
    "bulk.completed",
    "quota.warning",
  ];

  // On a phone the tab of this page may be beyond the edge.
  const tab = document.querySelector(".tabs [aria-current]");
  if (tab) {
    const { parentElement: tabs } = tab;
    tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const field = document.querySelector("[data-slash]") ??
      document.querySelector("header input[type=search]");
    if (!field || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    field.focus();
  });

  function isTyping(target) {
    return target instanceof HTMLElement &&
      (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
  }

  const live = document.getElementById("live");
  const shape = document.getElementById("live-line");
  if (!live || !shape) return;

  // One tab holds the lock and listens; the others of the same browser hear it from there.
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("lexia:events") : null;
  let source = null;
  let turn = null;
  let release = null;
  let isEnded = false;
  let lastId = 0;
  let counted = 0;
  const timers = {};

  channel?.addEventListener("message", ({ data }) => take(data));
  addEventListener("offline", sayLost);
  addEventListener("online", () => turn ? countSoon() : restart(0));
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timers.hidden);
    if (document.visibilityState === "hidden") timers.hidden = setTimeout(stop, HIDDEN_FOR_LONG_MS);
    else if (!turn && !isEnded) restart(0);
  });
  document.body.addEventListener("lexia:news", ({ detail }) => {
    paint("[data-unread]", detail);
    countSoon();
  });
  // A page that is kept for the way back holds no lock meanwhile.
  addEventListener("pagehide", stop);
  addEventListener("pageshow", ({ persisted }) => persisted && restart(0));
  start();

  async function start() {
    clearTimeout(timers.again);
    if (turn || isEnded) return;
    turn = new AbortController();
    const state = await count();
    if (state === "in") return follow();
    turn = null;
    if (state === "ended") return sayEnded();
    if (state === "away") {
      sayLost();
      restart(AGAIN_MS);
    }
  }

  function restart(afterMs) {
    clearTimeout(timers.again);
    timers.again = setTimeout(start, afterMs);
  }

  function stop() {
    source?.close();
    source = null;
    release?.();
    release = null;
    turn?.abort();
    turn = null;
    clearTimeout(timers.lost);
  }

  /** How much waits for the reader: `in`; `ended` without a session, `away` without an answer, `no` where none is due. */
  async function count() {
    const own = ++counted;
    const answer = await fetch("/news/unread", { headers: { accept: "application/json" } }).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) return "away";
    if (!answer.ok) return "no";
    const { signed_in: isIn, novedades, notices } = await answer.json().catch(() => ({}));
    if (isIn === false) return "ended";
    sayFound();
    // One that was asked later knows better.
    if (own !== counted) return "in";
    paint("[data-unread]", novedades);
    paint("[data-notices]", notices);
    return "in";
  }

  function paint(selector, found) {
    for (const badge of document.querySelectorAll(selector)) {
      badge.hidden = !(found > 0);
      badge.textContent = found > 99 ? "99+" : String(found);
    }
  }

  function follow() {
    if (!navigator.locks) return listen();
    const { signal } = turn;
    navigator.locks.request("lexia:events", { signal }, () =>
      new Promise((resolve) => {
        release = resolve;
        listen();
      })).catch(() => {});
  }

  function listen() {
    let isFirst = true;
    source = new EventSource("/api/v1/events");
    source.addEventListener("open", () => {
      clearTimeout(timers.lost);
      timers.lost = undefined;
      sayFound();
      if (!isFirst) countSoon();
      isFirst = false;
    });
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) {
        stop();
        start();
      } else timers.lost ??= setTimeout(sayLost, LOST_AFTER_MS);
    });
    for (const type of TYPES) {
      source.addEventListener(type, (event) => {
        const told = { id: Number(event.lastEventId), type, notice: JSON.parse(event.data) };
        channel?.postMessage(told);
        take(told);
      });
    }
  }

  function take({ id, type, notice }) {
    if (id <= lastId) return;
    lastId = id;
    countSoon();
    if (type === "novedad.created" && document.visibilityState === "visible") sayNews(notice);
    document.body.dispatchEvent(new CustomEvent("lexia:event", { detail: { type, notice } }));
  }

  function countSoon() {
    clearTimeout(timers.count);
    timers.count = setTimeout(async () => {
      if (await count() !== "ended") return;
      stop();
      sayEnded();
    }, 300);
  }

  function sayNews({ alias, radicado, radicado_formatted: printed, severity, data }) {
    const ids = data.novedad_ids ?? [];
    const words = ids.length === 1 ? live.dataset.one : live.dataset.many;
    const text = words.replace("{count}", String(ids.length)).replace("{case}", alias ?? printed ?? "");
    const href = ids.length === 1
      ? `/novedades/${ids[0]}`
      : `/novedades?${new URLSearchParams({ radicado: radicado ?? "" })}`;
    const urgent = severity === "high" ? live.dataset.urgent : undefined;
    const line = say("news", { text: urgent, link: { href, text } });
    while (live.querySelectorAll("[data-line=news]").length > MOST_LINES) {
      live.querySelector("[data-line=news]").remove();
    }
    const leave = () => {
      if (line.matches(":hover, :focus-within")) setTimeout(leave, SHOWN_MS);
      else line.remove();
    };
    setTimeout(leave, SHOWN_MS);
  }

  function sayLost() {
    if (!isEnded && !live.querySelector("[data-line=lost]")) say("lost", { text: live.dataset.offline });
  }

  function sayFound() {
    live.querySelector("[data-line=lost]")?.remove();
  }

  function sayEnded() {
    isEnded = true;
    sayFound();
    if (live.querySelector("[data-line=ended]")) return;
    const next = location.pathname + location.search;
    const href = `/sign-in?${new URLSearchParams({ next })}`;
    say("ended", { text: live.dataset.ended, link: { href, text: live.dataset.signIn } });
  }

  function say(kind, { text, link }) {
    const line = shape.content.firstElementChild.cloneNode(true);
    line.dataset.line = kind;
    const words = line.querySelector("p");
    if (text) words.append(Object.assign(document.createElement("span"), { textContent: text }));
    if (link) {
      const anchor = Object.assign(document.createElement("a"), { href: link.href, textContent: link.text });
      anchor.className = "link link-primary font-medium";
      words.append(anchor);
    }
    line.querySelector("button").addEventListener("click", () => line.remove());
    live.append(line);
    return line;
  }

  const bell = document.getElementById("bell");
  const sheet = document.getElementById("bell-sheet");
  if (bell && sheet && "showPopover" in sheet) {
    bell.addEventListener("click", (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openBell();
    });
    sheet.addEventListener("submit", (event) => {
      event.preventDefault();
      const { action } = event.target;
      fillBell(action, { method: "POST", body: new URLSearchParams(new FormData(event.target)) });
    });
  }

  function openBell() {
    if (sheet.matches(":popover-open")) return sheet.hidePopover();
    sheet.textContent = sheet.dataset.loading;
    sheet.showPopover({ source: bell });
    fillBell("/feed");
  }

  async function fillBell(address, options) {
    const answer = await fetch(address, { ...options, headers: { accept: "text/html" } }).catch(() => null);
    const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
    const feed = page?.getElementById("feed");
    if (!feed) return location.assign("/feed");
    for (const item of [...feed.querySelectorAll("li")].slice(LATEST)) item.remove();
    // Their names are the page's own.
    for (const named of feed.querySelectorAll("[id]")) named.removeAttribute("id");
    feed.removeAttribute("id");
    sheet.replaceChildren(feed);
    countSoon();
  }
})();
