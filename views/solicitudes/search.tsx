import { Notice } from "../ui/badge.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { CheckTable } from "./checks.tsx";
import { Heading, Live, type LiveProps, type Move, type SolicitudDetail, Summary } from "./detail.tsx";
import { Hits, type HitsProps } from "./hits.tsx";
import type { Check } from "./words.ts";

interface SearchPageProps {
  frame: Frame;
  solicitud: SolicitudDetail;
  moves: readonly Move[];
  refusal?: string;
  live: LiveProps | null;
  sought: {
    tipoPersona: "natural" | "juridica";
    isRecent: boolean;
    place: string | null;
    /** The form with what it looks for, to make it more precise; null for who may not follow. */
    form: string | null;
  };
  hits: HitsProps;
  checks: readonly Check[];
}

/** A search by name: what it looks for, what it shows, and when it was checked. */
export function SearchPage(
  { frame, solicitud, moves, refusal, live, sought, hits, checks }: SearchPageProps,
) {
  return (
    <Layout title={solicitud.alias ?? solicitud.subject} frame={frame} script={live?.script}>
      <p class="small">
        <a href="/solicitudes">← Solicitudes</a>
      </p>
      <Heading solicitud={solicitud} moves={moves} />
      {refusal !== undefined && <Notice tone="bad">{refusal}</Notice>}
      {live && <Live {...live} />}
      <Summary solicitud={solicitud} />
      <Sought {...sought} isTooWide={solicitud.lastCheck?.result === "too_many"} />
      <Hits {...hits} />
      <CheckTable checks={checks} />
    </Layout>
  );
}

function Sought(
  { tipoPersona, isRecent, place, form, isTooWide }: SearchPageProps["sought"] & { isTooWide: boolean },
) {
  return (
    <section class="panel" aria-labelledby="sought">
      <h2 id="sought">Qué se busca</h2>
      <dl class="facts">
        <div>
          <dt>Tipo de persona</dt>
          <dd>{tipoPersona === "natural" ? "Natural" : "Jurídica"}</dd>
        </div>
        <div>
          <dt>Procesos</dt>
          <dd>{isRecent ? "Con actuaciones de los últimos 30 días" : "Todos"}</dd>
        </div>
        <div>
          <dt>Dónde</dt>
          <dd>{place ?? "En todo el país"}</dd>
        </div>
      </dl>
      {isTooWide && form !== null && (
        <p>
          <a class="btn" href={form}>Hacer una búsqueda más precisa</a>
        </p>
      )}
    </section>
  );
}
