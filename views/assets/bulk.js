/** Takes a file that is dropped, and says before it is sent what would be wrong with it. */
const zone = document.querySelector("[data-drop]");
if (zone) watch(zone);

function watch(zone) {
  const field = zone.querySelector("input[type=file]");
  const name = zone.querySelector("[data-chosen]");
  const wrong = zone.querySelector("[data-file-wrong]");
  const asked = name.textContent;

  field.addEventListener("change", () => {
    const file = field.files[0];
    name.textContent = file ? file.name : asked;
    const problem = file ? problemOf(file, zone.dataset) : "";
    wrong.textContent = problem;
    field.setCustomValidity(problem);
  });
  for (const type of ["dragenter", "dragover"]) {
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.dataset.over = "";
    });
  }
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) delete zone.dataset.over;
  });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    delete zone.dataset.over;
    if (event.dataTransfer.files.length === 0) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change"));
  });
  const form = zone.closest("form");
  form.addEventListener("submit", () => {
    form.querySelector("[data-status]").textContent = form.dataset.sending;
    form.querySelector("button[type=submit]").disabled = true;
  });
  // Back from the next page, it can be sent again.
  addEventListener("pageshow", () => {
    form.querySelector("[data-status]").textContent = "";
    form.querySelector("button[type=submit]").disabled = false;
  });
}

function problemOf({ name, size }, { maxBytes, extensions, wrongKind, tooLarge }) {
  const extension = name.split(".").at(-1).toLowerCase();
  if (!extensions.split(" ").includes(extension)) return wrongKind;
  return size > Number(maxBytes) ? tooLarge : "";
}
