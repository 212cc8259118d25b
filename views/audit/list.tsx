import { Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { actionWords } from "./words.ts";

export interface AuditRow {
  id: string;
  at: Date;
  actor: { kind: "person" | "api_key" | "operator" | "system"; id: string | null; name: string | null };
  action: string;
  targetId: string | null;
  /** JSON, for people to read; null where the line says nothing more. */
  details: string | null;
  address: string | null;
  requestId: string | null;
}

/** As they were typed. */
export interface AuditFields {
  from: string;
  to: string;
  action: string;
  actor_id: string;
  target_id: string;
  address: string;
  request_id: string;
}

interface AuditProps {
  frame: Frame;
  fields: AuditFields;
  /** What cannot be searched for. */
  errors: Partial<Record<keyof AuditFields, string>>;
  rows: readonly AuditRow[];
  /** Who it is has just been confirmed, for the file. */
  isReady: boolean;
  isFirstPage: boolean;
  /** Addresses: of the list from its beginning, of the next page, of the file with all of it. */
  firstPage: string;
  nextPage: string | null;
  csv: string;
}

const LABELS: Readonly<Record<keyof AuditFields, string>> = {
  from: "Desde el día",
  to: "Hasta el día",
  action: "Acción",
  actor_id: "Identificador de quien lo hizo",
  target_id: "Identificador de lo afectado",
  address: "Dirección IP",
  request_id: "Código de seguimiento",
};

export function AuditPage(props: AuditProps) {
  const { frame, rows, csv, errors, isReady, isFirstPage, firstPage, nextPage } = props;
  const isWrong = Object.keys(errors).length > 0;
  return (
    <Layout title="Auditoría" frame={frame}>
      <div class="head">
        <h1>Auditoría</h1>
        {!isWrong && <a class="btn" href={csv}>Descargar CSV</a>}
      </div>
      <Filters {...props} />
      {isReady && <Notice tone="good">Listo: ya puede descargar el archivo CSV.</Notice>}
      {!isWrong && (
        <section class="panel" aria-labelledby="lines">
          <h2 id="lines">Registro</h2>
          {rows.length === 0 ? <p class="soft">Nada coincide con esos filtros.</p> : <Rows rows={rows} />}
          {(!isFirstPage || nextPage !== null) && (
            <nav class="head" aria-label="Páginas">
              <span>{!isFirstPage && <a href={firstPage}>Volver al comienzo</a>}</span>
              {nextPage !== null && <a class="btn" href={nextPage}>Ver más</a>}
            </nav>
          )}
        </section>
      )}
    </Layout>
  );
}

function Filters({ fields, errors }: Pick<AuditProps, "fields" | "errors">) {
  return (
    <section class="panel" aria-label="Filtros">
      {Object.keys(errors).length > 0 && <Notice tone="bad">Corrija los filtros señalados.</Notice>}
      <details open={Object.values(fields).some((value) => value !== "")}>
        <summary>Filtrar el registro</summary>
        <form class="form" method="get" action="/audit" role="search">
          <div class="columns">
            <Filter name="from" type="date" fields={fields} errors={errors} />
            <Filter name="to" type="date" fields={fields} errors={errors} />
            <Filter name="action" fields={fields} errors={errors} hint="El código, o su comienzo: session." />
            <Filter name="actor_id" fields={fields} errors={errors} />
            <Filter name="target_id" fields={fields} errors={errors} />
            <Filter name="address" fields={fields} errors={errors} />
            <Filter name="request_id" fields={fields} errors={errors} />
          </div>
          <div class="acts">
            <button class="btn btn-primary" type="submit">Filtrar</button>
            <a href="/audit">Quitar filtros</a>
          </div>
        </form>
      </details>
    </section>
  );
}

function Filter({ name, type, hint, fields, errors }: {
  name: keyof AuditFields;
  type?: "date";
  hint?: string;
  fields: AuditFields;
  errors: AuditProps["errors"];
}) {
  return (
    <Field
      name={name}
      label={LABELS[name]}
      type={type}
      hint={hint}
      value={fields[name]}
      error={errors[name]}
      maxlength={200}
    />
  );
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
function Rows({ rows }: { rows: readonly AuditRow[] }) {
  return (
    <table class="table folds" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Cuándo</th>
          <th role="columnheader" scope="col">Quién</th>
          <th role="columnheader" scope="col">Qué</th>
          <th role="columnheader" scope="col">Desde dónde</th>
        </tr>
      </thead>
      <tbody role="rowgroup">{rows.map((row) => <Row key={row.id} row={row} />)}</tbody>
    </table>
  );
}

function Row({ row }: { row: AuditRow }) {
  const { actor, targetId, details } = row;
  return (
    <tr role="row">
      <td role="cell" class="small nowrap">
        <Instant at={row.at} />
      </td>
      <td role="cell">
        {actorName(actor)}
        {actor.id !== null && (
          <div class="small">
            <a href={`/audit?actor_id=${actor.id}`}>Ver lo que hizo</a>
          </div>
        )}
      </td>
      <td role="cell">
        <div>{actionWords(row.action) ?? <code>{row.action}</code>}</div>
        <details class="small">
          <summary>Detalles</summary>
          <p>
            Código: <a href={`/audit?action=${encodeURIComponent(row.action)}`}>{row.action}</a>
          </p>
          {targetId !== null && (
            <p>
              Afecta a: <a href={`/audit?target_id=${encodeURIComponent(targetId)}`}>{targetId}</a>
            </p>
          )}
          {row.requestId !== null && <p>Código de seguimiento: {row.requestId}</p>}
          {details !== null && <pre>{details}</pre>}
        </details>
      </td>
      <td role="cell" class="small">
        {row.address ?? "Sin dirección"}
      </td>
    </tr>
  );
}

function actorName({ kind, name }: AuditRow["actor"]): string {
  switch (kind) {
    case "person":
      return name ?? "Persona";
    case "api_key":
      return `Clave de API «${name ?? ""}»`;
    case "operator":
      return "Operador de la plataforma";
    case "system":
      return "LEXIA, o alguien que no se identificó";
  }
}
