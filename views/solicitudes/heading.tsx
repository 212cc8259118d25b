import { Badge } from "../ui/badge.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import { PageHead } from "../ui/page_head.tsx";
import type { Locale } from "../ui/reader.ts";
import { type CaseWords, caseWords } from "./case_words.ts";
import { type RadicadoPart, RadicadoParts } from "./radicado_parts.tsx";
import { type Status, statusWords } from "./words.ts";

/** What a person may do with it now. */
export type Move = "execute" | "pause" | "resume";

export interface HeadingProps {
  id: string;
  /** The alias, the parties, the radicado or the name that is sought. */
  title: string;
  /** The radicado with hyphens, or the name, where the title is another. */
  subject: string;
  /** Null of a search by name. */
  radicado: string | null;
  parts: readonly RadicadoPart[];
  status: Status;
  moves: readonly Move[];
  /** Addresses of files by format; empty of a search, whose hits have their own. */
  exports: readonly { format: keyof CaseWords["exports"]; href: string }[];
}

/** Which solicitud it is, how it stands, and what can be done with it. */
export function Heading({ heading, locale }: { heading: HeadingProps; locale: Locale }) {
  const { id, title, parts, moves, exports } = heading;
  const w = caseWords(locale);
  return (
    <div class="grid gap-2">
      <PageHead
        title={title}
        back={{ href: "/solicitudes", label: w.list }}
        below={<State heading={heading} words={w} locale={locale} />}
      >
        {exports.length > 0 && <ExportMenu id={id} exports={exports} words={w} />}
        {moves.map((move) => <MoveButton id={id} move={move} label={w.moves[move]} />)}
      </PageHead>
      {parts.length > 0 && <RadicadoParts parts={parts} locale={locale} />}
    </div>
  );
}

interface StateProps {
  heading: HeadingProps;
  words: CaseWords;
  locale: Locale;
}

function State({ heading: { title, subject, radicado, status }, words: w, locale }: StateProps) {
  const { label, tone } = statusWords(status, locale);
  return (
    <div class="acts gap-y-1">
      <Badge tone={tone}>{label}</Badge>
      {subject !== title && <span class="number soft">{subject}</span>}
      {radicado !== null && (
        <button
          class="btn btn-ghost btn-xs btn-square"
          type="button"
          data-copy={radicado}
          data-copied={w.copied}
          title={w.copy}
          aria-label={w.copy}
          hidden
        >
          <Icon name="copy" />
        </button>
      )}
      <span class="soft small" role="status" data-copy-said></span>
    </div>
  );
}

const MOVE_ICONS: Readonly<Record<Move, IconName>> = {
  execute: "refresh-cw",
  pause: "pause",
  resume: "play",
};

function MoveButton({ id, move, label }: { id: string; move: Move; label: string }) {
  return (
    <form method="post" action={`/solicitudes/${id}/${move}`}>
      <button class={move === "pause" ? "btn btn-sm" : "btn btn-primary btn-sm"} type="submit">
        <Icon name={MOVE_ICONS[move]} />
        {label}
      </button>
    </form>
  );
}

function ExportMenu({ id, exports, words }: Pick<HeadingProps, "id" | "exports"> & { words: CaseWords }) {
  return (
    <>
      <button class="btn btn-sm" type="button" popovertarget="export-menu">
        <Icon name="download" />
        {words.export}
        <Icon name="chevron-down" class="size-3.5" />
      </button>
      <div id="export-menu" popover="auto" class="menu-sheet">
        <ul class="menu w-full p-0">
          {exports.map(({ format, href }) => (
            <li>
              <a href={href} download>
                <Icon name={format === "xlsx" || format === "csv" ? "file-spreadsheet" : "file-down"} />
                {words.exports[format]}
              </a>
            </li>
          ))}
          <li>
            <a href={`/solicitudes/${id}/print`}>
              <Icon name="printer" />
              {words.print}
            </a>
          </li>
        </ul>
      </div>
    </>
  );
}
