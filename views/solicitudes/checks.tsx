import { formatCount, Instant } from "../ui/dates.tsx";
import type { Reader } from "../ui/reader.ts";
import { caseWords } from "./case_words.ts";
import { type Check, resultOf, triggerLabel } from "./words.ts";

export type CheckRow = Check & { durationMs: number | null };

/** What was checked when, the latest first: the proof of LEXIA's work. */
export function CheckTable({ checks, reader }: { checks: readonly CheckRow[]; reader: Reader }) {
  if (checks.length === 0) return null;
  const w = caseWords(reader.locale);
  return (
    <section class="panel" id="verificaciones" aria-labelledby="checks">
      <h2 id="checks">{w.checks}</h2>
      <table class="table table-sm folds" role="table" aria-labelledby="checks">
        <thead role="rowgroup">
          <tr role="row">
            {[w.when, w.result, w.reason, w.duration, w.proof].map((label) => (
              <th role="columnheader" scope="col">{label}</th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {checks.map((check) => <Row check={check} reader={reader} />)}
        </tbody>
      </table>
      <p class="soft small">{w.proofIs}</p>
    </section>
  );
}

function Row({ check, reader }: { check: CheckRow; reader: Reader }) {
  const { locale } = reader;
  const w = caseWords(locale);
  const { text, tone } = resultOf(check, reader);
  return (
    <tr role="row">
      <td role="cell" class="nowrap">
        <Instant at={check.finishedAt ?? check.startedAt} reader={reader} />
      </td>
      <td role="cell" class={tone === "bad" || tone === "warn" ? "font-medium" : undefined}>{text}</td>
      <td role="cell" data-label={w.reason} class="soft">
        {triggerLabel(check.trigger, locale)}
        {check.attempt > 1 && `, ${w.attempt} ${check.attempt}`}
      </td>
      <td role="cell" data-label={w.duration} class="soft number nowrap">
        {check.durationMs === null
          ? "—"
          : `${formatCount(Math.round(check.durationMs / 100) / 10, locale)} s`}
      </td>
      <td role="cell" data-label={w.proof}>
        {check.evidence === null
          ? <span class="soft">{check.result === null ? w.underway : w.noProof}</span>
          : (
            <details class="inline-block max-w-56 align-top">
              <summary class="nowrap">
                <code>{check.evidence.slice(0, 8)}…</code>
              </summary>
              <code class="break-all">{check.evidence}</code>
            </details>
          )}
      </td>
    </tr>
  );
}
