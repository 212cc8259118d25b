/** Follows a run live: says each step in the page's live region, and shows the page anew when the run has ended. */
const READ_BEFORE_RELOAD_MS = 900;
/** At most, between the instances that draw the page and that run the check. */
const CLOCKS_DIFFER_MS = 30_000;

const WAITING = {
  pace: "Esperando turno: LEXIA consulta el portal sin saturarlo.",
  breaker: "El portal viene fallando: LEXIA espera antes de preguntar de nuevo.",
  budget: "Se agotó el cupo de consultas al portal por hoy: la verificación sigue mañana.",
  window: "La verificación empieza cuando abra el horario de consulta.",
};

const SENTENCES = {
  queued: () => "En cola: la verificación empieza en un momento.",
  waiting: (step) => WAITING[step.reason] ?? "Esperando turno.",
  asking_portal: () => "Consultando el portal de la Rama Judicial…",
  reading_hits: (step) => `Leyendo resultados: página ${step.page} de ${step.pages}…`,
  reading_detail: (step) => `Leyendo el proceso ${step.proceso} de ${step.procesos}…`,
  reading_actuaciones: (step) => `Leyendo actuaciones: página ${step.page} de ${step.pages}…`,
  reading_sujetos: (step) => `Leyendo sujetos procesales: página ${step.page} de ${step.pages}…`,
  retrying: (step) => `Esperando el próximo intento: ${bogotaTime(step.retry_at)}`,
  done: () => "Verificación terminada.",
  failed: () => "No se pudo verificar.",
};

const region = document.querySelector("[data-progress]");
if (region) follow(region, document.querySelector("[data-progress-bar]"));

function follow(region, bar) {
  const since = Date.parse(region.dataset.since);
  const source = new EventSource(region.dataset.progress);
  source.addEventListener("progress", (event) => {
    const step = JSON.parse(event.data);
    region.textContent = SENTENCES[step.stage]?.(step) ?? "Verificando…";
    if (bar) move(bar, step);
    if (!isNews(step, since)) return;
    source.close();
    setTimeout(() => location.reload(), READ_BEFORE_RELOAD_MS);
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return;
    region.textContent = "Se perdió el seguimiento en vivo: recargue la página para ver el estado.";
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

function bogotaTime(instant) {
  const format = new Intl.DateTimeFormat("es-CO", {
    timeZone: "America/Bogota",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  });
  return format.format(new Date(instant)).replace(" de ", " ");
}
