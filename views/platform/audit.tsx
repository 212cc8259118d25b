import { actionWords } from "../audit/action_words.ts";
import { Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Pager } from "../ui/pager.tsx";
import type { Locale, Reader } from "../ui/reader.ts";
import { auditWords } from "./audit_words.ts";
import { platformWords } from "./words.ts";

export interface AuditRow {
  id: string;
  at: Date;
  organization: { id: string; name: string | null } | null;
  actor: { kind: "person" | "api_key" | "operator" | "system"; id: string | null; name: string | null };
  action: string;
  targetId: string | null;
  /** JSON, for people to read; null where the line says nothing more. */
  details: string | null;
  address: string | null;
  requestId: string | null;
}

/** As they were typed. */
export interface AuditFields {
  from: string;
  to: string;
  action: string;
  organization_id: string;
  actor_id: string;
  target_id: string;
  address: string;
  request_id: string;
}

interface AuditProps {
  frame: Frame;
  fields: AuditFields;
  errors: Partial<Record<keyof AuditFields, string>>;
  rows: readonly AuditRow[];
  first: string | null;
  next: string | null;
}

export function PlatformAudit({ frame, fields, errors, rows, first, next }: AuditProps) {
  const { reader } = frame;
  const w = auditWords(reader.locale);
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead} />
      <Filters fields={fields} errors={errors} locale={reader.locale} />
      <section class="panel" aria-label={w.title}>
        {rows.length === 0
          ? <Empty icon="shield-check" title={w.empty} advice={w.emptyAdvice} />
          : <Rows rows={rows} reader={reader} />}
      </section>
      <Pager locale={reader.locale} first={first} next={next} />
    </Layout>
  );
}

const NAMES = [
  "from",
  "to",
  "action",
  "organization_id",
  "actor_id",
  "target_id",
  "address",
  "request_id",
] as const satisfies readonly (keyof AuditFields)[];

function Filters({ fields, errors, locale }: Pick<AuditProps, "fields" | "errors"> & { locale: Locale }) {
  const w = auditWords(locale);
  return (
    <details class="panel" open={NAMES.some((name) => fields[name] !== "")}>
      <summary class="font-semibold">{w.filters}</summary>
      <form class="form pt-3" method="get" action="/audit" role="search">
        <div class="columns">
          {NAMES.map((name) => (
            <Field
              name={name}
              label={w.labels[name]}
              type={name === "from" || name === "to" ? "date" : "text"}
              value={fields[name]}
              hint={name === "action" ? w.actionHint : undefined}
              error={errors[name]}
              maxlength={200}
            />
          ))}
        </div>
        <div class="acts">
          <button class="btn btn-primary" type="submit">{w.filter}</button>
          <a class="btn btn-ghost" href="/audit">{platformWords(locale).clear}</a>
        </div>
      </form>
    </details>
  );
}

function Rows({ rows, reader }: { rows: readonly AuditRow[]; reader: Reader }) {
  const w = auditWords(reader.locale);
  return (
    <table class="table folds">
      <thead>
        <tr>
          <th scope="col">{w.when}</th>
          <th scope="col">{w.who}</th>
          <th scope="col">{w.what}</th>
          <th scope="col">{w.organization}</th>
          <th scope="col">{w.from}</th>
        </tr>
      </thead>
      <tbody>{rows.map((row) => <Row row={row} reader={reader} />)}</tbody>
    </table>
  );
}

function Row({ row, reader }: { row: AuditRow; reader: Reader }) {
  const { locale } = reader;
  const w = auditWords(locale);
  const { actor, organization } = row;
  return (
    <tr>
      <td class="small nowrap">
        <Instant at={row.at} reader={reader} />
      </td>
      <td data-label={w.who}>
        {actor.id === null
          ? actorName(actor, locale)
          : <a href={`/audit?actor_id=${actor.id}`}>{actorName(actor, locale)}</a>}
      </td>
      <td>
        <Action row={row} locale={locale} />
      </td>
      <td data-label={w.organization}>
        {organization
          ? <a href={`/organizations/${organization.id}`}>{organization.name ?? organization.id}</a>
          : platformWords(locale).platform}
      </td>
      <td class="small" data-label={w.from}>{row.address ?? w.noAddress}</td>
    </tr>
  );
}

function Action(
  { row: { action, targetId, requestId, details }, locale }: { row: AuditRow; locale: Locale },
) {
  const w = auditWords(locale);
  const words = actionWords(action, locale);
  return (
    <>
      <div>{words ?? <code>{action}</code>}</div>
      <details class="small">
        <summary>{w.details}</summary>
        <div class="grid gap-1 pt-1">
          <a href={`/audit?action=${encodeURIComponent(action)}`}>{action}</a>
          {targetId !== null && (
            <span>
              {w.target}: <a href={`/audit?target_id=${encodeURIComponent(targetId)}`}>{targetId}</a>
            </span>
          )}
          {requestId !== null && (
            <span>
              {w.request}: <a href={`/audit?request_id=${encodeURIComponent(requestId)}`}>{requestId}</a>
            </span>
          )}
          {details !== null && <pre class="whitespace-pre-wrap">{details}</pre>}
        </div>
      </details>
    </>
  );
}

function actorName({ kind, name }: AuditRow["actor"], locale: Locale): string {
  const w = auditWords(locale);
  switch (kind) {
    case "person":
      return name ?? w.person;
    case "api_key":
      return w.key(name ?? "");
    case "operator":
      return name ?? w.operator;
    case "system":
      return w.system;
  }
}
