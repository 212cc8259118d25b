import { Badge } from "../ui/badge.tsx";
import { Day, Instant } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import { Empty } from "../ui/empty.tsx";
import type { Reader } from "../ui/reader.ts";
import { type CaseWords, caseWords } from "./case_words.ts";

export interface ProcesoProps {
  id: string;
  idProceso: string;
  isPrivate: boolean;
  despacho: string | null;
  departamento: string | null;
  ponente: string | null;
  tipo: string | null;
  clase: string | null;
  ubicacion: string | null;
  contenido: string | null;
  filedOn: string | null;
  lastActuacionOn: string | null;
  /** How fresh the portal's own copy is. */
  sourceUpdatedAt: Date | null;
  lastVerifiedAt: Date;
  parties: readonly { role: string; name: string; isEmplazado: boolean }[];
  /** Entries in its docket, and those of them with documents. */
  entries: number;
  documents: number;
}

interface CardsProps {
  procesos: readonly ProcesoProps[];
  /** The one that the docket is narrowed to. */
  chosen: string | null;
  reader: Reader;
}

/** One radicado may have several procesos: all of them are shown, the chosen one open. */
export function ProcesoCards({ procesos, chosen, reader }: CardsProps) {
  const w = caseWords(reader.locale);
  const [only] = procesos;
  return (
    <section class="panel" aria-labelledby="procesos">
      <h2 id="procesos">{w.procesos(Math.max(1, procesos.length))}</h2>
      {only === undefined && <Empty icon="gavel" title={w.noProcesos} advice={w.noProcesosAdvice} />}
      {only !== undefined && procesos.length === 1 && (
        <article class="part">
          <Name proceso={only} words={w} />
          <Facts proceso={only} reader={reader} />
        </article>
      )}
      {procesos.length > 1 && procesos.map((proceso, i) => (
        <article class="part">
          <details class="group" open={chosen === null ? i === 0 : chosen === proceso.id}>
            <summary class="flex list-none items-start gap-2">
              <Icon name="chevron-down" class="mt-0.5 size-4 group-open:rotate-180" />
              <Name proceso={proceso} words={w} />
            </summary>
            <div class="grid gap-3 pt-3">
              <Facts proceso={proceso} reader={reader} />
            </div>
          </details>
        </article>
      ))}
    </section>
  );
}

function Name({ proceso, words }: { proceso: ProcesoProps; words: CaseWords }) {
  return (
    <span class="flex min-w-0 flex-wrap items-center gap-2">
      <h3>{proceso.despacho ?? words.noOffice}</h3>
      {proceso.isPrivate && <Badge tone="quiet" icon="lock">{words.private}</Badge>}
    </span>
  );
}

function Facts({ proceso, reader }: { proceso: ProcesoProps; reader: Reader }) {
  const w = caseWords(reader.locale);
  const { locale } = reader;
  return (
    <>
      {proceso.isPrivate && <p class="soft">{w.privateAdvice}</p>}
      {proceso.parties.length > 0 && <Parties parties={proceso.parties} words={w} />}
      <dl class="facts max-sm:grid-cols-2">
        <Fact name={w.tipo} value={proceso.tipo} />
        <Fact name={w.clase} value={proceso.clase} />
        <Fact name={w.ponente} value={proceso.ponente} />
        <Fact name={w.departamento} value={proceso.departamento} />
        <Fact name={w.ubicacion} value={proceso.ubicacion} />
        <Fact name={w.content} value={proceso.contenido} />
        <Fact name={w.filed} value={proceso.filedOn && <Day day={proceso.filedOn} locale={locale} />} />
        <Fact
          name={w.lastEntry}
          value={proceso.lastActuacionOn && <Day day={proceso.lastActuacionOn} locale={locale} />}
        />
        <Fact
          name={w.documentsLabel}
          value={proceso.documents > 0 ? w.documents(proceso.documents) : null}
        />
        <Fact
          name={w.sourceUpdated}
          value={proceso.sourceUpdatedAt && <Instant at={proceso.sourceUpdatedAt} reader={reader} />}
        />
        <Fact name={w.seen} value={<Instant at={proceso.lastVerifiedAt} reader={reader} />} />
      </dl>
    </>
  );
}

function Fact({ name, value }: { name: string; value: unknown }) {
  if (value === null || value === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Grouped by role, in the portal's order: a crowded case has dozens. */
export function Parties({ parties, words }: Pick<ProcesoProps, "parties"> & { words: CaseWords }) {
  const byRole = [...Map.groupBy(parties, ({ role }) => role)];
  return (
    <dl class="facts" aria-label={words.parties}>
      {byRole.map(([role, group]) => (
        <div>
          <dt lang="es">{role}</dt>
          {group.map(({ name, isEmplazado }) => (
            <dd class="font-medium">
              {name}
              {isEmplazado && <span class="soft small font-normal">{` (${words.emplazado})`}</span>}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}
