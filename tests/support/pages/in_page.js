/** What runs in the page that is looked at, and sees nothing else: see `faults.ts`. */
// deno-lint-ignore-file no-unused-vars
function faults() {
  const found = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const told = (element) => element.outerHTML.slice(0, 120);

  if (!["es-CO", "en"].includes(document.documentElement.lang)) found.push("The language is not said");
  if (!/^\S.* · LEXIA$/.test(document.title)) found.push(`The title is ${JSON.stringify(document.title)}`);
  if (all("main").length !== 1) found.push("There is not one main part");
  if (all("h1").length !== 1) found.push(`There are ${all("h1").length} h1`);

  let level = 0;
  for (const heading of all("h1, h2, h3, h4")) {
    const own = Number(heading.tagName.slice(1));
    if (own > level + 1) found.push(`A heading is left out before ${told(heading)}`);
    level = own;
  }

  const ids = all("[id]").map(({ id }) => id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) {
    found.push(`Twice on the page: ${id}`);
  }
  for (const name of ["aria-describedby", "aria-labelledby", "for"]) {
    for (const element of all(`[${name}]`)) {
      for (const id of (element.getAttribute(name) ?? "").split(" ")) {
        if (!ids.includes(id)) found.push(`${name} leads to no ${id}`);
      }
    }
  }

  for (const input of all("input:not([type=hidden]), select, textarea")) {
    const labels = input.labels ?? [];
    const words = [...labels].map(({ textContent }) => textContent ?? "").join("").trim();
    if (words === "" && !input.getAttribute("aria-label")) found.push(`No label: ${told(input)}`);
  }
  for (const wrong of all("[aria-invalid=true]")) {
    const described = (wrong.getAttribute("aria-describedby") ?? "").split(" ");
    if (!described.some((id) => document.getElementById(id)?.classList.contains("wrong"))) {
      found.push(`Nothing says what is wrong with ${told(wrong)}`);
    }
  }
  for (const act of all("a[href], button, summary")) {
    if ((act.innerText ?? "").trim() === "" && !act.getAttribute("aria-label")) {
      if (act.checkVisibility()) found.push(`Without words: ${told(act)}`);
    }
  }
  for (const image of all("img:not([alt])")) found.push(`No alternative: ${told(image)}`);
  for (const table of all("th:not([scope])")) found.push(`A head of what: ${told(table)}`);
  if (all("[style], [onclick], [onsubmit]").length > 0) found.push("Something is styled or done inline");

  // What is kept of an act stands there as it is.
  const kept = all("pre, .guide").map((part) => part.innerText);
  const text = kept.reduce((rest, part) => rest.replace(part, ""), document.body.innerText);
  for (
    const odd of [
      /undefined|\[object |NaN|Invalid Date|\bnull\b/,
      /(?<!\.)\.\.(?!\.)/,
      /«errors»|ETag|JSON\b/,
    ]
  ) {
    const at = odd.exec(text);
    if (at) {
      found.push(`It reads ${JSON.stringify(text.slice(Math.max(0, at.index - 40), at.index + 20))}`);
    }
  }
  return found;
}

function paleTexts() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!canvas) throw new Error("There is nothing to read colours with");

  /** `over` is what shines through. */
  const paint = (color, over) => {
    canvas.fillStyle = `rgb(${over.join(" ")})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const ground = (element) => {
    if (!element) return paint("Canvas", [255, 255, 255]);
    return paint(getComputedStyle(element).backgroundColor, ground(element.parentElement));
  };
  const luminance = (rgb) =>
    rgb.map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
      .reduce((sum, part, i) => sum + part * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);
  const ratio = (one, other) => {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  const pale = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const words = (texts.currentNode.textContent ?? "").trim();
    if (!element || words === "" || !element.checkVisibility() || element.closest("noscript, .heard")) {
      continue;
    }
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const size = parseFloat(fontSize);
    const least = size >= 24 || size >= 18.66 && Number(fontWeight) >= 700 ? 3 : 4.5;
    const behind = ground(element);
    const found = ratio(paint(color, behind), behind);
    if (found < least) pale.add(`${found.toFixed(2)}:1 ${JSON.stringify(words.slice(0, 40))}`);
  }
  return [...pale];
}

/** Every sentence that somebody sees or hears, but for what is named in no language or in another one. */
function texts() {
  const found = new Set([document.title]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent?.closest("[translate=no], [lang]:not(html), code, pre, kbd, time, script, template")) continue;
    found.add(walker.currentNode.textContent ?? "");
  }
  for (const name of ["aria-label", "placeholder", "title", "alt"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (element.closest("[translate=no], [lang]:not(html), time")) continue;
      found.add(element.getAttribute(name) ?? "");
    }
  }
  return [...found].map((text) => text.replace(/\s+/g, " ").trim()).filter((text) => text !== "");
}
