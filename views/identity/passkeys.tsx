import { Instant } from "../ui/dates.tsx";
import { Field } from "../ui/field.tsx";
import type { Frame } from "../ui/frame.ts";
import { Sure } from "../ui/sure.tsx";
import { Factor } from "./factor.tsx";
import { PasskeyForm } from "./passkey_form.tsx";
import { securityWords } from "./security_words.ts";

export interface PasskeyRow {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** The passkeys that somebody has, and the way to one more. */
export function Passkeys({ frame, rows }: { frame: Frame; rows: readonly PasskeyRow[] }) {
  const { locale } = frame.reader;
  const { passkeys: w, none, count } = securityWords(locale);
  return (
    <Factor
      icon="fingerprint-pattern"
      title={w.title}
      state={rows.length === 0 ? { tone: "quiet", label: none } : { tone: "good", label: count(rows.length) }}
    >
      <p class="soft small">{w.text}</p>
      {rows.length > 0 && <ul class="rows">{rows.map((row) => <PasskeyItem frame={frame} row={row} />)}</ul>}
      <PasskeyForm
        locale={locale}
        action="/security/passkeys"
        options="/auth/2fa/passkeys/options"
        isNew
        fields={<Field name="name" label={w.device} maxlength={100} required />}
      >
        {w.add}
      </PasskeyForm>
      <noscript>
        <p class="soft small">{w.noScript}</p>
      </noscript>
    </Factor>
  );
}

function PasskeyItem(
  { frame: { reader }, row: { id, name, createdAt, lastUsedAt } }: { frame: Frame; row: PasskeyRow },
) {
  const { passkeys: w, totp } = securityWords(reader.locale);
  const path = `/security/passkeys/${id}`;
  return (
    <li>
      <p>
        <strong>{name}</strong>
      </p>
      <p class="soft small">
        {w.added} <Instant at={createdAt} reader={reader} />
        {" · "}
        {lastUsedAt === null ? w.unused : (
          <>
            {w.used} <Instant at={lastUsedAt} reader={reader} />
          </>
        )}
      </p>
      <div class="acts">
        <details class="sure">
          <summary class="btn btn-ghost">
            {w.rename} <span class="heard">{w.of(name)}</span>
          </summary>
          <form class="form pt-2" method="post" action={`${path}/rename`}>
            <Field name="name" id={`name-${id}`} label={w.newName} value={name} maxlength={100} required />
            <button class="btn" type="submit">{w.save}</button>
          </form>
        </details>
        <Sure
          action={`${path}/remove`}
          label={totp.remove}
          about={name}
          question={w.question}
          answer={w.answer}
        />
      </div>
    </li>
  );
}
