import { describedBy, Field, Remarks } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { NEW_PATH, NewHead } from "./new_tabs.tsx";
import { type NewWords, newWords } from "./new_words.ts";
import { QuotaNotice, QuotaPanel, type QuotaProps } from "./quota_panel.tsx";
import { Reading, READING_ID, type ReadingProps } from "./reading.tsx";
import { WatchFields, type WatchTyped } from "./watch_fields.tsx";

export interface NewTyped extends WatchTyped {
  radicado: string;
  alias: string;
}

interface NewPageProps {
  frame: Frame;
  typed: NewTyped;
  reading: ReadingProps;
  quota: QuotaProps;
  radicadoError?: string;
  /** Why it was not registered, and where to go on. */
  refusal?: RefusalProps;
}

/** To begin following a radicado: it is explained while it is typed, and nothing is registered by surprise. */
export function NewPage({ frame, typed, reading, quota, radicadoError, refusal }: NewPageProps) {
  const { locale } = frame.reader;
  const w = newWords(locale);
  return (
    <Layout title={w.one.title} frame={frame}>
      <NewHead frame={frame} title={w.one.title} lead={w.one.lead} current="one" />
      {refusal ? <RefusalNotice {...refusal} /> : <QuotaNotice locale={locale} {...quota} />}
      <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <form class="panel gap-6" method="post" action={NEW_PATH}>
          <RadicadoField value={typed.radicado} error={radicadoError} words={w} />
          <Reading locale={locale} reading={reading} />
          <Field
            name="alias"
            label={w.one.alias}
            value={typed.alias}
            hint={w.one.aliasHint}
            autocomplete="off"
            maxlength={200}
          />
          <WatchFields locale={locale} frequency={typed.frequency} notice={typed.notice} />
          <div class="acts border-t border-base-300 pt-4">
            <button class="btn btn-primary" type="submit">{w.one.submit}</button>
          </div>
        </form>
        <aside class="flow">
          <QuotaPanel locale={locale} {...quota} />
          <NextSteps words={w} />
        </aside>
      </div>
    </Layout>
  );
}

/** A list that is pasted is longer than a radicado. */
const MOST_CHARACTERS = 6_000;

function RadicadoField({ value, error, words: w }: { value: string; error?: string; words: NewWords }) {
  const hint = w.one.hint;
  return (
    <div class="field">
      <label for="radicado">{w.one.field}</label>
      <div class="grid gap-2 sm:flex">
        <input
          id="radicado"
          name="radicado"
          class="input input-lg number min-w-0 flex-1 max-sm:px-2 max-sm:text-sm"
          type="text"
          inputmode="text"
          value={value}
          placeholder="11001-40-03-082-2017-99999-00"
          autocomplete="off"
          spellcheck={false}
          maxlength={MOST_CHARACTERS}
          required
          {...describedBy("radicado", { hint, error })}
          hx-get={NEW_PATH}
          hx-trigger="input changed delay:200ms"
          hx-target={`#${READING_ID}`}
          hx-select={`#${READING_ID}`}
          hx-swap="outerMorph"
          hx-sync="this:replace"
        />
        <button class="btn btn-lg text-base" type="submit" formmethod="get" formnovalidate>
          <Icon name="eye" />
          {w.one.review}
        </button>
      </div>
      <Remarks id="radicado" hint={hint} error={error} />
    </div>
  );
}

function NextSteps({ words: { next } }: { words: NewWords }) {
  return (
    <section class="panel" aria-labelledby="next">
      <h2 id="next">{next.title}</h2>
      <ol class="grid gap-3">
        {next.steps.map((step, i) => (
          <li class="flex gap-3 text-sm">
            <span class="number grid size-6 flex-none place-items-center rounded-full bg-primary/10 text-xs font-semibold text-primary">
              {i + 1}
            </span>
            <span class="soft">{step}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
