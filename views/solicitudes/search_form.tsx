import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { NewHead, SEARCH_PATH } from "./new_tabs.tsx";
import { QuotaNotice, QuotaPanel, type QuotaProps } from "./quota_panel.tsx";
import { RadioCards } from "./radio_cards.tsx";
import { Place, type PlaceProps } from "./search_place.tsx";
import { searchWords } from "./search_words.ts";
import { WatchFields, type WatchTyped } from "./watch_fields.tsx";

/** What was typed so far. */
export interface SearchTyped extends WatchTyped {
  nombre: string;
  tipoPersona: string;
  isRecent: boolean;
  alias: string;
}

export interface SearchFormProps {
  frame: Frame;
  typed: SearchTyped;
  place: PlaceProps;
  quota: QuotaProps;
  nombreError?: string;
  refusal?: RefusalProps;
}

/** One form: its buttons narrow the place step by step, or register the search. Nothing of it needs a script. */
export function SearchForm({ frame, typed, place, quota, nombreError, refusal }: SearchFormProps) {
  const { reader } = frame;
  const { locale } = reader;
  const w = searchWords(locale);
  return (
    <Layout title={w.title} frame={frame}>
      <NewHead frame={frame} title={w.title} lead={w.lead} current="name" />
      {refusal ? <RefusalNotice {...refusal} /> : <QuotaNotice locale={locale} {...quota} />}
      <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <form class="panel gap-6" method="post" action={SEARCH_PATH}>
          <Field
            name="nombre"
            label={w.nombre}
            value={typed.nombre}
            error={nombreError}
            hint={w.nombreHint}
            autocomplete="off"
            maxlength={200}
            required
          />
          <RadioCards
            name="tipo_persona"
            legend={w.persona}
            value={typed.tipoPersona === "juridica" ? "juridica" : "natural"}
            options={[{ value: "natural", ...w.personas.natural }, {
              value: "juridica",
              ...w.personas.juridica,
            }]}
          />
          <RadioCards
            name="solo_recientes"
            legend={w.period}
            value={typed.isRecent ? "true" : "false"}
            options={[{ value: "false", ...w.periods.all }, { value: "true", ...w.periods.recent }]}
          />
          <Place {...place} reader={reader} />
          <Field name="alias" label={w.alias} value={typed.alias} autocomplete="off" maxlength={200} />
          <WatchFields locale={locale} frequency={typed.frequency} notice={typed.notice} />
          <div class="acts border-t border-base-300 pt-4">
            <button class="btn btn-primary" type="submit">{w.submit}</button>
          </div>
        </form>
        <QuotaPanel locale={locale} {...quota} />
      </div>
    </Layout>
  );
}
