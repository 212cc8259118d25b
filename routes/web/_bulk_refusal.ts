/** What the pages on files of radicados say about a refusal. */
import type { DomainError } from "#domain/errors.ts";
import { bulkWords } from "#views/bulk/page_words.ts";
import { personWords } from "#views/problems/words.ts";
import { BULK_PATH } from "#views/solicitudes/new_tabs.tsx";
import type { Locale } from "#views/ui/reader.ts";
import type { RefusalProps } from "#views/ui/refusal.tsx";
import { refusalOf } from "./_solicitud_refusal.ts";

export function bulkRefusalOf(error: DomainError, locale: Locale): RefusalProps {
  const { choose, refusals } = bulkWords(locale);
  const { title } = personWords(error.code, locale);
  const { existing_id, reason } = error.data.extra ?? {};
  if (error.code === "bulk_duplicate" && typeof existing_id === "string") {
    return {
      text: `${title}. ${choose.again}`,
      link: { href: `${BULK_PATH}/${existing_id}`, label: choose.openEarlier },
    };
  }
  if (error.code === "file_unreadable") {
    return { text: `${title}. ${refusals[String(reason)] ?? refusals.is_broken}` };
  }
  return refusalOf(error, locale);
}
