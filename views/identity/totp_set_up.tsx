import { Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { identityWords } from "./words.ts";

interface TotpSetUpProps {
  frame: Frame;
  /** The picture, as the address of an image. */
  picture: string;
  /** To type where no picture can be read. */
  secret: string;
  error?: string;
}

export function TotpSetUp({ frame, picture, secret, error }: TotpSetUpProps) {
  const { totp: w } = identityWords(frame.reader.locale);
  return (
    <Layout title={w.title} frame={frame} isNarrow>
      <div class="panel gap-5">
        <h1>{w.title}</h1>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        <p>{w.read}</p>
        <div class="grid justify-items-center gap-3">
          <img class="qr rounded-box p-2" src={picture} alt={w.picture} width="220" height="220" />
          <code class="rounded-field bg-base-200 px-3 py-1.5 text-center">
            {secret.replace(/(.{4})(?=.)/g, "$1 ")}
          </code>
        </div>
        <form class="form" method="post" action="/security/totp/confirm">
          <Field
            name="otp"
            label={w.code}
            autocomplete="one-time-code"
            maxlength={20}
            required
            autofocus
          />
          <div class="acts">
            <button class="btn btn-primary" type="submit">{w.button}</button>
            <a class="btn btn-ghost" href="/security">{w.cancel}</a>
          </div>
        </form>
      </div>
    </Layout>
  );
}
