import { Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";

interface SignInProps {
  frame: Frame;
  email: string;
  /** Path to go to afterwards. */
  next: string;
  /** Why the last attempt failed. */
  error?: string;
}

export function SignIn({ frame, email, next, error }: SignInProps) {
  return (
    <Layout title="Entrar" frame={frame} isNarrow>
      <div class="card">
        <h1>Entrar</h1>
        {frame.organization !== null && <p class="soft">Organización: {frame.organization}</p>}
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        <form class="form" method="post" action="/sign-in">
          <input type="hidden" name="next" value={next} />
          <Field
            name="email"
            label="Correo electrónico"
            type="email"
            value={email}
            autocomplete="username"
            maxlength={254}
            required
            autofocus={email === ""}
          />
          <Field
            name="password"
            label="Contraseña"
            type="password"
            autocomplete="current-password"
            maxlength={1_000}
            required
            autofocus={email !== ""}
          />
          <button class="button main" type="submit">Entrar</button>
        </form>
      </div>
    </Layout>
  );
}
