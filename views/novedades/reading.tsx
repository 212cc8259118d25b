/** One novedad with all that belongs to it: what happened, when, how LEXIA knows, and what is done about it. */
import { novedadKindName } from "../email/novedad_words.ts";
import { Badge } from "../ui/badge.tsx";
import { Day, formatCount, Instant } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Frame } from "../ui/frame.ts";
import type { Reader } from "../ui/reader.ts";
import { partiesText } from "./case_name.ts";
import { Changes, EntryFacts } from "./entry.tsx";
import { type InboxFilter, inboxPath, type NovedadProps, type ProofProps } from "./shapes.ts";
import { type NovedadWords, novedadWords, TONES } from "./words.ts";
import { Work, type WorkProps } from "./work.tsx";

export interface ReadingProps {
  frame: Frame;
  filter: InboxFilter;
  cursor: string | null;
  now: Date;
  title: string;
  novedad: NovedadProps;
  /** What may be done with it, and what was refused of it. */
  work: Pick<WorkProps, "mayWork" | "members" | "me" | "note" | "errors" | "mostNotes">;
}

export function Reading({ frame: { reader }, filter, cursor, title, novedad, work }: ReadingProps) {
  const w = novedadWords(reader.locale);
  return (
    <article class="panel gap-5" data-novedad={novedad.id} data-read={novedad.isRead ? "yes" : undefined}>
      <a class="soft small flex items-center gap-1 lg:hidden" href={inboxPath(filter, { cursor })}>
        <Icon name="arrow-left" class="size-3.5" />
        {w.back}
      </a>
      <Head title={title} novedad={novedad} reader={reader} w={w} />
      <Acts filter={filter} cursor={cursor} novedad={novedad} mayWork={work.mayWork} w={w} />
      <What novedad={novedad} reader={reader} w={w} />
      <Case novedad={novedad} w={w} />
      <Work
        {...work}
        novedad={novedad}
        reader={reader}
        w={w}
        pathOf={(act) =>
          inboxPath(filter, { id: novedad.id, act, cursor })}
      />
      <Proof proof={novedad.proof} reader={reader} w={w} />
    </article>
  );
}

interface PartProps {
  novedad: NovedadProps;
  w: NovedadWords;
}

function Head({ title, novedad, reader, w }: PartProps & { title: string; reader: Reader }) {
  const { severity, kind, act, isLate, isRead, detectedAt } = novedad;
  return (
    <header class="grid gap-2">
      <p class="flex flex-wrap items-center gap-2">
        <Badge tone={TONES[severity]} icon={severity === "high" ? "siren" : undefined}>
          {w.urgency[severity]}
        </Badge>
        {act !== null && <Badge tone="quiet">{novedadKindName(kind, reader.locale)}</Badge>}
        {isLate && (
          <span title={w.lateHint}>
            <Badge tone="warn">{w.late}</Badge>
          </span>
        )}
        {!isRead && (
          <span data-fresh-badge>
            <Badge tone="info">{w.isUnread}</Badge>
          </span>
        )}
      </p>
      <h2 class="text-xl">{title}</h2>
      <p class="soft small">
        {w.found} <Instant at={detectedAt} reader={reader} />
        {isLate && `. ${w.lateHint}`}
      </p>
    </header>
  );
}

function Acts({ filter, cursor, novedad, mayWork, w }: PartProps & {
  filter: InboxFilter;
  cursor: string | null;
  mayWork: boolean;
}) {
  const { id, isRead, acknowledgedBy, actuacionId, case: { solicitudId } } = novedad;
  const pathOf = (act: string) => inboxPath(filter, { id, act, cursor });
  return (
    <div class="acts no-print">
      {mayWork && acknowledgedBy === null && (
        <form method="post" action={pathOf("acknowledge")} data-key="e">
          <button class="btn btn-primary btn-sm" type="submit" aria-keyshortcuts="e">
            <Icon name="check-check" />
            {w.acknowledge}
          </button>
        </form>
      )}
      <form method="post" action={pathOf(isRead ? "unread" : "read")} data-key="u">
        <button class="btn btn-sm" type="submit" aria-keyshortcuts="u">
          <Icon name={isRead ? "mail" : "check"} />
          {isRead ? w.markUnread : w.markRead}
        </button>
      </form>
      {solicitudId !== null && (
        <a
          class="btn btn-sm"
          href={`/solicitudes/${solicitudId}${actuacionId === null ? "" : `#actuacion-${actuacionId}`}`}
        >
          <Icon name="folder-open" />
          {w.openCase}
        </a>
      )}
    </div>
  );
}

function What({ novedad, reader, w }: PartProps & { reader: Reader }) {
  const { entry, changes, grouped } = novedad;
  return (
    <>
      {entry && <EntryFacts entry={entry} reader={reader} />}
      {changes.length > 0 && <Changes changes={changes} reader={reader} />}
      {grouped.length > 0 && (
        <section class="grid gap-2" aria-labelledby="grouped">
          <h3 id="grouped">{w.grouped}</h3>
          <ul class="grid gap-3">
            {grouped.map(({ id, entry }) => (
              <li class="grid gap-1 border-l-4 border-base-300 pl-3" id={`novedad-${id}`}>
                <p class="font-medium" lang="es">{entry.actuacion}</p>
                {entry.anotacion !== null && <p class="text-sm" lang="es">{entry.anotacion}</p>}
                {entry.filedOn !== null && (
                  <p class="soft small">
                    <Day day={entry.filedOn} locale={reader.locale} />
                  </p>
                )}
              </li>
            ))}
          </ul>
          <p class="soft small">{w.groupedHint}</p>
        </section>
      )}
    </>
  );
}

function Case({ novedad: { case: about }, w }: PartProps) {
  const { solicitudId, radicado, alias, despacho } = about;
  const parties = partiesText(about.parties, w);
  return (
    <section class="grid gap-1 border-t border-base-300 pt-4" aria-labelledby="case">
      <h3 id="case">{w.caseTitle}</h3>
      {alias !== null && <p class="font-medium">{alias}</p>}
      {parties !== null && <p>{parties}</p>}
      <p class="number">
        {solicitudId === null ? radicado : <a href={`/solicitudes/${solicitudId}`}>{radicado}</a>}
      </p>
      {despacho !== null && <p class="soft small">{despacho}</p>}
    </section>
  );
}

interface ProofPartProps {
  proof: ProofProps | null;
  reader: Reader;
  w: NovedadWords;
}

function Proof({ proof, reader, w }: ProofPartProps) {
  const seconds = (ms: number) =>
    w.seconds((ms / 1000).toLocaleString(reader.locale, { maximumFractionDigits: 1 }));
  return (
    <section class="grid gap-3 border-t border-base-300 pt-4" aria-labelledby="proof">
      <h3 id="proof" class="flex items-center gap-2">
        <Icon name="shield-check" class="size-4 text-success" />
        {w.proof}
      </h3>
      {proof === null ? <p class="soft">{w.proofGone}</p> : (
        <dl class="facts text-sm">
          <div>
            <dt>{w.checkedAt}</dt>
            <dd>
              <Instant at={proof.at} reader={reader} />
            </dd>
          </div>
          <div>
            <dt>{w.source}</dt>
            <dd>{w.sources[proof.source] ?? proof.source}</dd>
          </div>
          {proof.durationMs !== null && (
            <div>
              <dt>{w.lasted}</dt>
              <dd>{seconds(proof.durationMs)}</dd>
            </div>
          )}
          <div>
            <dt>{w.calls}</dt>
            <dd>{formatCount(proof.portalCalls, reader.locale)}</dd>
          </div>
          {proof.evidence !== null && (
            <div class="col-span-full">
              <dt>{w.evidence}</dt>
              <dd>
                <code class="text-xs">{proof.evidence}</code>
              </dd>
            </div>
          )}
        </dl>
      )}
    </section>
  );
}
