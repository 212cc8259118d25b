import { Badge, Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { CheckTable } from "./checks.tsx";
import { Docket, type DocketEntry } from "./docket.tsx";
import { ProcesoCards, type ProcesoProps } from "./procesos.tsx";
import { type RadicadoPart, RadicadoParts } from "./radicado_parts.tsx";
import {
  type Check,
  type Frequency,
  frequencyLabel,
  resultOf,
  sourceLabel,
  STATUS,
  type Status,
} from "./words.ts";

/** What a person may do with it now. */
export type Move = "execute" | "pause" | "resume";

export interface SolicitudDetail {
  id: string;
  /** The radicado with hyphens, or the name that a search looks for. */
  subject: string;
  parts: readonly RadicadoPart[];
  alias: string | null;
  status: Status;
  frequency: Frequency;
  lastCheck: Check | null;
  nextCheckAt: Date | null;
  createdAt: Date;
}

export interface LiveProps {
  script: string;
  events: string;
  since: Date;
}

export interface DetailProps {
  frame: Frame;
  solicitud: SolicitudDetail;
  moves: readonly Move[];
  /** Why the last move failed. */
  refusal?: string;
  /** Script and address of the live progress, and when this page was made; null while nothing is awaited. */
  live: LiveProps | null;
  procesos: readonly ProcesoProps[];
  docket: { entries: readonly DocketEntry[]; isFirstPage: boolean; nextPage: string | null };
  checks: readonly Check[];
}

export function SolicitudPage(props: DetailProps) {
  const { frame, solicitud, moves, refusal, live, procesos, docket, checks } = props;
  return (
    <Layout title={solicitud.alias ?? solicitud.subject} frame={frame} script={live?.script}>
      <p class="small">
        <a href="/solicitudes">← Solicitudes</a>
      </p>
      <Heading solicitud={solicitud} moves={moves} />
      {refusal !== undefined && <Notice tone="bad">{refusal}</Notice>}
      {live && <Live {...live} />}
      <Summary solicitud={solicitud} />
      <ProcesoCards procesos={procesos} />
      <Docket
        {...docket}
        firstPage={`/solicitudes/${solicitud.id}#actuaciones`}
        showsDespacho={procesos.length > 1}
      />
      <CheckTable checks={checks} />
    </Layout>
  );
}

export function Heading({ solicitud, moves }: { solicitud: SolicitudDetail; moves: readonly Move[] }) {
  const { id, subject, alias, status, parts } = solicitud;
  return (
    <div class="title">
      <div class="head">
        <h1 class="number">{alias ?? subject}</h1>
        {moves.map((move) => <MoveButton key={move} id={id} move={move} />)}
      </div>
      <p class="acts">
        <Badge tone={STATUS[status].tone}>{STATUS[status].label}</Badge>
        {alias !== null && <span class="number soft">{subject}</span>}
      </p>
      {parts.length > 0 && <RadicadoParts parts={parts} />}
    </div>
  );
}

const MOVES: Readonly<Record<Move, string>> = {
  execute: "Verificar ahora",
  pause: "Pausar",
  resume: "Reanudar",
};

function MoveButton({ id, move }: { id: string; move: Move }) {
  return (
    <form method="post" action={`/solicitudes/${id}/${move}`}>
      <button class={move === "pause" ? "btn" : "btn btn-primary"} type="submit">{MOVES[move]}</button>
    </form>
  );
}

/** When the next check is, where no date says it. */
const NO_DATE: Readonly<Record<Status, string>> = {
  pending: "En cola",
  processing: "En curso",
  completed: "No se repite",
  failed: "No se repite",
  paused: "En pausa",
  held: "Cuando haya cupo",
};

/** The script writes each step into the status line. */
export function Live({ events, since }: LiveProps) {
  return (
    <section class="panel" aria-label="Verificación en curso">
      <p role="status" data-progress={events} data-since={since.toISOString()}>
        La verificación está en cola.
      </p>
      <progress aria-label="Avance de la verificación" data-progress-bar></progress>
      <noscript>
        <p class="soft small">Recargue la página para ver el avance.</p>
      </noscript>
    </section>
  );
}

export function Summary({ solicitud }: { solicitud: SolicitudDetail }) {
  const { status, lastCheck, nextCheckAt, frequency, createdAt } = solicitud;
  const { text, tone } = lastCheck
    ? resultOf(lastCheck)
    : { text: "Aún no se ha verificado", tone: "info" as const };
  return (
    <section class="panel" aria-labelledby="last">
      <h2 id="last">Última verificación</h2>
      <Notice tone={tone === "bad" ? "warn" : tone}>
        <p>
          <strong>{text}</strong>
        </p>
        {lastCheck && (
          <p class="small soft">
            <Instant at={lastCheck.finishedAt ?? lastCheck.startedAt} /> · {sourceLabel(lastCheck.source)}
          </p>
        )}
      </Notice>
      <dl class="facts">
        <div>
          <dt>Próxima verificación</dt>
          <dd>{nextCheckAt ? <Instant at={nextCheckAt} /> : NO_DATE[status]}</dd>
        </div>
        <div>
          <dt>Frecuencia</dt>
          <dd>{frequencyLabel(frequency)}</dd>
        </div>
        <div>
          <dt>En seguimiento desde</dt>
          <dd>
            <Instant at={createdAt} />
          </dd>
        </div>
      </dl>
    </section>
  );
}
