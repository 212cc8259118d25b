import { Badge, Notice, type Tone } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Choice, Field, Tick } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { Sure } from "../ui/sure.tsx";
import { permissionWords } from "./words.ts";

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
  /** Why the last attempt failed, and where to go on. */
  refusal?: RefusalProps;
  /** What is wrong with each field. */
  errors?: Readonly<Partial<Record<"name" | "scopes" | "networks", string>>>;
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
      <section class="panel" aria-labelledby="keys">
        <h2 id="keys">Sus claves</h2>
        {rows.length === 0 ? <p class="soft">Todavía no ha creado ninguna.</p> : <Rows rows={rows} />}
        {nextPage !== null && <a class="btn" href={nextPage}>Ver más</a>}
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
  { name, scopes, networks, days, refusal, errors = {}, grantable }: KeyForm & {
    grantable: readonly string[];
  },
) {
  return (
    <section class="panel" aria-labelledby="new-key">
      <h2 id="new-key">Crear una clave</h2>
      {refusal && <RefusalNotice {...refusal} />}
      <form class="form" method="post" action="/api-keys">
        <Field
          name="name"
          label="Nombre"
          value={name}
          hint="Para qué programa es"
          error={errors.name}
          maxlength={100}
          required
        />
        <fieldset class="checks" aria-describedby={errors.scopes === undefined ? undefined : "scopes-error"}>
          <legend>Permisos</legend>
          {grantable.map((scope) => (
            <Tick key={scope} name="scopes" value={scope} isChosen={scopes.includes(scope)}>
              {permissionWords(scope)} <code class="soft small">{scope}</code>
            </Tick>
          ))}
          {errors.scopes !== undefined && <span class="wrong" id="scopes-error">{errors.scopes}</span>}
        </fieldset>
        <Field
          name="networks"
          label="Direcciones IP permitidas"
          value={networks}
          hint="Direcciones o rangos separados por espacios, como 203.0.113.0/24. Vacío: desde cualquiera."
          error={errors.networks}
          maxlength={2_500}
        />
        <Choice name="days" label="Vence" value={days} options={LIFE_CHOICES} />
        <button class="btn btn-primary" type="submit">Crear la clave</button>
      </form>
    </section>
  );
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
function Rows({ rows }: { rows: readonly KeyRow[] }) {
  return (
    <table class="table folds" role="table">
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
        {row.scopes.map(permissionWords).join(" · ")}
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
          <Sure
            action={`/api-keys/${row.id}/revoke`}
            label="Revocar"
            about={row.name}
            question="El programa que la usa dejará de entrar ahora mismo. No se puede deshacer."
            answer="Revocar la clave"
          />
        )}
      </td>
    </tr>
  );
}
