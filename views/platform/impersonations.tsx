import { Badge, Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Pager } from "../ui/pager.tsx";
import type { Reader } from "../ui/reader.ts";
import { impersonationsWords } from "./impersonations_words.ts";

export interface LookRow {
  id: string;
  organizationId: string;
  organizationName: string;
  operator: { name: string | null };
  person: { name: string };
  reason: string;
  createdAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
}

interface ImpersonationsProps {
  frame: Frame;
  now: Date;
  rows: readonly LookRow[];
  first: string | null;
  next: string | null;
  hasEnded: boolean;
}

export function Impersonations({ frame, now, rows, first, next, hasEnded }: ImpersonationsProps) {
  const { reader } = frame;
  const w = impersonationsWords(reader.locale);
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead} back={{ href: "/people", label: w.back }} />
      {hasEnded && <Notice tone="good">{w.ended}</Notice>}
      <section class="panel" aria-label={w.title}>
        {rows.length === 0
          ? (
            <Empty icon="user-check" title={w.empty} advice={w.emptyAdvice}>
              <a class="btn btn-primary" href="/people">{w.find}</a>
            </Empty>
          )
          : <Rows rows={rows} now={now} reader={reader} />}
      </section>
      <Pager locale={reader.locale} first={first} next={next} />
    </Layout>
  );
}

function Rows({ rows, now, reader }: { rows: readonly LookRow[]; now: Date; reader: Reader }) {
  const w = impersonationsWords(reader.locale);
  return (
    <table class="table folds">
      <thead>
        <tr>
          <th scope="col">{w.as}</th>
          <th scope="col">{w.operator}</th>
          <th scope="col">{w.reason}</th>
          <th scope="col">{w.when}</th>
          <th scope="col">{w.state}</th>
        </tr>
      </thead>
      <tbody>{rows.map((row) => <Row row={row} now={now} reader={reader} />)}</tbody>
    </table>
  );
}

function Row({ row, now, reader }: { row: LookRow; now: Date; reader: Reader }) {
  const w = impersonationsWords(reader.locale);
  const isRunning = row.endedAt === null && row.expiresAt > now;
  return (
    <tr>
      <td>
        <div class="font-medium">{row.person.name}</div>
        <a class="link link-hover small" href={`/organizations/${row.organizationId}`}>
          {row.organizationName}
        </a>
      </td>
      <td data-label={w.operator}>{row.operator.name ?? "–"}</td>
      <td class="max-w-md" data-label={w.reason}>{row.reason}</td>
      <td class="small" data-label={w.when}>
        <Instant at={row.createdAt} reader={reader} />
      </td>
      <td>
        <div class="grid justify-items-start gap-1">
          <Badge tone={isRunning ? "warn" : "quiet"}>{isRunning ? w.running : w.over}</Badge>
          <span class="small">
            {isRunning && `${w.until}: `}
            <Instant at={row.endedAt ?? row.expiresAt} reader={reader} />
          </span>
          {isRunning && (
            <form method="post" action={`/impersonations/${row.id}/end`}>
              <button class="btn btn-sm" type="submit">
                {w.end} <span class="heard">{row.person.name}</span>
              </button>
            </form>
          )}
        </div>
      </td>
    </tr>
  );
}
