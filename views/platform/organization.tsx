import { Badge, Notice } from "../ui/badge.tsx";
import { formatCount, Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Reader } from "../ui/reader.ts";
import { Used } from "./limits.tsx";
import { Moves, type MovesProps } from "./organization_moves.tsx";
import { type PlanFields, PlanForm } from "./plan_form.tsx";
import { organizationWords } from "./organization_words.ts";
import { PeopleRows, type PersonRow } from "./people_rows.tsx";
import { type PlanRequestRow, PlanRequestRows } from "./plan_requests.tsx";
import { type OrganizationState, platformWords, STATE_TONES } from "./words.ts";
import { planName } from "../usage/words.ts";

export interface OrganizationFacts {
  id: string;
  name: string;
  subdomain: string;
  /** Of its site. */
  address: string;
  plan: string;
  state: OrganizationState;
  users: number;
  maxUsers: number | null;
  queries: number;
  maxQueriesPerMonth: number | null;
  maxRequestsPerMinute: number | null;
  watches: number;
  held: number;
  createdAt: Date;
  deleteAfter: Date | null;
}

export interface OrganizationProps {
  frame: Frame;
  organization: OrganizationFacts;
  people: readonly PersonRow[];
  requests: readonly PlanRequestRow[];
  graceDays: number;
  /** What has just been done; empty: nothing. */
  done: string;
  /** Why something was not done. */
  error?: string;
  plan: { fields: PlanFields; errors: Readonly<Record<string, string | undefined>> };
  moves: MovesProps["typed"];
}

export function OrganizationPage(props: OrganizationProps) {
  const { frame, organization, done, error } = props;
  const { locale } = frame.reader;
  const w = organizationWords(locale);
  const told = w.done[done];
  return (
    <Layout title={organization.name} frame={frame}>
      <PageHead
        title={organization.name}
        lead={<Lead organization={organization} reader={frame.reader} />}
        back={{ href: "/organizations", label: w.back }}
      >
        <a class="btn" href={`/audit?organization_id=${organization.id}`}>{w.audit}</a>
        {organization.state === "active" && (
          <a class="btn" href={organization.address} rel="noreferrer">
            <Icon name="external-link" />
            {w.open}
          </a>
        )}
      </PageHead>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {told !== undefined && <Notice tone="good">{told}</Notice>}
      <Usage organization={organization} reader={frame.reader} />
      <div class="grid items-start gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div class="flow">
          <People {...props} />
          <section class="panel" aria-labelledby="requests">
            <h2 id="requests">{w.requestsTitle}</h2>
            {props.requests.length === 0
              ? <p class="soft">{w.noRequests}</p>
              : <PlanRequestRows rows={props.requests} reader={frame.reader} isOfOne />}
          </section>
        </div>
        <div class="flow">
          <PlanForm id={organization.id} locale={locale} {...props.plan} />
          <Moves
            organization={organization}
            graceDays={props.graceDays}
            locale={locale}
            typed={props.moves}
          />
        </div>
      </div>
    </Layout>
  );
}

function Lead({ organization, reader }: { organization: OrganizationFacts; reader: Reader }) {
  const { subdomain, plan, state } = organization;
  return (
    <span class="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span>{subdomain}</span>
      <Badge tone="info">{planName(plan, reader.locale)}</Badge>
      <Badge tone={STATE_TONES[state]}>{platformWords(reader.locale).states[state]}</Badge>
    </span>
  );
}

function Usage({ organization, reader }: { organization: OrganizationFacts; reader: Reader }) {
  const { locale } = reader;
  const w = organizationWords(locale);
  const { users, maxUsers, queries, maxQueriesPerMonth, maxRequestsPerMinute, deleteAfter } = organization;
  return (
    <section class="panel" aria-labelledby="usage">
      <h2 id="usage">{w.usage}</h2>
      <dl class="facts">
        <div>
          <dt>{w.users}</dt>
          <dd>
            <Used label={w.users} used={users} limit={maxUsers} locale={locale} />
          </dd>
        </div>
        <div>
          <dt>{w.queries}</dt>
          <dd>
            <Used label={w.queries} used={queries} limit={maxQueriesPerMonth} locale={locale} />
          </dd>
        </div>
        <div>
          <dt>{w.watches}</dt>
          <dd class="number">{formatCount(organization.watches, locale)}</dd>
        </div>
        <div>
          <dt>{w.held}</dt>
          <dd class="number">{formatCount(organization.held, locale)}</dd>
        </div>
        <div>
          <dt>{w.requests}</dt>
          <dd class="number">
            {maxRequestsPerMinute === null ? w.ofPlan : formatCount(maxRequestsPerMinute, locale)}
          </dd>
        </div>
        <div>
          <dt>{w.created}</dt>
          <dd>
            <Instant at={organization.createdAt} reader={reader} />
          </dd>
        </div>
        {deleteAfter && (
          <div>
            <dt>{w.deletion}</dt>
            <dd class="font-medium text-error">
              <Instant at={deleteAfter} reader={reader} />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function People({ frame: { reader }, organization, people }: OrganizationProps) {
  const w = organizationWords(reader.locale);
  return (
    <section class="panel" aria-labelledby="people">
      <div class="head">
        <h2 id="people">{w.peopleTitle}</h2>
        <a class="link link-primary text-sm" href={`/people?organization_id=${organization.id}`}>
          {w.peopleAll}
        </a>
      </div>
      {people.length === 0
        ? <Empty icon="users" title={w.noPeople} advice={w.noPeopleAdvice} />
        : <PeopleRows rows={people} reader={reader} isOfOne />}
    </section>
  );
}
