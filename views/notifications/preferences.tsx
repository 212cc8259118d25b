import { Notice } from "../ui/badge.tsx";
import { SettingsTabs } from "../settings/settings_tabs.tsx";
import { Choice, Field, Tick } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { EVENT_TYPES, type EventType, type Locale, WAYS, words } from "./words.ts";

/** As they are typed and shown. */
export interface PreferenceFields {
  email: boolean;
  choices: Readonly<Record<EventType, string>>;
  least_severity: string;
  quiet_from: string;
  quiet_until: string;
  time_zone: string;
  digest_hour: string;
  phone: string;
  texts: boolean;
}

interface PreferencesProps {
  frame: Frame;
  locale: Locale;
  fields: PreferenceFields;
  /** The time zone that holds. */
  zone: string;
  /** Whether text messages are sent here at all. */
  canText: boolean;
  /** Kinds of events that concern the person. */
  shown: readonly EventType[];
  isSaved: boolean;
  /** Codes by field, where something was refused. */
  errors: Readonly<Record<string, string>>;
}

export function PreferencesPage(props: PreferencesProps) {
  const { frame, locale, isSaved, errors } = props;
  const w = words(locale);
  return (
    <Layout title={w.title} frame={frame}>
      <SettingsTabs frame={frame} />
      <PageHead title={w.title} lead={w.opening}>
        <a class="btn btn-sm" href="/feed">
          <Icon name="bell" />
          {w.feed}
        </a>
      </PageHead>
      {isSaved && <Notice tone="good">{w.saved}</Notice>}
      {Object.keys(errors).length > 0 && <Notice tone="bad">{w.refused}</Notice>}
      <form class="form" method="post" action="/notifications">
        <Mail {...props} />
        <Times {...props} />
        {props.canText && <Texts {...props} />}
        <button class="btn btn-primary" type="submit">{w.save}</button>
      </form>
    </Layout>
  );
}

function Mail({ locale, fields, shown }: PreferencesProps) {
  const w = words(locale);
  const ways = WAYS.map((way) => [way, w.ways[way]] as const);
  const severities = (["low", "normal", "high"] as const).map((one) => [one, w.severities[one]] as const);
  return (
    <section class="panel" aria-labelledby="mail">
      <h2 id="mail">{w.mail}</h2>
      <Tick name="email" value="yes" isChosen={fields.email}>{w.email}</Tick>
      <div class="columns">
        {EVENT_TYPES.filter((type) => shown.includes(type)).map((type) => (
          <Choice name={type} label={w.events[type]} value={fields.choices[type]} options={ways} />
        ))}
        <Choice
          name="least_severity"
          label={w.leastSeverity}
          value={fields.least_severity}
          options={severities}
        />
      </div>
      <p class="soft small">
        {w.ownWatch} <a href="/help#notices">{w.more}</a>
      </p>
    </section>
  );
}

function Times({ locale, fields, zone, errors }: PreferencesProps) {
  const w = words(locale);
  const hours = Array.from({ length: 24 }, (_, hour) => [String(hour), `${hour}:00`] as const);
  const fault = (field: string) => errorOf(locale, errors[field]);
  return (
    <section class="panel" aria-labelledby="times">
      <h2 id="times">{w.times}</h2>
      <div class="columns">
        <Field
          name="quiet_from"
          label={w.quietFrom}
          type="time"
          value={fields.quiet_from}
          error={fault("quiet_hours")}
          hint={w.quietHint}
        />
        <Field name="quiet_until" label={w.quietUntil} type="time" value={fields.quiet_until} />
        <Choice name="digest_hour" label={w.digestHour} value={fields.digest_hour} options={hours} />
        <Field
          name="time_zone"
          label={w.timeZone}
          value={fields.time_zone}
          error={fault("time_zone")}
          hint={w.zoneHint(zone)}
          maxlength={60}
        />
      </div>
      <p class="soft small">{w.digestHint}</p>
    </section>
  );
}

function Texts({ locale, fields, errors }: PreferencesProps) {
  const w = words(locale);
  return (
    <section class="panel" aria-labelledby="texts">
      <h2 id="texts">{w.texts}</h2>
      <Field
        name="phone"
        label={w.phone}
        value={fields.phone}
        error={errorOf(locale, errors["text.phone"])}
        hint={w.phoneHint}
        autocomplete="tel"
        maxlength={30}
      />
      <Tick name="texts" value="yes" isChosen={fields.texts}>{w.hasTexts}</Tick>
    </section>
  );
}

function errorOf(locale: Locale, code: string | undefined): string | undefined {
  return code === undefined ? undefined : words(locale).errors[code] ?? code;
}
