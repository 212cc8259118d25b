import { formatCount } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Locale } from "../ui/reader.ts";
import { dashboardWords, fill } from "./words.ts";

export type StepName = "follow" | "invite" | "notices" | "factor" | "logo" | "sso";

const HREFS: Readonly<Record<StepName, string>> = {
  follow: "/solicitudes/new",
  invite: "/team",
  notices: "/notifications",
  factor: "/security",
  logo: "/organization",
  sso: "/sso",
};

interface FirstStepsProps {
  steps: readonly { name: StepName; isDone: boolean }[];
  locale: Locale;
}

/** What somebody new does first; each step is done where the facts say so. */
export function FirstSteps({ steps, locale }: FirstStepsProps) {
  const w = dashboardWords(locale);
  const done = steps.filter(({ isDone }) => isDone).length;
  const lead = fill(w.stepsLead, formatCount(done, locale), formatCount(steps.length, locale));
  return (
    <section class="panel" aria-labelledby="steps">
      <div class="head">
        <div>
          <h2 id="steps">{w.steps}</h2>
          <p class="soft small">{lead}</p>
        </div>
        <form method="post" action="/dashboard/first-steps">
          <button class="btn btn-ghost btn-sm" type="submit">{w.dismiss}</button>
        </form>
      </div>
      <progress class="progress progress-primary w-full" value={done} max={steps.length} aria-label={lead}>
      </progress>
      <ol class="columns gap-3">
        {steps.map(({ name, isDone }) => <Step name={name} isDone={isDone} locale={locale} />)}
      </ol>
    </section>
  );
}

function Step({ name, isDone, locale }: { name: StepName; isDone: boolean; locale: Locale }) {
  const w = dashboardWords(locale);
  const [title = "", advice = ""] = w.stepNames[name];
  return (
    <li class="relative flex items-start gap-3 rounded-field border border-base-300 p-3">
      <Icon
        name={isDone ? "circle-check" : "arrow-right"}
        class={`mt-0.5 size-5 ${isDone ? "text-success" : "text-primary"}`}
      />
      <div class="grid gap-0.5">
        {isDone
          ? (
            <p class="soft font-medium line-through">
              <span class="heard">{`${w.stepDone} `}</span>
              {title}
            </p>
          )
          : <a class="font-medium after:absolute after:inset-0 hover:underline" href={HREFS[name]}>{title}
          </a>}
        <p class="soft small">{advice}</p>
      </div>
    </li>
  );
}
