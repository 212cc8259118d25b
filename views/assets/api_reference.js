/** Starts the API's reference page, in the light or dark of the reader's choice. */
const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", applyScheme);
applyScheme();

const reference = document.getElementById("reference");

globalThis.SwaggerUIBundle({
  url: reference.dataset.document,
  domNode: reference,
  presets: [globalThis.SwaggerUIBundle.presets.apis],
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
});

function applyScheme() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}
