import { Badge, Notice, type Tone } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Pager } from "../ui/pager.tsx";
import type { Reader } from "../ui/reader.ts";
import { Tabs } from "../ui/tabs.tsx";
import { planRequestsWords } from "./plan_requests_words.ts";
import { planName } from "../usage/words.ts";

export interface PlanRequestRow {
  id: string;
  organizationId: string;
  organizationName: string;
  fromPlan: string;
  plan: string;
  message: string | null;
  status: "pending" | "approved" | "declined";
  createdAt: Date;
  decidedAt: Date | null;
  answer: string | null;
}

interface PlanRequestsProps {
  frame: Frame;
  status: string;
  rows: readonly PlanRequestRow[];
  first: string | null;
  next: string | null;
  done: string;
  error?: string;
}

export function PlanRequests({ frame, status, rows, first, next, done, error }: PlanRequestsProps) {
  const { locale } = frame.reader;
  const w = planRequestsWords(locale);
  const told = w.done[done];
  const tab = (value: string, label: string) => ({
    href: value === "" ? "/plan-requests" : `/plan-requests?status=${value}`,
    label,
    isCurrent: value === status,
  });
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead} back={{ href: "/organizations", label: w.back }} />
      {told !== undefined && <Notice tone="good">{told}</Notice>}
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      <Tabs
        label={w.status}
        tabs={[
          tab("", w.all),
          tab("pending", w.statuses.pending),
          tab("approved", w.statuses.approved),
          tab("declined", w.statuses.declined),
        ]}
      />
      <section class="panel" aria-label={w.title}>
        {rows.length === 0
          ? <Empty icon="credit-card" title={w.empty} advice={w.emptyAdvice} />
          : <PlanRequestRows rows={rows} reader={frame.reader} />}
      </section>
      <Pager locale={locale} first={first} next={next} />
    </Layout>
  );
}

const TONES: Readonly<Record<PlanRequestRow["status"], Tone>> = {
  pending: "warn",
  approved: "good",
  declined: "quiet",
};

interface RowsProps {
  rows: readonly PlanRequestRow[];
  reader: Reader;
  /** All of one organization, which is not said again. */
  isOfOne?: boolean;
}

export function PlanRequestRows({ rows, reader, isOfOne = false }: RowsProps) {
  const { locale } = reader;
  const w = planRequestsWords(locale);
  return (
    <ul class="rows">
      {rows.map((row) => (
        <li>
          <div class="head">
            <div class="grid gap-0.5">
              {!isOfOne && (
                <a
                  class="link link-primary font-medium no-underline"
                  href={`/organizations/${row.organizationId}`}
                >
                  {row.organizationName}
                </a>
              )}
              <span>
                {planName(row.fromPlan, locale)} → <strong>{planName(row.plan, locale)}</strong>
              </span>
              <span class="soft small">
                {w.asked}: <Instant at={row.createdAt} reader={reader} />
              </span>
            </div>
            <Badge tone={TONES[row.status]}>{w.statuses[row.status]}</Badge>
          </div>
          {row.message !== null && <p>«{row.message}»</p>}
          {row.answer !== null && <p class="soft">{row.answer}</p>}
          {row.status === "pending" && <Decision row={row} reader={reader} />}
        </li>
      ))}
    </ul>
  );
}

function Decision({ row: { id, organizationName }, reader }: { row: PlanRequestRow; reader: Reader }) {
  const w = planRequestsWords(reader.locale);
  return (
    <details>
      <summary class="btn btn-sm">
        {w.decide} <span class="heard">{organizationName}</span>
      </summary>
      <form class="form pt-3" method="post" action={`/plan-requests/${id}/approve`}>
        <Field name="answer" id={`answer-${id}`} label={w.answer} hint={w.answerHint} maxlength={1_000} />
        <div class="acts">
          <button class="btn btn-primary" type="submit">{w.approve}</button>
          <button class="btn" type="submit" formaction={`/plan-requests/${id}/decline`}>{w.decline}</button>
        </div>
      </form>
    </details>
  );
}
