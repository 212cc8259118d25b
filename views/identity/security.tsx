import { Badge, Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { Sure } from "../ui/sure.tsx";
import { PasskeyForm } from "./passkey_form.tsx";
import { type SessionRow, Sessions } from "./sessions.tsx";

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
  /** Not where they come in through their company alone. */
  mayChangePassword: boolean;
  sessions: readonly SessionRow[];
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
      {props.mayChangePassword && <Password />}
      <Sessions rows={props.sessions} />
    </Layout>
  );
}

function Standing({ isEnrolled, isRequired, dueAt, isHeld }: SecurityProps) {
  return (
    <section class="panel">
      <div class="acts">
        <h2>Verificación en dos pasos</h2>
        {isEnrolled ? <Badge tone="good">Activa</Badge> : <Badge tone="warn">Sin activar</Badge>}
      </div>
      {isHeld && isEnrolled && (
        <Notice tone="warn">
          <p>
            Esta sesión empezó sin el segundo paso. <a href="/security/confirm">Confírmelo</a>{" "}
            para seguir con su trabajo.
          </p>
        </Notice>
      )}
      {isHeld && !isEnrolled && (
        <Notice tone="bad">El plazo terminó: active un segundo factor para seguir con su trabajo.</Notice>
      )}
      {!isHeld && dueAt !== null && (
        <Notice tone="warn">
          <p>
            Su organización la exige. Plazo para activarla: <Instant at={dueAt} />
          </p>
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
    <section class="panel">
      <h2>Aplicación de verificación</h2>
      {since === null
        ? (
          <form class="form" method="post" action="/security/totp">
            <p class="soft">Muestra un código nuevo cada 30 segundos, también sin conexión.</p>
            <button class="btn btn-primary" type="submit">Configurar</button>
          </form>
        )
        : (
          <>
            <p>
              Configurada: <Instant at={since} />
            </p>
            <Sure
              action="/security/totp/remove"
              label="Quitar"
              about="la aplicación de verificación"
              question="Los códigos que muestra dejarán de servir."
              answer="Quitar la aplicación"
            />
          </>
        )}
    </section>
  );
}

function Passkeys({ rows }: { rows: readonly PasskeyRow[] }) {
  return (
    <section class="panel">
      <h2>Llaves de acceso</h2>
      <p class="soft">
        La huella, el rostro o el PIN de un dispositivo, o una llave USB. Sirven para entrar sin contraseña.
      </p>
      {rows.length > 0 && <ul class="rows">{rows.map((row) => <PasskeyItem key={row.id} {...row} />)}</ul>}
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
  const path = `/security/passkeys/${id}`;
  return (
    <li>
      <p>
        <strong>{name}</strong>
      </p>
      <p class="soft small">
        Agregada: <Instant at={createdAt} />
        {lastUsedAt !== null && (
          <>
            {" · "}Último uso: <Instant at={lastUsedAt} />
          </>
        )}
      </p>
      <div class="acts">
        <details class="sure">
          <summary class="btn btn-ghost">
            Cambiar el nombre <span class="heard">de {name}</span>
          </summary>
          <form class="form" method="post" action={`${path}/rename`}>
            <Field
              name="name"
              id={`name-${id}`}
              label="Nombre nuevo"
              value={name}
              maxlength={100}
              required
            />
            <button class="btn" type="submit">Guardar</button>
          </form>
        </details>
        <Sure
          action={`${path}/remove`}
          label="Quitar"
          about={name}
          question="Ya no se podrá entrar con ella."
          answer="Quitar la llave"
        />
      </div>
    </li>
  );
}

function Password() {
  return (
    <section class="panel">
      <h2>Contraseña</h2>
      <p>
        <a class="btn" href="/password-change">Cambiar la contraseña</a>
      </p>
    </section>
  );
}

function RecoveryCodes({ left }: { left: number }) {
  return (
    <section class="panel">
      <h2>Códigos de recuperación</h2>
      <p>Quedan {left} de 10. Cada uno sirve una vez, el día en que no tenga su segundo factor a mano.</p>
      <form class="form" method="post" action="/security/recovery-codes">
        <button class="btn" type="submit">Crear códigos nuevos</button>
        <p class="soft small">Los anteriores dejan de servir.</p>
      </form>
    </section>
  );
}

function NewCodes({ codes }: { codes: readonly string[] }) {
  return (
    <section class="panel">
      <h2>Sus códigos de recuperación</h2>
      <Notice tone="warn">
        <p>
          <strong>Guárdelos ahora: no se muestran otra vez.</strong>{" "}
          Por ejemplo, en un gestor de contraseñas, o impresos en un lugar seguro.
        </p>
      </Notice>
      <ul class="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p>
        <a class="btn btn-primary" href="/security">Ya los guardé</a>
      </p>
    </section>
  );
}
