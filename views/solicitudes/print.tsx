import { Day, Instant } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import type { Reader } from "../ui/reader.ts";
import { type CaseWords, caseWords } from "./case_words.ts";
import type { CheckRow } from "./checks.tsx";
import type { EntryProps } from "./entry.tsx";
import { Parties, type ProcesoProps } from "./procesos.tsx";
import { type Check, resultOf, sourceLabel, type Status, statusWords } from "./words.ts";

export interface CasePrintProps {
  frame: Frame;
  script: string;
  id: string;
  title: string;
  radicado: string;
  status: Status;
  lastCheck: Check | null;
  procesos: readonly ProcesoProps[];
  entries: readonly EntryProps[];
  /** The docket has more than the document shows. */
  isPart: boolean;
  checks: readonly CheckRow[];
  printedAt: Date;
}

/** The case as one document, for paper: whose, which, who, what the court wrote, and how LEXIA knows. */
export function CasePrint(props: CasePrintProps) {
  const { frame, script, id, title, radicado, status, lastCheck, procesos, entries, isPart, checks } = props;
  const { reader } = frame;
  const w = caseWords(reader.locale);
  return (
    <Layout title={`${w.printTitle}: ${title}`} frame={frame} script={script}>
      <div class="acts no-print">
        <a class="btn btn-sm" href={`/solicitudes/${id}`}>
          <Icon name="arrow-left" />
          {w.back}
        </a>
        <button class="btn btn-primary btn-sm" type="button" data-print hidden>
          <Icon name="printer" />
          {w.printNow}
        </button>
      </div>
      <article class="case panel">
        <header class="grid gap-1">
          <p class="font-semibold">{frame.organization}</p>
          <h1>{title}</h1>
          <p class="number">{radicado}</p>
          <p class="soft small">
            {w.status}: {statusWords(status, reader.locale).label} · {w.printedBy} {frame.person?.name}{" "}
            {w.printedOn} <Instant at={props.printedAt} reader={reader} />
          </p>
        </header>
        <section aria-labelledby="case-trust">
          <h2 id="case-trust">{w.trust}</h2>
          <p>{lastCheck === null ? w.never : resultOf(lastCheck, reader).text}</p>
          {lastCheck && (
            <p class="small">
              <Instant at={lastCheck.finishedAt ?? lastCheck.startedAt} reader={reader} /> ·{" "}
              {sourceLabel(lastCheck.source, reader.locale)}
            </p>
          )}
        </section>
        {procesos.map((proceso) => <Proceso proceso={proceso} words={w} reader={reader} />)}
        {entries.length > 0 && <Timeline entries={entries} words={w} reader={reader} />}
        {isPart && <p class="small">{w.printPart(entries.length)}</p>}
        {checks.length > 0 && <Evidence checks={checks} words={w} reader={reader} />}
      </article>
    </Layout>
  );
}

interface PartProps {
  words: CaseWords;
  reader: Reader;
}

function Proceso({ proceso, words: w, reader }: PartProps & { proceso: ProcesoProps }) {
  const facts = [
    [w.clase, proceso.clase],
    [w.ponente, proceso.ponente],
    [w.ubicacion, proceso.ubicacion],
    [w.departamento, proceso.departamento],
  ].filter(([, value]) => value !== null && value !== "");
  return (
    <section aria-label={proceso.despacho ?? w.noOffice}>
      <h2>{proceso.despacho ?? w.noOffice}</h2>
      {proceso.isPrivate && <p>{w.privateAdvice}</p>}
      <Parties parties={proceso.parties} words={w} />
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {proceso.filedOn && (
          <div>
            <dt>{w.filed}</dt>
            <dd>
              <Day day={proceso.filedOn} locale={reader.locale} />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function Timeline({ entries, words: w, reader: { locale } }: PartProps & { entries: readonly EntryProps[] }) {
  return (
    <section aria-labelledby="case-docket">
      <h2 id="case-docket">{w.docket}</h2>
      <ol class="docket">
        {entries.map(({ filedOn, actuacion, anotacion, grouped, term, despacho }) => (
          <li>
            <div class="number small">
              <Day day={filedOn} locale={locale} />
            </div>
            <div>
              <p>
                <strong lang="es">{actuacion}</strong>
                {despacho !== null && <span class="soft small">{` · ${despacho}`}</span>}
              </p>
              {anotacion !== null && <p class="small" lang="es">{anotacion}</p>}
              {grouped.map((one) => (
                <p class="small">
                  {one.actuacion}, <Day day={one.filedOn} locale={locale} />
                </p>
              ))}
              {term !== null && term.endsOn !== null && (
                <p class="small">
                  {w.term} {w.termUntil} <Day day={term.endsOn} locale={locale} />
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Evidence({ checks, words: w, reader }: PartProps & { checks: readonly CheckRow[] }) {
  return (
    <section aria-labelledby="case-checks">
      <h2 id="case-checks">{w.checks}</h2>
      <ol class="rows small">
        {checks.map((check) => (
          <li>
            <p>
              <Instant at={check.finishedAt ?? check.startedAt} reader={reader} /> ·{" "}
              {resultOf(check, reader).text}
              {check.evidence !== null && (
                <>
                  <br />
                  <code class="break-all">SHA-256 {check.evidence}</code>
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
      <p class="soft small">{w.proofIs}</p>
    </section>
  );
}
