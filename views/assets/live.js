/** Asks for the live part of a page again, while it is looked at and nobody is busy in it. */
const EVERY_MS = 10_000;

setInterval(() => {
  if (document.hidden) return;
  const part = document.querySelector("[data-live]");
  if (!part || part.contains(document.activeElement) || part.querySelector("details[open]")) return;
  part.dispatchEvent(new Event("live"));
}, EVERY_MS);
