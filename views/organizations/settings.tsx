import { Notice } from "../ui/badge.tsx";
import type { Frame } from "../ui/layout.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { SettingsPage } from "../settings/settings_page.tsx";
import { Access, type AccessFields, General, type GeneralFields } from "./general.tsx";
import { Branding } from "./branding.tsx";
import { Calendar, type ClosureFields, type ClosureProps } from "./calendar.tsx";
import { type DomainProps, Domains } from "./domains.tsx";
import { Leaving } from "./leaving.tsx";
import { type SettingsWords, settingsWords } from "./settings_words.ts";

export type { AccessFields, ClosureFields, ClosureProps, DomainProps, GeneralFields };

export interface OrganizationProps {
  frame: Frame;
  script: string;
  /** Sent back with each form: who was slower than somebody else hears of it. */
  version: number;
  general: GeneralFields;
  access: AccessFields;
  hasLogo: boolean;
  domains: readonly DomainProps[];
  /** Where a domain is led to. */
  host: string;
  /** What was typed, where it was refused. */
  newDomain: string;
  closures: readonly ClosureProps[];
  newClosure: ClosureFields;
  /** Null: LEXIA's own hold. */
  severityRules: number | null;
  /** When everything is to be deleted; null: nobody has asked for that. */
  deleteAfter: Date | null;
  graceDays: number;
  /** The caller's own, which must stay among the allowed ones. */
  address: string;
  isSaved: boolean;
  refusal?: RefusalProps;
  errors: Readonly<Record<string, string>>;
}

/** What every section gets. */
export type SectionProps = OrganizationProps & { w: SettingsWords };

const SECTIONS = [
  "general",
  "branding",
  "access",
  "domains",
  "severity",
  "calendar",
  "export",
  "deletion",
] as const;

export function OrganizationPage(props: OrganizationProps) {
  const { frame, script, isSaved, refusal } = props;
  const w = settingsWords(frame.reader.locale);
  const section = { ...props, w };
  return (
    <SettingsPage frame={frame} script={script} title={w.title} lead={w.lead}>
      {isSaved && <Notice tone="good">{w.saved}</Notice>}
      {refusal && <RefusalNotice {...refusal} />}
      <div class="grid items-start gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <nav class="no-print lg:sticky lg:top-20" aria-label={w.sections}>
          <ul class="flex flex-wrap gap-1 lg:grid">
            {SECTIONS.map((id) => (
              <li>
                <a
                  class="block rounded-field px-3 py-1.5 text-sm hover:bg-base-300/60"
                  href={`#${id}`}
                >
                  {w[id]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="flow [&_section]:scroll-mt-20">
          <General {...section} />
          <Branding {...section} />
          <Access {...section} />
          <Domains {...section} />
          <Severity {...section} />
          <Calendar {...section} />
          <Leaving {...section} />
        </div>
      </div>
    </SettingsPage>
  );
}

function Severity({ w, severityRules }: SectionProps) {
  return (
    <section id="severity" class="panel" aria-labelledby="severity-title">
      <h2 id="severity-title">{w.severity}</h2>
      <p class="soft">{w.severityAbout}</p>
      <p>{severityRules === null ? w.severityDefault : w.severityOwn(severityRules)}</p>
      <p>
        <a class="btn" href="/organization/severity">{w.severityEdit}</a>
      </p>
    </section>
  );
}
