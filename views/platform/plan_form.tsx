import { Choice, Field } from "../ui/field.tsx";
import type { Locale } from "../ui/reader.ts";
import { organizationWords } from "./organization_words.ts";
import { planChoices } from "./words.ts";

/** As they were typed; an empty limit is none. */
export interface PlanFields {
  name: string;
  plan: string;
  max_users: string;
  max_queries_per_month: string;
  max_requests_per_minute: string;
  reason: string;
}

interface PlanFormProps {
  id: string;
  locale: Locale;
  fields: PlanFields;
  errors: Readonly<Record<string, string | undefined>>;
}

/** Name, plan and limits of an organization. */
export function PlanForm({ id, locale, fields, errors }: PlanFormProps) {
  const w = organizationWords(locale);
  return (
    <section class="panel" aria-labelledby="plan-title">
      <h2 id="plan-title">{w.planTitle}</h2>
      <form class="form" method="post" action={`/organizations/${id}/plan`}>
        <Field name="name" label={w.name} value={fields.name} error={errors.name} maxlength={255} required />
        <Choice
          name="plan"
          label={w.plan}
          value={fields.plan}
          options={planChoices(locale)}
        />
        <p class="soft small">{w.planHint}</p>
        <Field
          name="max_users"
          label={w.maxUsers}
          value={fields.max_users}
          hint={w.emptyLimit}
          error={errors.max_users}
          maxlength={10}
        />
        <Field
          name="max_queries_per_month"
          label={w.maxQueries}
          value={fields.max_queries_per_month}
          hint={w.emptyLimit}
          error={errors.max_queries_per_month}
          maxlength={10}
        />
        <Field
          name="max_requests_per_minute"
          label={w.maxRequests}
          value={fields.max_requests_per_minute}
          hint={w.emptyRequests}
          error={errors.max_requests_per_minute}
          maxlength={10}
        />
        <Field
          name="reason"
          label={w.why}
          value={fields.reason}
          hint={w.whyAudit}
          error={errors.reason}
          maxlength={500}
          required
        />
        <div class="acts">
          <button class="btn btn-primary" type="submit">{w.save}</button>
          <button class="btn" type="submit" name="limits" value="plan">{w.usePlan}</button>
        </div>
      </form>
    </section>
  );
}
