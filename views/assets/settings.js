/** What the pages of the settings do better with a script: copying, and pictures of what was not yet saved. */
const LEAST_CONTRAST = 4.5;
const DARK_CARD = [29, 33, 43];
const WHITE = [255, 255, 255];

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  const label = button.querySelector("[data-copy-label]");
  const words = label.textContent;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    label.textContent = button.dataset.copied;
    setTimeout(() => label.textContent = words, 2_000);
  });
}

const color = document.querySelector("[data-color]");
if (color) showColor(color);

/** The picker and the text say the same; the preview and the sentence follow. */
function showColor(field) {
  const picker = document.querySelector("[data-color-picker]");
  const says = document.querySelector("[data-contrast]");
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  const show = () => {
    const text = field.value.trim().toLowerCase();
    const isColor = /^#[0-9a-f]{6}$/.test(text);
    if (isColor) picker.value = text;
    const ratio = isColor ? contrast(rgbOf(text), WHITE) : null;
    says.textContent = ratio === null
      ? ""
      : (ratio >= LEAST_CONTRAST ? says.dataset.enough : says.dataset.lacking).replace(
        "{}",
        (Math.floor(ratio * 10) / 10).toLocaleString(document.documentElement.lang),
      );
    says.classList.toggle("wrong", ratio !== null && ratio < LEAST_CONTRAST);
    sheet.replaceSync(isColor ? previewStyle(text) : "");
  };
  picker.closest("[hidden]")?.removeAttribute("hidden");
  picker.addEventListener("input", () => {
    field.value = picker.value;
    show();
  });
  field.addEventListener("input", show);
  show();
}

function previewStyle(light) {
  const dark = onDark(rgbOf(light));
  return `.brand-preview[data-theme="lexia"] { --color-primary: ${light}; --color-primary-content: #ffffff; }
    .brand-preview[data-theme="lexia-dark"] { --color-primary: ${dark}; --color-primary-content: #10131c; }`;
}

/** As `domain/organizations/brand.ts` does it when it is saved. */
function onDark(base) {
  for (let share = 0; share < 1; share += 0.05) {
    const lighter = base.map((value) => Math.round(value + (255 - value) * share));
    if (contrast(lighter, DARK_CARD) >= LEAST_CONTRAST) return `rgb(${lighter.join(" ")})`;
  }
  return "#ffffff";
}

function contrast(one, other) {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color) {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function rgbOf(hex) {
  return [1, 3, 5].map((from) => Number.parseInt(hex.slice(from, from + 2), 16));
}

const logo = document.querySelector("input[type=file][data-preview]");
logo?.addEventListener("change", () => {
  const [file] = logo.files;
  const picture = document.getElementById(logo.dataset.preview);
  if (!file || !picture) return;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    picture.src = reader.result;
    picture.hidden = false;
  });
  reader.readAsDataURL(file);
});
