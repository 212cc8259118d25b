import { Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import { DeadEnd, type DeadEndProps } from "../ui/dead_end.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PasswordField } from "./proof_fields.tsx";

interface FormProps {
  frame: Frame;
  /** Why the last attempt failed. */
  error?: string;
}

/** Who comes in here, and so where they go on. */
export type Door = "members" | "operators";

/** Which field was refused, and why. */
export interface Wrong {
  field: "current" | "new" | "name" | null;
  text: string;
}

interface NewPasswordFormProps {
  frame: Frame;
  minLength: number;
  wrong?: Wrong;
}

export function ForgotPassword({ frame, door, email, error }: FormProps & { door: Door; email: string }) {
  return (
    <Layout title="Restablecer la contraseña" frame={frame} isNarrow>
      <div class="panel">
        <h1>Restablecer la contraseña</h1>
        <p class="soft">Escriba su correo y le enviaremos un enlace para elegir una contraseña nueva.</p>
        <form class="form" method="post" action="/password-forgot">
          <Field
            name="email"
            label="Correo electrónico"
            type="email"
            value={email}
            error={error}
            autocomplete="username"
            maxlength={254}
            required
            autofocus
          />
          <button class="btn btn-primary" type="submit">Enviar el enlace</button>
        </form>
        <WayBack door={door} />
      </div>
    </Layout>
  );
}

function WayBack({ door }: { door: Door }) {
  return (
    <p class="small">
      {door === "members"
        ? <a href="/sign-in">Volver a la página de entrada</a>
        : <a href="/">Volver al inicio</a>}
    </p>
  );
}

/** The same whether or not there is an account. */
export function ResetOffered({ frame, door }: { frame: Frame; door: Door }) {
  return (
    <Layout title="Revise su correo" frame={frame} isNarrow>
      <div class="panel">
        <h1>Revise su correo</h1>
        <p>
          Si hay una cuenta con contraseña para ese correo, le llegará un enlace. Sirve una sola vez y durante
          60 minutos.
        </p>
        <p class="soft">
          ¿No llega? Revise el correo no deseado. {door === "members"
            ? "Si entra con la cuenta de su empresa, restablezca la contraseña allá."
            : "El segundo factor se pedirá como siempre: si también lo perdió, se restablece en la máquina con «deno task setup --reset»."}
        </p>
        <WayBack door={door} />
      </div>
    </Layout>
  );
}

export function ResetPassword({ frame, token, minLength, wrong }: NewPasswordFormProps & { token: string }) {
  return (
    <Layout title="Elegir una contraseña nueva" frame={frame} isNarrow>
      <div class="panel">
        <h1>Elegir una contraseña nueva</h1>
        <Refusal wrong={wrong} />
        <form class="form" method="post" action="/password-reset">
          <input type="hidden" name="token" value={token} />
          <NewPassword minLength={minLength} wrong={wrong} autofocus />
          <button class="btn btn-primary" type="submit">Guardar la contraseña</button>
        </form>
        <p class="soft small">Se cerrarán todas sus sesiones.</p>
      </div>
    </Layout>
  );
}

export function ResetLinkClosed(props: DeadEndProps) {
  return <DeadEnd {...props} href="/password-forgot" label="Pedir un enlace nuevo" />;
}

export function PasswordSet({ frame, door }: { frame: Frame; door: Door }) {
  return (
    <Layout title="Contraseña guardada" frame={frame} isNarrow>
      <div class="panel">
        <h1>Contraseña guardada</h1>
        <p>Ya puede entrar con ella. Todas las sesiones anteriores se cerraron.</p>
        {door === "members"
          ? <a class="btn btn-primary" href="/sign-in">Entrar</a>
          : <a class="btn btn-primary" href="/api/docs">Abrir la referencia de la API</a>}
      </div>
    </Layout>
  );
}

export function ChangePassword(
  { frame, minLength, wrong, isDone = false }: NewPasswordFormProps & { isDone?: boolean },
) {
  return (
    <Layout title="Cambiar la contraseña" frame={frame} isNarrow>
      <div class="panel">
        <h1>Cambiar la contraseña</h1>
        <Refusal wrong={wrong} />
        {isDone && <Notice tone="good">La contraseña cambió. Sus demás sesiones se cerraron.</Notice>}
        <form class="form" method="post" action="/password-change">
          <PasswordField
            name="current_password"
            label="Contraseña actual"
            error={wrong?.field === "current" ? wrong.text : undefined}
          />
          <NewPassword minLength={minLength} wrong={wrong} />
          <button class="btn btn-primary" type="submit">Cambiar la contraseña</button>
        </form>
        <p class="small">
          <a href="/security">Volver a Seguridad</a>
        </p>
      </div>
    </Layout>
  );
}

interface NewPasswordProps {
  minLength: number;
  wrong?: Wrong;
  autofocus?: boolean;
}

/** Once: who cannot see it mistypes it twice, and whoever does can ask for another link. */
export function NewPassword({ minLength, wrong, autofocus }: NewPasswordProps) {
  return (
    <Field
      name="password"
      label="Contraseña nueva"
      type="password"
      hint={`Al menos ${minLength} caracteres; varias palabras al azar funcionan bien.`}
      error={wrong?.field === "new" ? wrong.text : undefined}
      autocomplete="new-password"
      maxlength={1_000}
      required
      autofocus={autofocus}
    />
  );
}

/** What is wrong with the form as a whole. */
export function Refusal({ wrong }: { wrong?: Wrong }) {
  return wrong?.field === null ? <Notice tone="bad">{wrong.text}</Notice> : null;
}
