import { type PlanProps, Plans } from "../usage/plans.tsx";
import { amountWords, planName, type UsageWords, usageWords } from "../usage/words.ts";
import { Badge, Notice, type Tone } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Choice, Lines } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Locale, Reader } from "../ui/reader.ts";

/** What was typed, and why it was not taken. */
export interface PlanForm {
  plan: string;
  message: string;
  refusal?: string;
}

export interface PlanRequestProps {
  plan: string;
  status: keyof UsageWords["statuses"];
  createdAt: Date;
  answer: string | null;
}

interface UpgradeProps {
  frame: Frame;
  plans: readonly PlanProps[];
  /** The organization's own limit, which overrides its plan's. */
  queriesPerMonth: number | null;
  /** Null for who may not ask for another plan. */
  form: PlanForm | null;
  requests: readonly PlanRequestProps[];
}

const TONES: Readonly<Record<PlanRequestProps["status"], Tone>> = {
  pending: "info",
  approved: "good",
  declined: "warn",
};

/** What each plan includes, and whom to ask for another one. */
export function Upgrade({ frame, plans, queriesPerMonth, form, requests }: UpgradeProps) {
  const { reader } = frame;
  const { locale } = reader;
  const w = usageWords(locale);
  const isWaiting = requests.some(({ status }) => status === "pending");
  return (
    <Layout title={w.upgradeTitle} frame={frame}>
      <PageHead
        title={w.upgradeTitle}
        lead={`${w.ownQueries}: ${amountWords(queriesPerMonth, locale)}.`}
        back={{ href: "/usage", label: w.title }}
      />
      {isWaiting && <Notice tone="info">{w.pending}</Notice>}
      <section class="flow" aria-labelledby="plans">
        <div>
          <h2 id="plans">{w.compare}</h2>
          <p class="soft small max-w-prose">{w.upgradeLead}</p>
        </div>
        <Plans plans={plans} locale={locale} />
      </section>
      {form?.refusal !== undefined && <Notice tone="bad">{form.refusal}</Notice>}
      {form && !isWaiting && <AskForm form={form} plans={plans} locale={locale} />}
      {form === null && <Notice tone="info">{w.upgradeForbidden}</Notice>}
      {requests.length > 0 && <Requests requests={requests} reader={reader} />}
    </Layout>
  );
}

function AskForm(
  { form, plans, locale }: { form: PlanForm; plans: readonly PlanProps[]; locale: Locale },
) {
  const w = usageWords(locale);
  const others = plans.filter(({ isCurrent }) => !isCurrent);
  return (
    <form method="post" action="/billing/upgrade" class="panel form" aria-labelledby="ask">
      <h2 id="ask">{w.ask}</h2>
      <Choice
        name="plan"
        label={w.plan}
        value={form.plan}
        options={others.map(({ name }) => [name, planName(name, locale)] as const)}
      />
      <Lines name="message" label={w.message} value={form.message} rows={3} maxlength={1000} />
      <button class="btn btn-primary" type="submit">{w.send}</button>
    </form>
  );
}

function Requests({ requests, reader }: { requests: readonly PlanRequestProps[]; reader: Reader }) {
  const w = usageWords(reader.locale);
  return (
    <section class="panel" aria-labelledby="requests">
      <h2 id="requests">{w.requests}</h2>
      <ul class="rows">
        {requests.map(({ plan, status, createdAt, answer }) => (
          <li>
            <p class="flex flex-wrap items-center gap-2">
              <span class="font-medium">{planName(plan, reader.locale)}</span>
              <Badge tone={TONES[status]}>{w.statuses[status]}</Badge>
              <span class="soft small">
                <Instant at={createdAt} reader={reader} />
              </span>
            </p>
            {answer !== null && <p class="small">{`${w.answer}: ${answer}`}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
