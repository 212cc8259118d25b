/** What pages do better with a script: the feed of events, live; keys; menus that close. */
const unread = document.querySelectorAll("[data-unread]");
if (unread.length > 0) countUnread();

/** How many novedades wait, on every badge that shows it. */
async function countUnread() {
  const answer = await fetch("/news/unread", { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const { count } = await answer.json();
  for (const badge of unread) {
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? "99+" : String(count);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const field = document.querySelector("header input[type=search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
});

function isTyping(target) {
  return target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}
