import { Badge, Notice, type Tone } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Choice, Field, Tick } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Pager } from "../ui/pager.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { Sure } from "../ui/sure.tsx";
import { SettingsTabs } from "../settings/settings_tabs.tsx";
import { permissionWords } from "../team/access_words.ts";
import { apiKeyWords } from "./words.ts";
import { Copied } from "../settings/copied.tsx";

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
  /** Which fields are wrong. */
  wrong?: readonly ("name" | "scopes" | "networks")[];
}

interface KeysProps {
  frame: Frame;
  rows: readonly KeyRow[];
  /** Addresses of the beginning, where it is not shown, and of the next page. */
  firstPage: string | null;
  nextPage: string | null;
  /** What the person may give to a key. */
  grantable: readonly string[];
  form: KeyForm;
  /** The key that was just made, shown this once. */
  made?: { name: string; key: string };
}

/** Days that a key may live; empty: for good. */
export const LIFE_CHOICES = ["30", "90", "365", ""] as const;

const TONES: Readonly<Record<KeyState, Tone>> = { live: "good", expired: "quiet", revoked: "bad" };

export function ApiKeysPage(props: KeysProps) {
  const { frame, rows, firstPage, nextPage, made } = props;
  const { locale } = frame.reader;
  const w = apiKeyWords(locale);
  return (
    <Layout title={w.title} frame={frame}>
      <SettingsTabs frame={frame} />
      <PageHead title={w.title} lead={w.lead}>
        <a class="btn" href="/api/docs">
          <Icon name="book-open" />
          {w.reference}
        </a>
      </PageHead>
      {made && <MadeKey frame={frame} {...made} />}
      <section class="panel" aria-labelledby="keys">
        <h2 id="keys">{w.yours}</h2>
        {rows.length === 0
          ? <Empty icon="key" title={w.none} advice={w.noneAdvice} />
          : <Rows frame={frame} rows={rows} />}
        <Pager locale={locale} first={firstPage} next={nextPage} />
      </section>
      <MakeForm {...props} />
    </Layout>
  );
}

function MadeKey({ frame, name, key: text }: { frame: Frame; name: string; key: string }) {
  const w = apiKeyWords(frame.reader.locale);
  return (
    <Notice tone="good">
      <strong>{w.made(name)}</strong>
      <Copied id="made-key" label={w.key} value={text} locale={frame.reader.locale} autofocus />
    </Notice>
  );
}

function MakeForm({ frame, form, grantable }: KeysProps) {
  const { locale } = frame.reader;
  const { name, scopes, networks, days, refusal, wrong = [] } = form;
  const w = apiKeyWords(locale);
  const errorOf = (field: typeof wrong[number]) => wrong.includes(field) ? w.wrong[field] : undefined;
  return (
    <section class="panel" aria-labelledby="new-key">
      <h2 id="new-key">{w.make}</h2>
      {refusal && <RefusalNotice {...refusal} />}
      <form class="form" method="post" action="/api-keys">
        <div class="grid gap-4 sm:grid-cols-2">
          <Field
            name="name"
            label={w.name}
            value={name}
            hint={w.nameHint}
            error={errorOf("name")}
            maxlength={100}
            required
          />
          <Choice
            name="days"
            label={w.expires}
            value={days}
            options={LIFE_CHOICES.map((one) => [one, w.lives[one]] as const)}
          />
        </div>
        <fieldset class="checks" aria-describedby={wrong.includes("scopes") ? "scopes-error" : undefined}>
          <legend>{w.permissions}</legend>
          {grantable.map((scope) => (
            <Tick name="scopes" value={scope} isChosen={scopes.includes(scope)}>
              {permissionWords(scope, locale)} <code class="soft small">{scope}</code>
            </Tick>
          ))}
          {wrong.includes("scopes") && <span class="wrong" id="scopes-error">{w.wrong.scopes}</span>}
        </fieldset>
        <Field
          name="networks"
          label={w.networks}
          value={networks}
          hint={w.networksHint}
          error={errorOf("networks")}
          maxlength={2_500}
        />
        <button class="btn btn-primary" type="submit">{w.button}</button>
      </form>
    </section>
  );
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
function Rows({ frame, rows }: { frame: Frame; rows: readonly KeyRow[] }) {
  const { columns } = apiKeyWords(frame.reader.locale);
  return (
    <table class="table folds" role="table">
      <thead role="rowgroup">
        <tr role="row">
          {[columns.key, columns.permissions, columns.use, columns.state].map((head) => (
            <th role="columnheader" scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{rows.map((row) => <Row frame={frame} row={row} />)}</tbody>
    </table>
  );
}

function Row({ frame: { reader }, row }: { frame: Frame; row: KeyRow }) {
  const w = apiKeyWords(reader.locale);
  return (
    <tr role="row">
      <td role="cell">
        <div class="font-medium">{row.name}</div>
        <code class="soft small">{row.prefix}…</code>
      </td>
      <td role="cell" class="small" data-label={w.columns.permissions}>
        {row.scopes.map((scope) => permissionWords(scope, reader.locale)).join(" · ")}
        {row.allowedNetworks.length > 0 && (
          <div class="soft">
            {w.from} {row.allowedNetworks.join(", ")}
          </div>
        )}
      </td>
      <td role="cell" class="small" data-label={w.columns.use}>
        {row.lastUsedAt ? <Instant at={row.lastUsedAt} reader={reader} /> : w.unused}
        {row.expiresAt && (
          <div class="soft">
            {w.endsAt} <Instant at={row.expiresAt} reader={reader} />
          </div>
        )}
      </td>
      <td role="cell" data-label={w.columns.state}>
        <Badge tone={TONES[row.state]}>{w.states[row.state]}</Badge>
        {row.state === "live" && (
          <Sure
            action={`/api-keys/${row.id}/revoke`}
            label={w.revoke}
            about={row.name}
            question={w.question}
            answer={w.answer}
            isSmall
          />
        )}
      </td>
    </tr>
  );
}
