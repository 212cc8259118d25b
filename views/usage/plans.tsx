/** What each plan includes, side by side. */
import { Badge } from "../ui/badge.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Locale } from "../ui/reader.ts";
import { amountWords, planName, usageWords } from "./words.ts";

export interface PlanProps {
  name: string;
  /** Null: unlimited. */
  users: number | null;
  queriesPerMonth: number | null;
  requestsPerMinute: number;
  webhooksPerDay: number;
  isCurrent: boolean;
}

export function Plans({ plans, locale }: { plans: readonly PlanProps[]; locale: Locale }) {
  return (
    <div class="columns">
      {plans.map((plan) => <Plan plan={plan} locale={locale} />)}
    </div>
  );
}

function Plan({ plan, locale }: { plan: PlanProps; locale: Locale }) {
  const w = usageWords(locale);
  const lines: [string, number | null][] = [
    [w.perMonth, plan.queriesPerMonth],
    [w.people, plan.users],
    [w.perMinute, plan.requestsPerMinute],
    [w.perDay, plan.webhooksPerDay],
  ];
  return (
    <section
      class={`panel ${plan.isCurrent ? "border-primary" : ""}`}
      aria-label={`${w.plan} ${planName(plan.name, locale)}`}
    >
      <div class="head">
        <h3>{planName(plan.name, locale)}</h3>
        {plan.isCurrent && <Badge tone="info">{w.current}</Badge>}
      </div>
      <ul class="grid gap-2 text-sm">
        {lines.map(([label, limit]) => (
          <li class="flex items-start gap-2">
            <Icon name="check" class="mt-0.5 size-4 text-success" />
            <span>
              {`${label}: `}
              <strong class="number">{amountWords(limit, locale)}</strong>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
