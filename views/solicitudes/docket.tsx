import { Badge } from "../ui/badge.tsx";
import { Day, formatDay } from "../ui/dates.tsx";

export interface DocketEntry {
  id: string;
  actuacion: string;
  anotacion: string | null;
  despacho: string | null;
  /** Court dates, `YYYY-MM-DD`. */
  filedOn: string;
  registeredOn: string | null;
  termStartsOn: string | null;
  termEndsOn: string | null;
  hasDocuments: boolean;
  isNew: boolean;
}

interface DocketProps {
  entries: readonly DocketEntry[];
  isFirstPage: boolean;
  firstPage: string;
  /** Null on the last page. */
  nextPage: string | null;
  showsDespacho: boolean;
}

export function Docket({ entries, isFirstPage, firstPage, nextPage, showsDespacho }: DocketProps) {
  if (entries.length === 0 && isFirstPage) return null;
  return (
    <section class="panel" id="actuaciones" aria-labelledby="docket">
      <h2 id="docket">Actuaciones</h2>
      <ol class="docket">
        {entries.map((entry) => <Entry key={entry.id} entry={entry} showsDespacho={showsDespacho} />)}
      </ol>
      {(!isFirstPage || nextPage !== null) && (
        <nav class="head" aria-label="Páginas de actuaciones">
          <span>{!isFirstPage && <a href={firstPage}>Volver a las más recientes</a>}</span>
          {nextPage !== null && <a class="btn" href={nextPage}>Ver anteriores</a>}
        </nav>
      )}
    </section>
  );
}

function Entry({ entry, showsDespacho }: { entry: DocketEntry; showsDespacho: boolean }) {
  const term = termText(entry);
  return (
    <li>
      <span class="soft number">
        <Day day={entry.filedOn} />
      </span>
      <div>
        <p class="acts">
          <strong>{entry.actuacion}</strong>
          {entry.isNew && <Badge tone="good">Nueva</Badge>}
          {entry.hasDocuments && <Badge tone="info">Con documentos</Badge>}
        </p>
        {entry.anotacion !== null && <p>{entry.anotacion}</p>}
        {term !== null && <p class="small">{term}</p>}
        <p class="soft small">
          {showsDespacho && entry.despacho !== null && `${entry.despacho} · `}
          {entry.registeredOn !== null && `Registrada el ${formatDay(entry.registeredOn)}`}
        </p>
      </div>
    </li>
  );
}

function termText({ termStartsOn, termEndsOn }: DocketEntry): string | null {
  if (termStartsOn === null && termEndsOn === null) return null;
  if (termStartsOn === null) return `Término hasta el ${formatDay(termEndsOn ?? "")}`;
  if (termStartsOn === termEndsOn) return `Término: ${formatDay(termStartsOn)}`;
  if (termEndsOn === null) return `Término desde el ${formatDay(termStartsOn)}`;
  return `Término: ${formatDay(termStartsOn)} a ${formatDay(termEndsOn)}`;
}
