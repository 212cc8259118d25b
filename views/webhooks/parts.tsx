/** What the list of webhooks and the page of one share. */
import { Badge, Notice, type Tone } from "../ui/badge.tsx";
import { Choice, Field, Tick } from "../ui/field.tsx";
import type { Locale } from "../ui/reader.ts";
import { EVENT_TYPES } from "../notifications/words.ts";
import { Copied } from "../settings/copied.tsx";
import { pageWords } from "./page_words.ts";
import { stateOf, type WebhookFields, type WebhookProps, type WebhookState } from "./page_props.ts";

const TONES: Readonly<Record<WebhookState, Tone>> = {
  active: "good",
  failing: "warn",
  disabled: "quiet",
  gone: "bad",
};

export function StateBadge({ webhook, locale }: { webhook: WebhookProps; locale: Locale }) {
  const state = stateOf(webhook);
  return <Badge tone={TONES[state]}>{pageWords(locale).states[state]}</Badge>;
}

/** Shown this once. */
export function Secret({ secret, says, locale }: { secret: string; says: string; locale: Locale }) {
  const w = pageWords(locale);
  return (
    <section class="panel" aria-labelledby="secret-title">
      <Notice tone="good">
        <h2 id="secret-title">{says}</h2>
      </Notice>
      <Copied id="secret" label={w.secret} value={secret} locale={locale} autofocus />
      <h3>{w.verify}</h3>
      <div class="prose">
        <ol>{w.verifySteps.map((step) => <li>{step}</li>)}</ol>
      </div>
    </section>
  );
}

interface FieldsProps {
  fields: WebhookFields;
  /** Codes by field, where something was refused. */
  errors: Readonly<Record<string, string>>;
  locale: Locale;
}

export function WebhookInputs({ fields, errors, locale }: FieldsProps) {
  const w = pageWords(locale);
  const fault = (field: string) => errors[field] && (w.faults[errors[field]] ?? w.faults[field]);
  return (
    <>
      <Field
        name="url"
        label={w.address}
        value={fields.url}
        hint={w.addressHint}
        error={fault("url")}
        maxlength={2_000}
        required
      />
      {errors.url !== undefined && (
        <Notice tone="info">
          <p class="small">{w.refused}</p>
        </Notice>
      )}
      <Field
        name="description"
        label={w.description}
        value={fields.description}
        hint={w.descriptionHint}
        error={fault("description")}
        maxlength={200}
      />
      <Events fields={fields} error={fault("events")} locale={locale} />
      <Choice name="format" label={w.format} value={fields.format} options={w.formats} />
    </>
  );
}

function Events({ fields, error, locale }: { fields: WebhookFields; error?: string; locale: Locale }) {
  const w = pageWords(locale);
  return (
    <fieldset class="checks" aria-describedby={error === undefined ? undefined : "events-error"}>
      <legend>{w.events}</legend>
      {EVENT_TYPES.map((type) => (
        <Tick name="events" value={type} isChosen={fields.events.includes(type)}>
          {w.eventWords[type][0]} <code class="soft text-xs">{type}</code>
          <span class="soft small block">{w.eventWords[type][1]}</span>
        </Tick>
      ))}
      {error !== undefined && <span class="wrong" id="events-error">{error}</span>}
    </fieldset>
  );
}
