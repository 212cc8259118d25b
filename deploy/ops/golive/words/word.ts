import type { InBoth } from "../probe.ts";

export interface Word {
  /** What is asked, as a statement that should hold. */
  what: InBoth;
  /** What to do where it does not. */
  remedy: InBoth;
  /** Where more about it stands. */
  page: Page;
}

/** Pages of docs/operations/, in both languages. */
export const PAGES = {
  golive: { en: "docs/operations/golive.md", es: "docs/operations/puesta-en-marcha.md" },
  backup: { en: "docs/operations/backup.md", es: "docs/operations/copias.md" },
  container: { en: "docs/operations/container.md", es: "docs/operations/contenedor.md" },
  monitoring: { en: "docs/operations/monitoring.md", es: "docs/operations/monitoreo.md" },
  alerts: { en: "docs/operations/alerts.md", es: "docs/operations/alertas.md" },
  edge: { en: "docs/operations/edge.md", es: "docs/operations/borde.md" },
} as const;
export type Page = keyof typeof PAGES;

/** English and Spanish, what and remedy each. */
export function word(page: Page, en: [string, string], es: [string, string]): Word {
  return { what: { en: en[0], es: es[0] }, remedy: { en: en[1], es: es[1] }, page };
}
