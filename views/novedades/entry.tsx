/** What a docket entry says, and what is otherwise than it was. */
import { Day, formatDay } from "../ui/dates.tsx";
import type { Reader } from "../ui/reader.ts";
import type { EntryProps, NovedadProps } from "./shapes.ts";
import { type NovedadWords, novedadWords } from "./words.ts";

export function EntryFacts({ entry, reader: { locale } }: { entry: EntryProps; reader: Reader }) {
  const w = novedadWords(locale);
  const dates = [
    [w.filed, entry.filedOn],
    [w.registered, entry.registeredOn],
    [w.termStarts, entry.termStartsOn],
    [w.termEnds, entry.termEndsOn],
  ] as const;
  const hasTerm = entry.termStartsOn !== null || entry.termEndsOn !== null;
  return (
    <div class="grid gap-4">
      <div class="rounded-field bg-base-200 px-4 py-3">
        <p class="soft small">{w.note}</p>
        {entry.anotacion === null ? <p class="soft">{w.noNote}</p> : <p lang="es">{entry.anotacion}</p>}
      </div>
      <dl class="facts">
        {dates.map(([label, day]) =>
          day !== null && (
            <div>
              <dt>{label}</dt>
              <dd class={label === w.termEnds ? "font-semibold text-warning" : "font-medium"}>
                <Day day={day} locale={locale} />
              </dd>
            </div>
          )
        )}
        {entry.hasDocuments && (
          <div>
            <dt>{w.documents}</dt>
            <dd class="font-medium">{w.hasDocuments}</dd>
          </div>
        )}
      </dl>
      {hasTerm && (
        <p class="small">
          <a href="/help#terms">{w.termHelp}</a>
        </p>
      )}
    </div>
  );
}

interface ChangesProps {
  changes: NovedadProps["changes"];
  reader: Reader;
}

export function Changes({ changes, reader: { locale } }: ChangesProps) {
  const w = novedadWords(locale);
  return (
    <section class="grid gap-2" aria-labelledby="changes">
      <h3 id="changes">{w.change}</h3>
      <table class="table folds">
        <thead>
          <tr>
            <th scope="col">{w.field}</th>
            <th scope="col">{w.before}</th>
            <th scope="col">{w.after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, before, after }) => (
            <tr>
              <td class="font-medium">{w.fields[field] ?? field}</td>
              <td data-label={w.before} class="soft">{told(before, w, locale)}</td>
              <td data-label={w.after}>{told(after, w, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function told(value: string | boolean | null, w: NovedadWords, locale: Reader["locale"]): string {
  if (value === null || value === "") return w.nothing;
  if (typeof value === "boolean") return value ? w.yes : w.no;
  return /^\d{4}-\d\d-\d\d$/.test(value) ? formatDay(value, locale) : value;
}
