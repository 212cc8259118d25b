/**
 * Follows a run live: says each step in the page's live region, in the words and by the clock that the region carries,
 * and shows the page anew when the run has ended.
 */
const READ_BEFORE_RELOAD_MS = 900;
/** At most, between the instances that draw the page and that run the check. */
const CLOCKS_DIFFER_MS = 30_000;

const region = document.querySelector("[data-progress]");
if (region) follow(region, document.querySelector("[data-progress-bar]"));

function follow(region, bar) {
  const since = Date.parse(region.dataset.since);
  const words = JSON.parse(region.dataset.words);
  const source = new EventSource(region.dataset.progress);
  source.addEventListener("progress", (event) => {
    const step = JSON.parse(event.data);
    region.textContent = sentenceOf(step, words, region.dataset.timeZone);
    if (bar) move(bar, step);
    if (!isNews(step, since)) return;
    source.close();
    setTimeout(() => location.reload(), READ_BEFORE_RELOAD_MS);
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return;
    region.textContent = words.lost;
    if (bar) bar.hidden = true;
  });
}

/** Whether the page no longer says how things are. What is older than the page would load it again and again. */
function isNews(step, since) {
  const at = Date.parse(step.at);
  if (step.stage === "retrying") return at > since;
  return (step.stage === "done" || step.stage === "failed") && at > since - CLOCKS_DIFFER_MS;
}

function move(bar, step) {
  bar.hidden = step.stage === "retrying";
  if (step.pages > 0) {
    bar.max = step.pages;
    bar.value = step.page;
  } else {
    bar.removeAttribute("value");
  }
}

/** A template's `{name}` is what the step says of that name. */
function sentenceOf(step, words, timeZone) {
  if (step.stage === "queued") return words.soon;
  if (step.stage === "waiting") return words[step.reason] ?? words.waiting;
  const facts = step.stage === "retrying" ? { at: timeOf(step.retry_at, timeZone) } : step;
  return (words[step.stage] ?? words.other).replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

function timeOf(instant, timeZone) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    timeZone,
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  });
  return format.format(new Date(instant)).replace(" de ", " ").replace(
    /\s([ap])\.\s(m\.)$/,
    "\u00a0$1.\u00a0$2",
  )
    .replace(/\s(AM|PM)$/, "\u00a0$1");
}
