import { Instant } from "../ui/dates.tsx";
import { type Check, resultOf, TRIGGERS } from "./words.ts";

/** What was checked when, the latest first: the proof of LEXIA's work. */
export function CheckTable({ checks }: { checks: readonly Check[] }) {
  if (checks.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="checks">
      <h2 id="checks">Verificaciones</h2>
      <table class="table folds" role="table" aria-labelledby="checks">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Cuándo</th>
            <th role="columnheader" scope="col">Resultado</th>
            <th role="columnheader" scope="col">Motivo</th>
            <th role="columnheader" scope="col">Prueba</th>
          </tr>
        </thead>
        <tbody role="rowgroup">{checks.map((check) => <Row key={check.id} check={check} />)}</tbody>
      </table>
      <p class="soft small">
        La prueba es la huella SHA-256 de lo que respondió el portal.
      </p>
    </section>
  );
}

function Row({ check }: { check: Check }) {
  return (
    <tr role="row">
      <td role="cell" class="nowrap">
        <Instant at={check.finishedAt ?? check.startedAt} />
      </td>
      <td role="cell">{resultOf(check).text}</td>
      <td role="cell" class="small soft">
        {TRIGGERS[check.trigger]}
        {check.attempt > 1 && `, intento ${check.attempt}`}
      </td>
      <td role="cell" class="small">
        {check.evidence === null
          ? <span class="soft">{check.result === null ? "En curso" : "No hay"}</span>
          : (
            <details>
              <summary>
                <code>{check.evidence.slice(0, 8)}…</code>
              </summary>
              <code>{check.evidence}</code>
            </details>
          )}
      </td>
    </tr>
  );
}
