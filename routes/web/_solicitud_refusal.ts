/** What forms of solicitudes say about a refusal. */
import { bogotaDate } from "#domain/bogota.ts";
import type { DomainError } from "#domain/errors.ts";
import { personWords } from "#views/problems/words.ts";
import { formatDay } from "#views/ui/dates.tsx";
import type { RefusalProps } from "#views/ui/refusal.tsx";

export function refusalOf(error: DomainError): RefusalProps {
  const { title, advice } = personWords(error.code);
  const { existing_id, limit, resets_at, upgrade_url } = error.data.extra ?? {};
  if (error.code === "solicitud_duplicate" && typeof existing_id === "string") {
    const link = { href: `/solicitudes/${existing_id}`, label: "Abrir la solicitud que ya existe" };
    return { text: `${title}.`, link };
  }
  if (error.code === "quota_exceeded" && typeof resets_at === "string" && typeof upgrade_url === "string") {
    const day = formatDay(bogotaDate(Date.parse(resets_at)));
    const text =
      `Se usó el cupo de consultas de este mes (${limit}). Amplíe el plan, o espere hasta el ${day}.`;
    return { text, link: { href: upgrade_url, label: "Ampliar el plan" } };
  }
  return { text: `${title}. ${advice}` };
}
