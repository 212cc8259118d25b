import { Badge, Notice, type Tone } from "../ui/badge.tsx";
import type { IconName } from "../ui/icons.ts";
import type { Locale } from "../ui/reader.ts";
import { providerWords } from "../identity/provider_words.ts";
import { providerPageWords } from "./provider_words.ts";

export interface StepProps {
  step: string;
  target?: string;
  isOk: boolean;
  isWarning?: boolean;
  code: string;
  found?: readonly string[];
}

export interface ReportProps {
  isOk: boolean;
  steps: readonly StepProps[];
}

/** What trying a provider out has shown. */
export function TestReport({ report, locale }: { report: ReportProps; locale: Locale }) {
  const w = providerPageWords(locale);
  return (
    <section class="panel" aria-labelledby="report">
      <Notice tone={report.isOk ? "good" : "bad"}>
        <h2 id="report">{report.isOk ? w.testGood : w.testBad}</h2>
      </Notice>
      <ol class="rows">
        {report.steps.map((step) => <Step {...step} locale={locale} />)}
      </ol>
    </section>
  );
}

function Step({ locale, ...step }: StepProps & { locale: Locale }) {
  const w = providerPageWords(locale);
  const names: Readonly<Record<string, string>> = w.steps;
  const [tone, icon, label] = stateOf(step, w);
  return (
    <li>
      <div class="head">
        <h3 class="text-sm">{names[step.step] ?? step.step}</h3>
        <Badge tone={tone} icon={icon}>{label}</Badge>
      </div>
      <p>{providerWords(step.code, locale)}</p>
      {step.target !== undefined && <p class="soft small">{step.target}</p>}
      {step.found !== undefined && step.found.length > 0 && (
        <ul class="grid gap-1 text-sm">
          {step.found.map((one) => (
            <li>
              <code>{one}</code>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function stateOf(
  { isOk, isWarning }: StepProps,
  w: ReturnType<typeof providerPageWords>,
): readonly [Tone, IconName, string] {
  if (!isOk) return ["bad", "circle-x", w.stepFailed];
  return isWarning ? ["warn", "triangle-alert", w.stepWarning] : ["good", "circle-check", w.stepOk];
}
