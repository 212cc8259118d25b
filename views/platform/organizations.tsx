import { Badge } from "../ui/badge.tsx";
import { formatInstant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Pager } from "../ui/pager.tsx";
import type { Reader } from "../ui/reader.ts";
import { Used } from "./limits.tsx";
import { organizationsWords } from "./organizations_words.ts";
import { type OrganizationState, planChoices, platformWords, STATE_TONES } from "./words.ts";
import { planName } from "../usage/words.ts";

export interface OrganizationRow {
  id: string;
  name: string;
  subdomain: string;
  plan: string;
  state: OrganizationState;
  users: number;
  maxUsers: number | null;
  queries: number;
  maxQueriesPerMonth: number | null;
  createdAt: Date;
}

interface OrganizationsProps {
  frame: Frame;
  fields: { q: string; plan: string; state: string };
  rows: readonly OrganizationRow[];
  /** Addresses; null where there is none. */
  first: string | null;
  next: string | null;
}

export function Organizations({ frame, fields, rows, first, next }: OrganizationsProps) {
  const { locale } = frame.reader;
  const w = organizationsWords(locale);
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead}>
        <a class="btn" href="/plan-requests">{w.planRequests}</a>
        <a class="btn btn-primary" href="/organizations/new">
          <Icon name="plus" />
          {w.create}
        </a>
      </PageHead>
      <Filters fields={fields} reader={frame.reader} />
      <section class="panel" aria-label={w.title}>
        {rows.length === 0
          ? <Empty icon="building-2" title={w.empty} advice={w.emptyAdvice} />
          : <Rows rows={rows} reader={frame.reader} />}
      </section>
      <Pager locale={locale} first={first} next={next} />
    </Layout>
  );
}

function Filters({ fields, reader: { locale } }: { fields: OrganizationsProps["fields"]; reader: Reader }) {
  const w = organizationsWords(locale);
  const p = platformWords(locale);
  return (
    <form class="line" method="get" action="/organizations" role="search">
      <Field name="q" type="search" label={w.searchLabel} value={fields.q} maxlength={200} />
      <Choice
        name="plan"
        label={w.plan}
        value={fields.plan}
        options={[["", p.all], ...planChoices(locale)]}
      />
      <Choice
        name="state"
        label={w.state}
        value={fields.state}
        options={[
          ["", p.all],
          ["active", p.states.active],
          ["suspended", p.states.suspended],
          ["leaving", p.states.leaving],
        ]}
      />
      <button class="btn" type="submit">{p.search}</button>
    </form>
  );
}

function Rows({ rows, reader }: { rows: readonly OrganizationRow[]; reader: Reader }) {
  const w = organizationsWords(reader.locale);
  return (
    <table class="table folds">
      <thead>
        <tr>
          <th scope="col">{w.name}</th>
          <th scope="col">{w.plan}</th>
          <th scope="col">{w.state}</th>
          <th scope="col">{w.users}</th>
          <th scope="col">{w.queries}</th>
          <th scope="col">{w.created}</th>
        </tr>
      </thead>
      <tbody>{rows.map((row) => <Row row={row} reader={reader} />)}</tbody>
    </table>
  );
}

function Row({ row, reader: { locale, timeZone } }: { row: OrganizationRow; reader: Reader }) {
  const w = organizationsWords(locale);
  return (
    <tr>
      <td>
        <a href={`/organizations/${row.id}`}>{row.name}</a>
        <div class="soft small">{row.subdomain}</div>
      </td>
      <td class="break-normal" data-label={w.plan}>{planName(row.plan, locale)}</td>
      <td data-label={w.state}>
        <Badge tone={STATE_TONES[row.state]}>{platformWords(locale).states[row.state]}</Badge>
      </td>
      <td data-label={w.users}>
        <Used label={w.users} used={row.users} limit={row.maxUsers} locale={locale} />
      </td>
      <td data-label={w.queries}>
        <Used label={w.queries} used={row.queries} limit={row.maxQueriesPerMonth} locale={locale} />
      </td>
      <td class="small nowrap" data-label={w.created}>
        <time datetime={row.createdAt.toISOString()}>{formatInstant(row.createdAt, locale, timeZone)}</time>
      </td>
    </tr>
  );
}
