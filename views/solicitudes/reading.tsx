/** A radicado while it is typed: what each part says, and what is wrong with it. */
import type { Tone } from "../ui/badge.tsx";
import { Day } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import type { Locale } from "../ui/reader.ts";
import { problemText, type RadicadoProblem, type ReadingWords, readingWords } from "./reading_words.ts";
import { ReadingList, type ReadingListProps } from "./reading_list.tsx";

export interface ReadingPart {
  name: string;
  digits: string;
  /** Null where LEXIA does not know. */
  meaning: string | null;
}

export interface ReadingOne {
  parts: readonly ReadingPart[];
  /** Null: it is a radicado. */
  problem: RadicadoProblem | null;
  warnings: readonly { segment: string; code: string }[];
}

export interface FollowedProps {
  href: string;
  alias: string | null;
  /** Null: the reader. */
  ownerName: string | null;
  /** The day, by the reader's clock. */
  since: string;
}

export type ReadingProps =
  | { kind: "empty" }
  | { kind: "one"; one: ReadingOne; followed: readonly FollowedProps[] }
  | ({ kind: "many" } & ReadingListProps);

export const READING_ID = "reading";

/** Drawn anew with each key; the sentence in it is read out. */
export function Reading({ locale, reading }: { locale: Locale; reading: ReadingProps }) {
  const w = readingWords(locale);
  return (
    <section class="grid gap-4" id={READING_ID} aria-label={w.label}>
      {reading.kind === "empty" && <Example words={w} />}
      {reading.kind === "one" && (
        <>
          <Parts
            parts={reading.one.parts}
            words={w}
            warned={reading.one.warnings}
            wrong={wrongPart(reading.one)}
          />
          <Verdict problem={reading.one.problem} warnings={reading.one.warnings} words={w} locale={locale} />
          <FollowedBy followed={reading.followed} words={w} locale={locale} />
        </>
      )}
      {reading.kind === "many" && <ReadingList {...reading} words={w} locale={locale} />}
    </section>
  );
}

/** Numbers that are nobody's. */
const EXAMPLE: readonly ReadingPart[] = [
  { name: "departamento", digits: "11", meaning: "Bogotá D.C." },
  { name: "municipio", digits: "001", meaning: "Bogotá D.C." },
  { name: "entidad", digits: "40", meaning: "Juzgado Municipal" },
  { name: "especialidad", digits: "03", meaning: "Civil" },
  { name: "despacho", digits: "082", meaning: null },
  { name: "ano", digits: "2017", meaning: null },
  { name: "consecutivo", digits: "99999", meaning: null },
  { name: "recurso", digits: "00", meaning: "Primera instancia" },
];

function Example({ words: w }: { words: ReadingWords }) {
  return (
    <div class="grid gap-3">
      <p class="soft small" role="status">{w.empty}</p>
      <div class="grid gap-2 rounded-box border border-dashed border-base-300 p-3">
        <p class="soft small">{w.example}</p>
        <Parts parts={EXAMPLE} words={w} warned={[]} />
      </div>
    </div>
  );
}

const NAMES = [
  "departamento",
  "municipio",
  "entidad",
  "especialidad",
  "despacho",
  "ano",
  "consecutivo",
  "recurso",
];

/** So that the eye finds each part again, in the number and in the words. */
const COLOURS: Readonly<Record<string, string>> = {
  departamento: "border-t-primary text-primary",
  municipio: "border-t-info text-info",
  entidad: "border-t-accent text-accent",
  especialidad: "border-t-secondary text-secondary",
  despacho: "border-t-success text-success",
  ano: "border-t-primary text-primary",
  consecutivo: "border-t-info text-info",
  recurso: "border-t-accent text-accent",
};
const WRONG = "border-t-error text-error";
const DOUBTFUL = "border-t-warning text-warning";

interface PartsProps {
  parts: readonly ReadingPart[];
  words: ReadingWords;
  warned: readonly { segment: string }[];
  wrong?: string;
}

function Parts({ parts, words, warned, wrong }: PartsProps) {
  return (
    <ol class="grid gap-x-2 gap-y-3 sm:grid-cols-4 2xl:grid-cols-8">
      {NAMES.map((name) => {
        const part = parts.find((one) => one.name === name);
        const isWarned = warned.some(({ segment }) => segment === name);
        const colour = name === wrong ? WRONG : isWarned ? DOUBTFUL : COLOURS[name] ?? "";
        return <Part name={name} part={part} colour={colour} words={words} isWarned={isWarned} />;
      })}
    </ol>
  );
}

interface PartProps {
  name: string;
  part: ReadingPart | undefined;
  colour: string;
  words: ReadingWords;
  isWarned: boolean;
}

function Part({ name, part, colour, words: w, isWarned }: PartProps) {
  const shown = part ? colour : "border-t-base-300";
  return (
    <li
      class={`grid grid-cols-[4.5rem_minmax(0,1fr)] content-start items-baseline gap-x-3 border-t-2 pt-1 sm:grid-cols-1 ${shown}`}
    >
      <span class={`number text-lg font-semibold ${part ? "" : "soft font-normal"}`}>
        {part?.digits ?? "·"}
      </span>
      <span class="grid text-base-content">
        <span class="soft small">{w.parts[name] ?? name}</span>
        <span class="text-sm leading-snug [hyphens:auto]">
          {part ? <Meaning part={part} words={w} /> : <span class="soft">{w.missing}</span>}
          {isWarned && <Icon name="triangle-alert" class="ml-1 inline size-3.5 text-warning" />}
        </span>
      </span>
    </li>
  );
}

const LENGTHS: Readonly<Record<string, number>> = { despacho: 3, ano: 4, consecutivo: 5, recurso: 2 };

/** Names of places and offices are in Spanish. */
function Meaning({ part, words }: { part: ReadingPart; words: ReadingWords }) {
  const text = meaningOf(part, words);
  return part.meaning !== null && text === part.meaning ? <span lang="es">{text}</span> : <>{text}</>;
}

/** What LEXIA knows of it, or what the number itself says. */
function meaningOf({ name, digits, meaning }: ReadingPart, w: ReadingWords): string {
  if (meaning !== null) return w.meanings[meaning] ?? meaning;
  const isWhole = digits.length === LENGTHS[name];
  switch (name) {
    case "despacho":
      return isWhole ? w.office(Number(digits)) : "…";
    case "ano":
      return isWhole ? digits : "…";
    case "consecutivo":
      return isWhole ? w.filing(Number(digits)) : "…";
    case "recurso":
      return isWhole ? w.resource(Number(digits)) : "…";
    default:
      return digits.length < (name === "municipio" ? 3 : 2) ? "…" : w.unknown;
  }
}

function wrongPart({ problem }: ReadingOne): string | undefined {
  return problem?.kind === "year" ? "ano" : undefined;
}

type VerdictProps = Omit<ReadingOne, "parts"> & { words: ReadingWords; locale: Locale };

function Verdict({ problem, warnings, words: w, locale }: VerdictProps) {
  const text = problemText(problem, locale);
  const isTyping = problem?.kind === "length" && Number(problem.found) < 23;
  if (text !== null) {
    return isTyping
      ? <Line tone="quiet" icon="pencil" text={text} />
      : <Line tone="bad" icon="circle-alert" text={text} />;
  }
  if (warnings.length === 0) return <Line tone="good" icon="circle-check" text={w.good} />;
  return (
    <div class="grid gap-1">
      <Line tone="warn" icon="triangle-alert" text={w.doubtful} />
      <ul class="small grid gap-1 pl-7">
        {warnings.map(({ code }) => <li>{w.warnings[code] ?? code}</li>)}
        <li class="soft">{w.stillTaken}</li>
      </ul>
    </div>
  );
}

const TONES: Readonly<Record<Tone, string>> = {
  good: "text-success",
  warn: "text-warning",
  bad: "text-error",
  info: "text-info",
  quiet: "soft",
};

function Line({ tone, icon, text }: { tone: Tone; icon: IconName; text: string }) {
  return (
    <p class={`flex items-start gap-2 text-sm font-medium ${TONES[tone]}`} role="status">
      <Icon name={icon} class="mt-0.5 size-4 flex-none" />
      {text}
    </p>
  );
}

function FollowedBy(
  { followed, words: w, locale }: { followed: readonly FollowedProps[]; words: ReadingWords; locale: Locale },
) {
  if (followed.length === 0) return null;
  const isOwn = followed.some(({ ownerName }) => ownerName === null);
  return (
    <div class="grid gap-2 rounded-box bg-info/10 p-3">
      <ul class="grid gap-2">
        {followed.map(({ href, alias, ownerName, since }) => (
          <li class="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <Icon name={ownerName === null ? "user-check" : "users"} class="size-4 flex-none text-info" />
            <span class="mr-auto">
              <strong class="font-medium">{ownerName === null ? w.yours : w.theirs(ownerName)}</strong>
              {alias !== null && ` (${alias})`} {w.since} <Day day={since} locale={locale} />
            </span>
            <a class="btn btn-sm" href={href}>{w.open}</a>
          </li>
        ))}
      </ul>
      {!isOwn && <p class="soft small">{w.mayToo}</p>}
    </div>
  );
}
