/** What forms of solicitudes say about a refusal. */
import { bogotaDate } from "#domain/bogota.ts";
import type { DomainError } from "#domain/errors.ts";
import { personWords } from "#views/problems/words.ts";
import type { Locale } from "#views/ui/reader.ts";
import { formatDay } from "#views/ui/dates.tsx";
import type { RefusalProps } from "#views/ui/refusal.tsx";

export function refusalOf(error: DomainError, locale: Locale = "es"): RefusalProps {
  const { title, advice } = personWords(error.code, locale);
  const w = locale === "en" ? EN : ES;
  const { existing_id, limit, resets_at, upgrade_url } = error.data.extra ?? {};
  if (error.code === "solicitud_duplicate" && typeof existing_id === "string") {
    const link = { href: `/solicitudes/${existing_id}`, label: w.open };
    return { text: `${title}.`, link };
  }
  if (error.code === "quota_exceeded" && typeof resets_at === "string" && typeof upgrade_url === "string") {
    const day = formatDay(bogotaDate(Date.parse(resets_at)), locale);
    return { text: w.used(String(limit), day), link: { href: upgrade_url, label: w.extend } };
  }
  return { text: `${title}. ${advice}` };
}

const ES = {
  open: "Abrir la solicitud que ya existe",
  used: (limit: string, day: string) =>
    `Se usó el cupo de consultas de este mes (${limit}). Amplíe el plan, o espere hasta el ${day}.`,
  extend: "Ampliar el plan",
};

const EN: typeof ES = {
  open: "Open the solicitud that there is",
  used: (limit, day) => `This month's queries are used (${limit}). Extend the plan, or wait until ${day}.`,
  extend: "Extend the plan",
};
