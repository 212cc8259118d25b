import { Badge } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { FollowForm, type FollowFormProps } from "./follow_form.tsx";
import { type Check, resultOf, STATUS, type Status, type Tipo, TIPOS } from "./words.ts";

export interface SolicitudRow {
  id: string;
  /** The radicado with hyphens, or the name that a search looks for. */
  subject: string;
  isSearch: boolean;
  alias: string | null;
  status: Status;
  lastCheck: Check | null;
  /** By its schedule, or as a further attempt. */
  nextCheckAt: Date | null;
}

interface ListProps {
  frame: Frame;
  rows: readonly SolicitudRow[];
  /** What is searched for. */
  text: string;
  /** "": of both kinds. */
  tipo: Tipo | "";
  /** Address of the same list's beginning. */
  firstPage: string;
  isFirstPage: boolean;
  /** Address of the next page; null on the last one. */
  nextPage: string | null;
  /** Null for who may not follow. */
  form: FollowFormProps | null;
}

export function SolicitudList(
  { frame, rows, text, tipo, firstPage, isFirstPage, nextPage, form }: ListProps,
) {
  const isNarrowed = text !== "" || tipo !== "";
  const hasSearch = rows.length > 0 || isNarrowed || !isFirstPage;
  return (
    <Layout title="Solicitudes" frame={frame}>
      <h1>Solicitudes</h1>
      {form && <FollowForm {...form} />}
      <section class="panel" aria-labelledby="followed">
        <h2 id="followed">Radicados y búsquedas en seguimiento</h2>
        {hasSearch && (
          <form class="line" method="get" action="/solicitudes" role="search">
            <Field
              name="q"
              label="Buscar"
              type="search"
              value={text}
              placeholder="Radicado, nombre, parte o despacho"
              maxlength={200}
            />
            <Choice name="tipo" label="Tipo" value={tipo} options={TIPOS} />
            <button class="btn" type="submit">Buscar</button>
          </form>
        )}
        {rows.length === 0
          ? <p class="soft">{emptyText({ text, tipo, mayFollow: form !== null })}</p>
          : <Rows rows={rows} />}
        {rows.length === 0 && isNarrowed && (
          <p>
            <a href="/solicitudes">{tipo === "" ? "Quitar la búsqueda" : "Ver todas las solicitudes"}</a>
          </p>
        )}
        <Pages firstPage={firstPage} isFirstPage={isFirstPage} nextPage={nextPage} />
      </section>
    </Layout>
  );
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
function Rows({ rows }: { rows: readonly SolicitudRow[] }) {
  return (
    <table class="table folds" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Radicado</th>
          <th role="columnheader" scope="col">Estado</th>
          <th role="columnheader" scope="col">Última verificación</th>
          <th role="columnheader" scope="col">Próxima</th>
        </tr>
      </thead>
      <tbody role="rowgroup">{rows.map((row) => <Row key={row.id} row={row} />)}</tbody>
    </table>
  );
}

function Row({ row }: { row: SolicitudRow }) {
  return (
    <tr role="row">
      <td role="cell">
        <a class={row.isSearch ? undefined : "number nowrap"} href={`/solicitudes/${row.id}`}>
          {row.subject}
        </a>
        {row.isSearch && <div class="soft small">Búsqueda por nombre</div>}
        {row.alias !== null && <div class="soft small">{row.alias}</div>}
      </td>
      <td role="cell">
        <Badge tone={STATUS[row.status].tone}>{STATUS[row.status].label}</Badge>
      </td>
      <td role="cell">{row.lastCheck ? <LastCheck check={row.lastCheck} /> : "Aún no se ha verificado"}</td>
      <td role="cell" class="small soft nowrap">
        {row.nextCheckAt && (
          <>
            <span class="sm:hidden">Próxima:</span> <Instant at={row.nextCheckAt} />
          </>
        )}
      </td>
    </tr>
  );
}

function LastCheck({ check }: { check: Check }) {
  return (
    <>
      <div>{resultOf(check).text}</div>
      <div class="soft small">
        <Instant at={check.finishedAt ?? check.startedAt} />
      </div>
    </>
  );
}

function Pages(
  { firstPage, isFirstPage, nextPage }: Pick<ListProps, "firstPage" | "isFirstPage" | "nextPage">,
) {
  if (isFirstPage && nextPage === null) return null;
  return (
    <nav class="head" aria-label="Páginas">
      <span>{!isFirstPage && <a href={firstPage}>Volver al comienzo</a>}</span>
      {nextPage !== null && <a class="btn" href={nextPage}>Ver más</a>}
    </nav>
  );
}

function emptyText(
  { text, tipo, mayFollow }: Pick<ListProps, "text" | "tipo"> & { mayFollow: boolean },
): string {
  if (text === "" && tipo !== "") {
    return tipo === "avanzada"
      ? "Todavía no hay búsquedas por nombre."
      : "Todavía no hay radicados en seguimiento.";
  }
  if (text === "" && mayFollow) {
    return "Todavía no hay ninguno. Escriba arriba el primer radicado: LEXIA lo consulta enseguida y lo sigue por usted.";
  }
  return text === ""
    ? "Todavía no hay ninguno que usted pueda ver. Los registran los usuarios y los coordinadores de su organización."
    : `Nada coincide con «${text}». Pruebe con parte del radicado, el nombre, una parte o el despacho.`;
}
