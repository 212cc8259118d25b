import { Notice } from "../ui/badge.tsx";
import { Choice, Field } from "../ui/field.tsx";
import type { Frame } from "../ui/frame.ts";
import { Icon } from "../ui/icon.tsx";
import { auditWords, KINDS } from "./words.ts";

/** As they were typed. */
export interface AuditFields {
  from: string;
  to: string;
  action: string;
  actor_id: string;
  target_id: string;
  address: string;
  request_id: string;
}

export interface AuditFilterProps {
  frame: Frame;
  fields: AuditFields;
  /** Which cannot be searched for. */
  errors: Partial<Record<keyof AuditFields, string>>;
}

/** What kind, and when; the rest folds away. */
export function AuditFilters(props: AuditFilterProps) {
  const { frame, fields, errors } = props;
  const w = auditWords(frame.reader.locale);
  const isFiltered = Object.values(fields).some((value) => value !== "");
  const isExact = !KINDS.some((kind) => kind === fields.action);
  const hasMore = isExact || (["actor_id", "target_id", "address", "request_id"] as const)
    .some((name) => fields[name] !== "");
  return (
    <section class="panel" aria-label={w.filters}>
      {Object.keys(errors).length > 0 && <Notice tone="bad">{w.wrong}</Notice>}
      <form class="form" method="get" action="/audit" role="search">
        <div class="line">
          <Choice
            name="kind"
            label={w.kind}
            value={isExact ? "" : fields.action}
            options={KINDS.map((kind) => [kind, w.kinds[kind]] as const)}
          />
          <Filter name="from" type="date" {...props} />
          <Filter name="to" type="date" {...props} />
          <button class="btn" type="submit">
            <Icon name="funnel" />
            {w.apply}
          </button>
          {isFiltered && <a class="btn btn-ghost" href="/audit">{w.clear}</a>}
        </div>
        <details open={hasMore}>
          <summary class="small">{w.more}</summary>
          <div class="columns pt-3">
            <Filter name="action" hint={w.actionHint} isEmpty={!isExact} {...props} />
            <Filter name="actor_id" {...props} />
            <Filter name="target_id" {...props} />
            <Filter name="address" {...props} />
            <Filter name="request_id" {...props} />
          </div>
        </details>
      </form>
    </section>
  );
}

function Filter({ frame, name, type, hint, isEmpty = false, fields, errors }: AuditFilterProps & {
  name: keyof AuditFields;
  type?: "date";
  hint?: string;
  /** What it holds is chosen elsewhere. */
  isEmpty?: boolean;
}) {
  return (
    <Field
      name={name}
      label={auditWords(frame.reader.locale).fields[name]}
      type={type}
      hint={hint}
      value={isEmpty ? "" : fields[name]}
      error={errors[name]}
      maxlength={200}
    />
  );
}
