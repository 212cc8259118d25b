import { Badge } from "../ui/badge.tsx";
import { formatCount, Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Locale, Reader } from "../ui/reader.ts";
import { Tabs } from "../ui/tabs.tsx";
import { taskWords } from "./words.ts";

export interface FailureRow {
  kind: "request" | "job";
  code: string;
  where: string;
  count: number;
  organizations: number;
  lastAt: Date;
  requestId: string | null;
}

interface FailuresProps {
  frame: Frame;
  days: number;
  /** To choose from. */
  periods: readonly number[];
  rows: readonly FailureRow[];
}

export function Failures({ frame, days, periods, rows }: FailuresProps) {
  const w = words(frame.reader.locale);
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead} />
      <Tabs
        label={w.period}
        tabs={periods.map((many) => ({
          href: `/errors?days=${many}`,
          label: w.days(many),
          isCurrent: many === days,
        }))}
      />
      <section class="panel" aria-label={w.title}>
        {rows.length === 0
          ? <Empty icon="circle-check" title={w.empty} advice={w.emptyAdvice} />
          : <Rows rows={rows} reader={frame.reader} />}
      </section>
    </Layout>
  );
}

function Rows({ rows, reader }: { rows: readonly FailureRow[]; reader: Reader }) {
  const w = words(reader.locale);
  return (
    <table class="table folds">
      <thead>
        <tr>
          <th scope="col">{w.what}</th>
          <th scope="col">{w.where}</th>
          <th scope="col" class="text-right">{w.count}</th>
          <th scope="col" class="text-right">{w.organizations}</th>
          <th scope="col">{w.last}</th>
          <th scope="col">{w.follow}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => <Row row={row} reader={reader} />)}
      </tbody>
    </table>
  );
}

function Row({ row, reader }: { row: FailureRow; reader: Reader }) {
  const { locale } = reader;
  const w = words(locale);
  const isJob = row.kind === "job";
  return (
    <tr>
      <td>
        <code>{row.code}</code>
        <div>
          <Badge tone={isJob ? "warn" : "bad"}>{isJob ? w.job : w.request}</Badge>
        </div>
      </td>
      <td data-label={w.where}>
        {isJob ? taskWords(row.where, locale) : <code class="small">{row.where}</code>}
      </td>
      <td class="number sm:text-right" data-label={w.count}>{formatCount(row.count, locale)}</td>
      <td class="number sm:text-right" data-label={w.organizations}>
        {formatCount(row.organizations, locale)}
      </td>
      <td class="small" data-label={w.last}>
        <Instant at={row.lastAt} reader={reader} />
      </td>
      <td class="small">
        {isJob && <a href={`/queue?q=${encodeURIComponent(row.code)}`}>{w.jobs}</a>}
        {row.requestId !== null && (
          <a href={`/audit?request_id=${encodeURIComponent(row.requestId)}`}>
            <span class="heard">{w.request}</span> <code>{row.requestId}</code>
          </a>
        )}
      </td>
    </tr>
  );
}

const ES = {
  title: "Errores",
  lead: "Lo que le falló a LEXIA, agrupado: peticiones de personas conocidas y trabajos descartados.",
  period: "Período",
  days: (many: number) => many === 1 ? "Último día" : `Últimos ${many} días`,
  what: "Error",
  where: "Dónde",
  count: "Veces",
  organizations: "Organizaciones",
  last: "La última vez",
  follow: "Seguir",
  job: "Trabajo",
  request: "Petición",
  jobs: "Ver los trabajos",
  empty: "Ningún error en este período",
  emptyAdvice: "Las fallas de quien no ha entrado están solo en el registro de accesos del servidor.",
};

const EN: typeof ES = {
  title: "Errors",
  lead: "What LEXIA failed at, grouped: requests of people who were known, and jobs given up.",
  period: "Period",
  days: (many) => many === 1 ? "Last day" : `Last ${many} days`,
  what: "Error",
  where: "Where",
  count: "Times",
  organizations: "Organizations",
  last: "The last time",
  follow: "Follow",
  job: "Job",
  request: "Request",
  jobs: "See the jobs",
  empty: "No error in this period",
  emptyAdvice: "Failures of people who were not signed in are in the server's access log alone.",
};

function words(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}
