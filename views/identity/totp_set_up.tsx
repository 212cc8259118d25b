import { Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";

interface TotpSetUpProps {
  frame: Frame;
  /** The picture, as the address of an image. */
  picture: string;
  /** To type where no picture can be read. */
  secret: string;
  error?: string;
}

export function TotpSetUp({ frame, picture, secret, error }: TotpSetUpProps) {
  return (
    <Layout title="Aplicación de verificación" frame={frame} isNarrow>
      <div class="panel">
        <h1>Aplicación de verificación</h1>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        <p>Lea la imagen con la aplicación, o escriba en ella la clave:</p>
        <p>
          <img
            class="qr"
            src={picture}
            alt="Código QR para la aplicación de verificación"
            width="220"
            height="220"
          />
        </p>
        <p>
          <code>{secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
        </p>
        <form class="form" method="post" action="/security/totp/confirm">
          <Field
            name="otp"
            label="Código que muestra la aplicación"
            autocomplete="one-time-code"
            maxlength={20}
            required
            autofocus
          />
          <button class="btn btn-primary" type="submit">Activar</button>
        </form>
        <p class="soft small">
          <a href="/security">Cancelar</a>
        </p>
      </div>
    </Layout>
  );
}
