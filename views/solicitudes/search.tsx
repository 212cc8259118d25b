import type { Locale } from "../ui/reader.ts";
import { CheckTable } from "./checks.tsx";
import { SolicitudFrame, type SolicitudProps } from "./detail.tsx";
import { hitWords } from "./hit_words.ts";
import { Hits, type HitsProps } from "./hits.tsx";

export interface SearchPageProps extends SolicitudProps {
  sought: {
    tipoPersona: "natural" | "juridica";
    isRecent: boolean;
    place: string | null;
    /** The form with what it looks for, to make it more precise; null for who may not follow. */
    form: string | null;
  };
  hits: HitsProps;
}

/** A search by name: what it looks for, what it shows, and when it was checked. */
export function SearchPage({ sought, hits, ...shared }: SearchPageProps) {
  const { reader } = shared.frame;
  return (
    <SolicitudFrame {...shared}>
      <Sought
        sought={sought}
        isTooWide={shared.trust.lastCheck?.result === "too_many"}
        locale={reader.locale}
      />
      <Hits hits={hits} locale={reader.locale} />
      <CheckTable checks={shared.checks} reader={reader} />
    </SolicitudFrame>
  );
}

interface SoughtProps {
  sought: SearchPageProps["sought"];
  isTooWide: boolean;
  locale: Locale;
}

function Sought({ sought: { tipoPersona, isRecent, place, form }, isTooWide, locale }: SoughtProps) {
  const w = hitWords(locale);
  return (
    <section class="panel" aria-labelledby="sought">
      <h2 id="sought">{w.sought}</h2>
      <dl class="facts">
        <div>
          <dt>{w.person}</dt>
          <dd>{w.persons[tipoPersona]}</dd>
        </div>
        <div>
          <dt>{w.which}</dt>
          <dd>{isRecent ? w.recent : w.all}</dd>
        </div>
        <div>
          <dt>{w.where}</dt>
          <dd>{place ?? w.everywhere}</dd>
        </div>
      </dl>
      {isTooWide && form !== null && (
        <p>
          <a class="btn btn-sm" href={form}>{w.narrower}</a>
        </p>
      )}
    </section>
  );
}
