import { Notice } from "../ui/badge.tsx";
import { Choice, Field, Tick } from "../ui/field.tsx";
import type { Frame } from "../ui/layout.tsx";
import type { Locale } from "../ui/reader.ts";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { Sure } from "../ui/sure.tsx";
import { SettingsPage } from "../settings/settings_page.tsx";
import { KINDS, SEVERITIES, severityWords } from "./severity_words.ts";

/** As it is typed and shown. */
export interface RuleFields {
  severity: string;
  /** With commas between them. */
  acts: string;
  words: string;
  kinds: readonly string[];
  hasTerm: boolean;
}

interface SeverityProps {
  frame: Frame;
  rules: readonly RuleFields[];
  isDefault: boolean;
  /** Of their latest change: who was slower than somebody else hears of it. */
  version: string;
  isSaved: boolean;
  refusal?: RefusalProps;
  /** The rules, from 0, of which something was refused. */
  wrong: readonly number[];
}

const BLANK: RuleFields = { severity: "normal", acts: "", words: "", kinds: [], hasTerm: false };

export function SeverityPage({ frame, rules, isDefault, version, isSaved, refusal, wrong }: SeverityProps) {
  const { locale } = frame.reader;
  const w = severityWords(locale);
  return (
    <SettingsPage
      frame={frame}
      title={w.title}
      lead={w.lead}
      back={{ href: "/organization#severity", label: w.back }}
    >
      {isSaved && <Notice tone="good">{w.saved}</Notice>}
      {refusal && <RefusalNotice {...refusal} />}
      {isDefault && <Notice tone="info">{w.isDefault}</Notice>}
      <form class="form" method="post" action="/organization/severity">
        <input type="hidden" name="version" value={version} />
        <div class="panel">
          {[...rules, BLANK].map((rule, i) => (
            <Rule
              at={i}
              rule={rule}
              title={i < rules.length ? w.rule(i + 1) : w.newRule}
              isWrong={wrong.includes(i)}
              locale={locale}
            />
          ))}
        </div>
        <p class="soft small">{w.emptied}</p>
        <button class="btn btn-primary" type="submit">{w.save}</button>
      </form>
      {!isDefault && (
        <Sure
          action="/organization/severity/reset"
          label={w.reset}
          about={w.title}
          question={w.resetQuestion}
          answer={w.resetAnswer}
        />
      )}
    </SettingsPage>
  );
}

interface RuleProps {
  at: number;
  rule: RuleFields;
  title: string;
  isWrong: boolean;
  locale: Locale;
}

function Rule({ at, rule, title, isWrong, locale }: RuleProps) {
  const w = severityWords(locale);
  const severities = SEVERITIES.map((one) => [one, w.severities[one]] as const);
  return (
    <div class="part" role="group" aria-labelledby={`rule_${at}`}>
      <h2 id={`rule_${at}`} class="text-sm">{title}</h2>
      <div class="grid items-start gap-4 md:grid-cols-[5rem_9rem_minmax(0,1fr)_minmax(0,1fr)]">
        <Field name={`order_${at}`} label={w.order} value={String(at + 1)} maxlength={3} />
        <Choice name={`severity_${at}`} label={w.severity} value={rule.severity} options={severities} />
        <Field
          name={`acts_${at}`}
          label={w.acts}
          value={rule.acts}
          hint={at === 0 ? w.listHint : undefined}
          maxlength={5_000}
        />
        <Field
          name={`words_${at}`}
          label={w.words}
          value={rule.words}
          error={isWrong ? w.wrong : undefined}
          maxlength={5_000}
        />
      </div>
      <div class="flex flex-wrap items-start gap-x-8 gap-y-2">
        <Tick name={`term_${at}`} value="yes" isChosen={rule.hasTerm}>{w.hasTerm}</Tick>
        <details class="min-w-0 flex-1 basis-80" open={rule.kinds.length > 0}>
          <summary>{w.kinds}</summary>
          <div class="checks pt-2">
            {KINDS.map((kind) => (
              <Tick name={`kinds_${at}`} value={kind} isChosen={rule.kinds.includes(kind)}>
                {w.kindWords[kind]}
              </Tick>
            ))}
          </div>
        </details>
      </div>
    </div>
  );
}
