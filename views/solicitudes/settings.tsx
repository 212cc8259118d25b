import { Notice } from "../ui/badge.tsx";
import { Choice, Field, Tick } from "../ui/field.tsx";
import type { Locale } from "../ui/reader.ts";
import { Sure } from "../ui/sure.tsx";
import { type CaseWords, caseWords, type SettingsValues } from "./case_words.ts";
import { frequencyChoices, frequencyLabel } from "./words.ts";

export interface SettingsProps {
  id: string;
  subject: string;
  now: SettingsValues;
  /** What the form begins with: other than `now` where it was refused. Null for who may not change it. */
  form: { values: SettingsValues; version: number } | null;
  error?: { alias?: string; conflict?: boolean };
  isSaved: boolean;
  mayDelete: boolean;
  /** For the deletion. */
  version: number;
}

/** How it is called, how often it runs and what it tells: shown to all, changed in place by who may. */
export function Settings({ settings, locale }: { settings: SettingsProps; locale: Locale }) {
  const { id, subject, now, form, error, isSaved, mayDelete, version } = settings;
  const w = caseWords(locale);
  return (
    <section class="panel no-print" id="settings" aria-labelledby="settings-title">
      <h2 id="settings-title">{w.settings}</h2>
      {isSaved && <Notice tone="good">{w.saved}</Notice>}
      {error?.conflict && <Notice tone="bad">{w.conflict}</Notice>}
      <Facts now={now} words={w} locale={locale} />
      {form !== null && (
        <details open={error !== undefined}>
          <summary class="btn btn-sm">{w.change}</summary>
          <Form id={id} form={form} error={error} words={w} locale={locale} />
        </details>
      )}
      {mayDelete && (
        <Sure
          action={`/solicitudes/${id}/delete`}
          label={w.delete}
          about={subject}
          question={w.deleteQuestion}
          answer={w.deleteAnswer}
        >
          <input type="hidden" name="version" value={version} />
        </Sure>
      )}
    </section>
  );
}

function Facts({ now, words: w, locale }: { now: SettingsValues; words: CaseWords; locale: Locale }) {
  const told = now.email ? w.whens[now.when] : w.noEmail;
  const rows = [
    [w.alias, now.alias === "" ? w.noAlias : now.alias],
    [w.frequency, frequencyLabel(now.frequency, locale)],
    [w.runOn, w.runOns[now.runOn]],
    [w.notices, now.muted ? w.isMuted : told],
  ];
  return (
    <dl class="facts max-sm:grid-cols-2">
      {rows.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface FormProps extends Pick<SettingsProps, "id" | "error"> {
  form: { values: SettingsValues; version: number };
  words: CaseWords;
  locale: Locale;
}

function Form({ id, form: { values, version }, error, words: w, locale }: FormProps) {
  return (
    <form class="form pt-4" method="post" action={`/solicitudes/${id}/settings#settings`}>
      <input type="hidden" name="version" value={version} />
      <Field name="alias" label={w.alias} value={values.alias} maxlength={200} error={error?.alias} />
      <Choice
        name="frequency"
        label={w.frequency}
        value={values.frequency}
        options={frequencyChoices(locale)}
      />
      <Choice name="run_on" label={w.runOn} value={values.runOn} options={Object.entries(w.runOns)} />
      <Choice name="when" label={w.whenTell} value={values.when} options={Object.entries(w.whens)} />
      <Tick name="email" value="yes" isChosen={values.email}>{w.email}</Tick>
      <Tick name="muted" value="yes" isChosen={values.muted}>{w.muted}</Tick>
      <button class="btn btn-primary btn-sm" type="submit">{w.save}</button>
    </form>
  );
}
