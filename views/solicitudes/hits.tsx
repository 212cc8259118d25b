import { Badge, Notice } from "../ui/badge.tsx";
import { Day } from "../ui/dates.tsx";
import { Choice } from "../ui/field.tsx";
import { FREQUENCIES } from "./words.ts";

export interface HitRow {
  id: string;
  /** As it is followed. */
  radicado: string;
  /** With hyphens, where it is one. */
  shown: string;
  despacho: string | null;
  departamento: string | null;
  parties: string | null;
  lastActuacionOn: string | null;
  isPrivate: boolean;
  isNew: boolean;
  isGone: boolean;
  /** The reader's own solicitud of it. */
  followedAs: string | null;
  /** It has 23 digits. */
  canBeFollowed: boolean;
}

export interface HitsProps {
  id: string;
  rows: readonly HitRow[];
  /** All that the search shows, those that came after its first answer, and radicados that could still be followed. */
  counts: { shown: number; fresh: number; open: number };
  filter: string;
  /** The same hits as files. */
  files: readonly { format: string; href: string }[];
  nextPage: string | null;
  isFirstPage: boolean;
  mayFollow: boolean;
  /** What the last act did. */
  done: { created: number; held: number; known: number } | null;
}

const FILTERS = [
  ["", "Todos"],
  ["new", "Nuevos"],
  ["unfollowed", "Sin seguir"],
  ["private", "Reservados"],
  ["gone", "Ya no aparecen"],
] as const;

/** What a search shows, and how to follow it: one, some or all. */
export function Hits(
  { id, rows, counts, filter, files, nextPage, isFirstPage, mayFollow, done }: HitsProps,
) {
  const page = `/solicitudes/${id}`;
  return (
    <section class="panel" aria-labelledby="hits">
      <h2 id="hits">Procesos encontrados</h2>
      {done && <Done {...done} />}
      <p class="soft">{countText(counts)}</p>
      <nav class="acts" aria-label="Filtrar los procesos encontrados">
        {FILTERS.map(([value, label]) => (
          <a
            key={value}
            href={filtered(page, value)}
            aria-current={value === filter ? "true" : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      <nav class="acts" aria-label="Descargar esta lista">
        <span class="soft">Descargar:</span>
        {files.map(({ format, href }) => <a key={format} href={href}>{format}</a>)}
      </nav>
      {rows.length === 0
        ? <p class="soft">Aquí no hay ninguno.</p>
        : (
          <form method="post" action={`${page}/hits/follow${queryOf(filter)}`} class="form">
            <HitTable rows={rows} mayFollow={mayFollow} />
            {mayFollow && (
              <div class="line">
                <Choice name="frequency" label="Frecuencia" value="dynamic" options={FREQUENCIES} />
                <button class="btn btn-primary" type="submit" name="which" value="chosen">
                  Seguir los elegidos
                </button>
                {counts.open > 0 && (
                  <button class="btn" type="submit" name="which" value="all">
                    {`Seguir todos (${counts.open})`}
                  </button>
                )}
              </div>
            )}
          </form>
        )}
      {(nextPage !== null || !isFirstPage) && (
        <nav class="head" aria-label="Páginas">
          <span>{!isFirstPage && <a href={filtered(page, filter)}>Volver al comienzo</a>}</span>
          {nextPage !== null && <a class="btn" href={nextPage}>Ver más</a>}
        </nav>
      )}
    </section>
  );
}

function filtered(page: string, filter: string): string {
  return `${page}${queryOf(filter)}#hits`;
}

function queryOf(filter: string): string {
  return filter === "" ? "" : `?show=${filter}`;
}

function HitTable({ rows, mayFollow }: { rows: readonly HitRow[]; mayFollow: boolean }) {
  return (
    <table class="table folds" role="table" aria-labelledby="hits">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Radicado</th>
          <th role="columnheader" scope="col">Partes y despacho</th>
          <th role="columnheader" scope="col">Última actuación</th>
          <th role="columnheader" scope="col">Seguimiento</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => <Row key={row.id} row={row} mayFollow={mayFollow} />)}
      </tbody>
    </table>
  );
}

function Row({ row, mayFollow }: { row: HitRow; mayFollow: boolean }) {
  const isOpen = mayFollow && row.followedAs === null && row.canBeFollowed;
  return (
    <tr role="row">
      <td role="cell">
        {isOpen
          ? (
            <label class="tick">
              <input class="checkbox checkbox-sm" type="checkbox" name="radicado" value={row.radicado} />
              <span class="number">{row.shown}</span>
            </label>
          )
          : <span class="number">{row.shown}</span>}
        <div class="acts">
          {row.isNew && <Badge tone="info">Nuevo</Badge>}
          {row.isPrivate && <Badge tone="quiet">Reservado</Badge>}
          {row.isGone && <Badge tone="quiet">Ya no aparece</Badge>}
        </div>
      </td>
      <td role="cell">
        <div>{row.parties ?? "El portal no muestra las partes"}</div>
        <div class="soft small">{[row.despacho, row.departamento].filter(Boolean).join(" · ")}</div>
      </td>
      <td role="cell" class="nowrap">
        {row.lastActuacionOn ? <Day day={row.lastActuacionOn} /> : "Sin actuaciones"}
      </td>
      <td role="cell">
        {row.followedAs !== null && <a href={`/solicitudes/${row.followedAs}`}>En seguimiento</a>}
        {isOpen && (
          <button
            class="btn"
            type="submit"
            name="one"
            value={row.radicado}
            aria-label={`Seguir ${row.shown}`}
          >
            Seguir
          </button>
        )}
      </td>
    </tr>
  );
}

function Done({ created, held, known }: { created: number; held: number; known: number }) {
  const made = created === 1 ? "Se registró 1 radicado." : `Se registraron ${created} radicados.`;
  const waiting = held === 0
    ? ""
    : ` De ellos, ${held} ${held === 1 ? "espera" : "esperan"} el cupo de consultas del próximo mes.`;
  const before = known === 0 ? "" : ` ${known} ya ${known === 1 ? "estaba" : "estaban"} en seguimiento.`;
  return (
    <Notice tone={held > 0 ? "warn" : "good"}>
      <p>{made + waiting + before}</p>
    </Notice>
  );
}

function countText({ shown, fresh }: HitsProps["counts"]): string {
  if (shown === 0) return "La búsqueda no muestra procesos por ahora.";
  const all = shown === 1 ? "1 proceso" : `${shown} procesos`;
  return fresh === 0
    ? `${all}.`
    : `${all}; ${fresh} ${fresh === 1 ? "apareció" : "aparecieron"} después de la primera vez.`;
}
