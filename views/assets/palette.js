/** The palette (Ctrl K), the list of keys (?), and the keys that lead to pages (g, then one more). */
(() => {
  const NEXT_KEY_MS = 1_500;
  const TYPED_MS = 180;
  const LEAST_CHARACTERS = 3;

  const dialog = document.getElementById("palette");
  const field = document.getElementById("palette-field");
  const list = document.getElementById("palette-list");
  const none = document.getElementById("palette-none");
  const shortcuts = document.getElementById("shortcuts");
  if (!dialog || !field || !list || !none || !shortcuts) return;

  const fixed = [...list.children];
  let awaited = 0;
  let asked = 0;
  let typing;

  fixed.forEach((option, i) => option.id = `palette-${i}`);
  const opener = document.getElementById("palette-open");
  if (opener) {
    opener.hidden = false;
    opener.addEventListener("click", open);
  }
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return dialog.open ? dialog.close() : open();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      event.preventDefault();
      return shortcuts.showModal();
    }
    if (goes(event.key)) event.preventDefault();
  });
  for (const one of [dialog, shortcuts]) {
    one.addEventListener("click", (event) => event.target === one && one.close());
  }
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") run(chosen());
    // There is nothing else in the dialog to go to.
    else if (event.key !== "Tab") return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => run(event.target.closest("[role=option]")));

  function isTyping(target) {
    return target instanceof HTMLElement &&
      (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
  }

  /** The second key of two that lead to a page. */
  function goes(key) {
    if (key === "g") {
      awaited = Date.now();
      return false;
    }
    const isNext = Date.now() - awaited < NEXT_KEY_MS;
    awaited = 0;
    const place = isNext && fixed.find(({ dataset }) => dataset.go === key);
    if (!place) return false;
    // Before others hear of the key.
    location.assign(place.dataset.href);
    return true;
  }

  function open() {
    if (shortcuts.open) shortcuts.close();
    field.value = "";
    list.replaceChildren(...fixed);
    dialog.showModal();
    narrow();
    field.focus();
  }

  function shown() {
    return [...list.children].filter(({ hidden }) => !hidden);
  }

  function chosen() {
    return list.querySelector("[aria-selected=true]");
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function move(by) {
    const all = shown();
    if (all.length === 0) return;
    choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
  }

  function narrow() {
    const text = folded(field.value);
    for (const option of list.querySelectorAll("[data-found]")) option.remove();
    for (const option of fixed) {
      option.hidden = !text.split(" ").every((word) => folded(option.textContent).includes(word));
    }
    choose(shown()[0]);
    none.hidden = shown().length > 0;
    clearTimeout(typing);
    const wanted = ++asked;
    if (list.dataset.finds && text.length >= LEAST_CHARACTERS) {
      typing = setTimeout(() => find(field.value.trim(), wanted), TYPED_MS);
    }
  }

  function folded(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/\s+/g, " ").trim();
  }

  async function find(text, wanted) {
    const query = new URLSearchParams({ q: text, limit: "8" });
    const answer = await fetch(`${list.dataset.finds}?${query}`, { headers: { accept: "application/json" } })
      .catch(() => null);
    if (!answer?.ok || wanted !== asked) return;
    const { items } = await answer.json();
    if (wanted !== asked) return;
    list.append(...items.map(caseOption));
    none.hidden = shown().length > 0;
    if (!chosen()) choose(shown()[0]);
  }

  function caseOption({ id, alias, radicado, parametros }, i) {
    const option = fixed[0].cloneNode(true);
    const printed = radicado?.replace(
      /^(\d{5})(\d\d)(\d\d)(\d{3})(\d{4})(\d{5})(\d\d)$/,
      "$1-$2-$3-$4-$5-$6-$7",
    );
    const [label, kind] = option.querySelectorAll("span");
    option.id = `palette-case-${i}`;
    option.hidden = false;
    option.dataset.found = "";
    option.dataset.href = `/solicitudes/${id}`;
    option.setAttribute("aria-selected", "false");
    option.querySelector("svg")?.remove();
    label.textContent = [alias, printed ?? parametros?.nombre].filter(Boolean).join(" · ");
    kind.textContent = list.dataset.case;
    return option;
  }

  function run(option) {
    if (!option) return;
    const { href, look, opens } = option.dataset;
    dialog.close();
    if (href) return location.assign(href);
    if (opens) return document.getElementById(opens)?.showModal();
    const form = Object.assign(document.createElement("form"), {
      method: "post",
      action: "/look",
      hidden: true,
    });
    for (const [name, value] of [...new URLSearchParams(look), ["next", list.dataset.next]]) {
      form.append(Object.assign(document.createElement("input"), { name, value }));
    }
    document.body.append(form);
    form.submit();
  }
})();
