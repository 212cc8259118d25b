import { Badge, Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PasskeyForm } from "./passkey_form.tsx";

export interface PasskeyRow {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export interface SecurityProps {
  frame: Frame;
  script: string;
  isEnrolled: boolean;
  isRequired: boolean;
  /** Null where nothing is missing. */
  dueAt: Date | null;
  /** Nothing but this page goes any further. */
  isHeld: boolean;
  totpSince: Date | null;
  passkeys: readonly PasskeyRow[];
  recoveryCodesLeft: number;
  /** Shown this once. */
  newCodes?: readonly string[];
  /** Why the last change was refused. */
  error?: string;
}

/** How somebody signs in: what they have set up, and what is asked of them. */
export function Security(props: SecurityProps) {
  const { frame, script, error, newCodes, isEnrolled } = props;
  return (
    <Layout title="Seguridad" frame={frame} script={script}>
      <h1>Seguridad</h1>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {newCodes !== undefined && <NewCodes codes={newCodes} />}
      <Standing {...props} />
      <Totp since={props.totpSince} />
      <Passkeys rows={props.passkeys} />
      {isEnrolled && <RecoveryCodes left={props.recoveryCodesLeft} />}
    </Layout>
  );
}

function Standing({ isEnrolled, isRequired, dueAt, isHeld }: SecurityProps) {
  return (
    <section class="card">
      <h2>Verificación en dos pasos</h2>
      <p>
        {isEnrolled ? <Badge tone="good">Activa</Badge> : <Badge tone="warn">Sin activar</Badge>}
      </p>
      {isHeld && isEnrolled && (
        <Notice tone="warn">
          Esta sesión empezó sin el segundo paso. <a href="/security/confirm">Confírmelo</a>{" "}
          para seguir con su trabajo.
        </Notice>
      )}
      {isHeld && !isEnrolled && (
        <Notice tone="bad">El plazo terminó: active un segundo factor para seguir con su trabajo.</Notice>
      )}
      {!isHeld && dueAt !== null && (
        <Notice tone="warn">
          Su rol la exige. Actívela antes de: <Instant at={dueAt} />.
        </Notice>
      )}
      {!isRequired && !isEnrolled && (
        <p class="soft">Con un segundo paso, quien conozca su contraseña no puede entrar sin usted.</p>
      )}
    </section>
  );
}

function Totp({ since }: { since: Date | null }) {
  return (
    <section class="card">
      <h2>Aplicación de verificación</h2>
      {since === null
        ? (
          <form method="post" action="/security/totp">
            <p class="soft">Muestra un código nuevo cada 30 segundos, también sin conexión.</p>
            <button class="button main" type="submit">Configurar</button>
          </form>
        )
        : (
          <form method="post" action="/security/totp/remove">
            <p>
              Configurada: <Instant at={since} />
            </p>
            <button class="button plain" type="submit">Quitar la aplicación</button>
          </form>
        )}
    </section>
  );
}

function Passkeys({ rows }: { rows: readonly PasskeyRow[] }) {
  return (
    <section class="card">
      <h2>Llaves de acceso</h2>
      <p class="soft">
        La huella, el rostro o el PIN de un dispositivo, o una llave USB. Sirven para entrar sin contraseña.
      </p>
      {rows.map((row) => <PasskeyItem key={row.id} {...row} />)}
      <PasskeyForm
        action="/security/passkeys"
        options="/auth/2fa/passkeys/options"
        isNew
        fields={<Field name="name" label="Nombre del dispositivo" maxlength={100} required />}
      >
        Agregar una llave de acceso
      </PasskeyForm>
      <noscript>
        <p class="soft">Para agregar una llave de acceso hace falta JavaScript.</p>
      </noscript>
    </section>
  );
}

function PasskeyItem({ id, name, createdAt, lastUsedAt }: PasskeyRow) {
  return (
    <div class="passkey">
      <p>
        <strong>{name}</strong>{" "}
        <span class="soft small">
          Agregada: <Instant at={createdAt} />
          {lastUsedAt !== null && (
            <>
              · Último uso: <Instant at={lastUsedAt} />
            </>
          )}
        </span>
      </p>
      <form method="post" action={`/security/passkeys/${id}/rename`}>
        <label for={`name-${id}`}>Nombre nuevo</label>
        <input id={`name-${id}`} name="name" value={name} maxlength={100} required />
        <button class="button plain" type="submit">Cambiar el nombre</button>
      </form>
      <form method="post" action={`/security/passkeys/${id}/remove`}>
        <button class="button plain" type="submit" aria-label={`Quitar ${name}`}>Quitar</button>
      </form>
    </div>
  );
}

function RecoveryCodes({ left }: { left: number }) {
  return (
    <section class="card">
      <h2>Códigos de recuperación</h2>
      <p>Quedan {left} de 10. Cada uno sirve una vez, el día en que no tenga su segundo factor a mano.</p>
      <form method="post" action="/security/recovery-codes">
        <button class="button plain" type="submit">Crear códigos nuevos</button>
      </form>
    </section>
  );
}

function NewCodes({ codes }: { codes: readonly string[] }) {
  return (
    <section class="card">
      <h2>Sus códigos de recuperación</h2>
      <Notice tone="warn">Guárdelos ahora: no se muestran otra vez.</Notice>
      <ul class="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
