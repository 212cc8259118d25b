import { Badge, Notice, type Tone } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";

export interface KeyRow {
  id: string;
  name: string;
  /** The beginning of the key. */
  prefix: string;
  scopes: readonly string[];
  allowedNetworks: readonly string[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  state: KeyState;
}

export type KeyState = "live" | "expired" | "revoked";

export interface KeyForm {
  name: string;
  scopes: readonly string[];
  /** One a line. */
  networks: string;
  days: string;
  /** Why the last attempt failed. */
  refusal?: string;
}

interface KeysProps {
  frame: Frame;
  rows: readonly KeyRow[];
  /** Address of the next page; null on the last one. */
  nextPage: string | null;
  /** What the person may give to a key. */
  grantable: readonly string[];
  form: KeyForm;
  /** The key that was just made, shown this once. */
  made?: { name: string; key: string };
}

export const LIFE_CHOICES = [
  ["30", "30 días"],
  ["90", "90 días"],
  ["365", "Un año"],
  ["", "Sin vencimiento"],
] as const;

const STATES: Readonly<Record<KeyState, { tone: Tone; label: string }>> = {
  live: { tone: "good", label: "Activa" },
  expired: { tone: "quiet", label: "Vencida" },
  revoked: { tone: "bad", label: "Revocada" },
};

export function ApiKeysPage({ frame, rows, nextPage, grantable, form, made }: KeysProps) {
  return (
    <Layout title="Claves de API" frame={frame}>
      <h1>Claves de API</h1>
      <p class="lead">Con una clave, un programa suyo usa LEXIA con sus permisos, y nunca con más.</p>
      {made && <MadeKey {...made} />}
      <MakeForm {...form} grantable={grantable} />
      <section class="card" aria-label="Claves">
        {rows.length === 0 ? <p class="soft">Todavía no hay claves.</p> : <Rows rows={rows} />}
        {nextPage !== null && <a class="button" href={nextPage}>Ver más</a>}
      </section>
    </Layout>
  );
}

function MadeKey({ name, key: text }: { name: string; key: string }) {
  return (
    <Notice tone="good">
      <strong>La clave «{name}» está lista. Cópiela ahora: no se volverá a mostrar.</strong>
      <div class="field">
        <label for="made-key">Clave</label>
        <input
          id="made-key"
          type="text"
          value={text}
          readonly
          autofocus
          spellcheck={false}
          autocomplete="off"
        />
      </div>
    </Notice>
  );
}

function MakeForm(
  { name, scopes, networks, days, refusal, grantable }: KeyForm & { grantable: readonly string[] },
) {
  return (
    <section class="card" aria-label="Clave nueva">
      <h2>Crear una clave</h2>
      {refusal !== undefined && <Notice tone="bad">{refusal}</Notice>}
      <form class="form" method="post" action="/api-keys">
        <Field name="name" label="Nombre" value={name} hint="Para qué programa es" maxlength={100} required />
        <fieldset class="checks">
          <legend>Permisos</legend>
          {grantable.map((scope) => <Scope key={scope} scope={scope} isChosen={scopes.includes(scope)} />)}
        </fieldset>
        <Field
          name="networks"
          label="Direcciones IP permitidas"
          value={networks}
          hint="Direcciones o rangos separados por espacios, como 203.0.113.0/24. Vacío: desde cualquiera."
          maxlength={2_500}
        />
        <Life days={days} />
        <button class="button main" type="submit">Crear la clave</button>
      </form>
    </section>
  );
}

function Scope({ scope, isChosen }: { scope: string; isChosen: boolean }) {
  return (
    <label>
      <input type="checkbox" name="scopes" value={scope} checked={isChosen} /> <code>{scope}</code>
    </label>
  );
}

function Life({ days }: { days: string }) {
  return (
    <div class="field">
      <label for="days">Vence</label>
      <select id="days" name="days">
        {LIFE_CHOICES.map(([value, label]) => (
          <option key={value} value={value} selected={value === days}>{label}</option>
        ))}
      </select>
    </div>
  );
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
function Rows({ rows }: { rows: readonly KeyRow[] }) {
  return (
    <table role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Clave</th>
          <th role="columnheader" scope="col">Permisos</th>
          <th role="columnheader" scope="col">Uso</th>
          <th role="columnheader" scope="col">Estado</th>
        </tr>
      </thead>
      <tbody role="rowgroup">{rows.map((row) => <Row key={row.id} row={row} />)}</tbody>
    </table>
  );
}

function Row({ row }: { row: KeyRow }) {
  const { tone, label } = STATES[row.state];
  return (
    <tr role="row">
      <td role="cell">
        <div>{row.name}</div>
        <code class="soft small">{row.prefix}…</code>
      </td>
      <td role="cell" class="small">
        {row.scopes.join(", ")}
        {row.allowedNetworks.length > 0 && <div class="soft">{row.allowedNetworks.join(", ")}</div>}
      </td>
      <td role="cell" class="small">
        <div>{row.lastUsedAt ? <Instant at={row.lastUsedAt} /> : "Sin usar"}</div>
        {row.expiresAt && (
          <div class="soft">
            Vence: <Instant at={row.expiresAt} />
          </div>
        )}
      </td>
      <td role="cell">
        <Badge tone={tone}>{label}</Badge>
        {row.state === "live" && (
          <form method="post" action={`/api-keys/${row.id}/revoke`}>
            <button class="button plain" type="submit" aria-label={`Revocar ${row.name}`}>Revocar</button>
          </form>
        )}
      </td>
    </tr>
  );
}
