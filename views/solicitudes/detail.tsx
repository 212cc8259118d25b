import { Badge, Notice } from "../ui/badge.tsx";
import { Day } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import type { Reader } from "../ui/reader.ts";
import { caseWords } from "./case_words.ts";
import { type CheckRow, CheckTable } from "./checks.tsx";
import { Docket, type DocketProps } from "./docket.tsx";
import { anchorOf } from "./entry.tsx";
import { Heading, type HeadingProps } from "./heading.tsx";
import { Notes, type NotesProps } from "./notes.tsx";
import { ProcesoCards, type ProcesoProps } from "./procesos.tsx";
import { Settings, type SettingsProps } from "./settings.tsx";
import { toneOf } from "./term.tsx";
import { Live, type LiveProps, Trust, type TrustProps } from "./trust.tsx";

/** What the pages of radicados and of searches have in common. */
export interface SolicitudProps {
  frame: Frame;
  scripts: readonly string[];
  heading: HeadingProps;
  trust: TrustProps;
  settings: SettingsProps;
  notes: NotesProps;
  checks: readonly CheckRow[];
  /** Why the last move failed. */
  refusal?: string;
  /** Address of the live progress, and when this page was made; null while nothing is awaited. */
  live: LiveProps | null;
}

export interface DetailProps extends SolicitudProps {
  procesos: readonly ProcesoProps[];
  docket: DocketProps;
  /** The term that ends next, of the whole docket. */
  nextTerm: NextTermProps["term"] | null;
}

/** A case: whether what is known of it can be trusted, who is in it, and what the court wrote. */
export function SolicitudPage(props: DetailProps) {
  const { frame, procesos, docket, nextTerm, checks } = props;
  const { reader } = frame;
  return (
    <SolicitudFrame {...props}>
      {nextTerm && <NextTerm term={nextTerm} page={docket.page} reader={reader} />}
      <ProcesoCards procesos={procesos} chosen={docket.procesoId} reader={reader} />
      <Docket docket={docket} reader={reader} />
      <CheckTable checks={checks} reader={reader} />
    </SolicitudFrame>
  );
}

/** What was checked stands first on a phone, and beside the contents on a desk. */
export function SolicitudFrame(props: SolicitudProps & { children: unknown }) {
  const { frame, scripts, heading, trust, settings, notes, refusal, live, children } = props;
  const { reader } = frame;
  return (
    <Layout title={heading.title} frame={frame} script={scripts}>
      <Heading heading={heading} locale={reader.locale} />
      {refusal !== undefined && <Notice tone="bad">{refusal}</Notice>}
      <div class="grid grid-cols-[minmax(0,1fr)] gap-5 text-sm xl:grid-cols-[minmax(0,1fr)_21rem] xl:grid-rows-[auto_1fr]">
        <div class="flow xl:col-start-2 xl:row-start-1">
          {live && <Live live={live} reader={reader} />}
          <Trust trust={trust} reader={reader} />
        </div>
        <div class="flow xl:col-start-1 xl:row-span-2 xl:row-start-1">{children}</div>
        <div class="flow xl:col-start-2 xl:row-start-2">
          <Notes notes={notes} reader={reader} />
          <Settings settings={settings} locale={reader.locale} />
        </div>
      </div>
    </Layout>
  );
}

interface NextTermProps {
  term: { entryId: string; endsOn: string; daysLeft: number; endsToday: boolean };
  page: string;
  reader: Reader;
}

function NextTerm({ term: { entryId, endsOn, daysLeft, endsToday }, page, reader }: NextTermProps) {
  const w = caseWords(reader.locale);
  return (
    <section class="panel flex-row flex-wrap" aria-label={w.nextTerm}>
      <p class="acts">
        <Icon name="alarm-clock" class="size-5" />
        <a href={`${page}?entry=${entryId}#${anchorOf(entryId)}`}>{w.nextTerm}</a>
        <strong>
          <Day day={endsOn} locale={reader.locale} />
        </strong>
        <Badge tone={toneOf(daysLeft)}>{w.left(daysLeft, endsToday)}</Badge>
      </p>
    </section>
  );
}
