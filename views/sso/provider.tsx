import { Badge, Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Frame } from "../ui/layout.tsx";
import type { Locale } from "../ui/reader.ts";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { Sure } from "../ui/sure.tsx";
import { Copied } from "../settings/copied.tsx";
import { SettingsPage } from "../settings/settings_page.tsx";
import { guidesFor } from "./guides.ts";
import { ProviderForm, type ProviderFormProps } from "./provider_form.tsx";
import { providerPageWords } from "./provider_words.ts";
import { type ReportProps, TestReport } from "./test_report.tsx";
import { type Kind, ssoWords } from "./words.ts";

export type FormContent = Pick<ProviderFormProps, "fields" | "roleMap" | "errors">;

interface NewProviderProps extends FormContent {
  frame: Frame;
  kind: Kind;
  refusal?: RefusalProps;
}

export function NewProviderPage({ frame, kind, refusal, ...content }: NewProviderProps) {
  const { locale } = frame.reader;
  const w = providerPageWords(locale);
  return (
    <SettingsPage
      frame={frame}
      title={w.add[kind]}
      lead={w.newLead}
      back={{ href: "/sso", label: ssoWords(locale).title }}
    >
      {refusal && <RefusalNotice {...refusal} />}
      <Guides kind={kind} locale={locale} />
      <section class="panel" aria-labelledby="settings">
        <h2 id="settings">{w.settings}</h2>
        <ProviderForm
          {...content}
          locale={locale}
          kind={kind}
          action="/sso"
          label={w.create}
          hasSecret={false}
        />
      </section>
    </SettingsPage>
  );
}

/** What is registered at the provider; an address each. */
export interface AddressProps {
  what: "redirect" | "afterLogout" | "backChannel" | "entityId" | "acs" | "slo";
  value: string;
}

interface ProviderProps extends FormContent {
  frame: Frame;
  script: string;
  id: string;
  kind: Kind;
  name: string;
  isEnabled: boolean;
  hasSecret: boolean;
  addresses: readonly AddressProps[];
  isSaved: boolean;
  refusal?: RefusalProps;
  report?: ReportProps;
  /** Whom the directory was asked for. */
  login: string;
}

export function ProviderPage(props: ProviderProps) {
  const { frame, script, id, kind, name, addresses, isSaved, refusal, report } = props;
  const { locale } = frame.reader;
  const w = providerPageWords(locale);
  return (
    <SettingsPage
      frame={frame}
      script={script}
      title={name}
      lead={ssoWords(locale).kinds[kind][0]}
      back={{ href: "/sso", label: ssoWords(locale).title }}
      acts={<Switch {...props} />}
    >
      {isSaved && <Notice tone="good">{w.saved}</Notice>}
      {refusal && <RefusalNotice {...refusal} />}
      {report && <TestReport report={report} locale={locale} />}
      <Trial {...props} />
      {addresses.length > 0 && <Addresses {...props} />}
      <Guides kind={kind} locale={locale} />
      <section class="panel" aria-labelledby="settings">
        <h2 id="settings">{w.settings}</h2>
        <ProviderForm {...props} locale={locale} action={`/sso/${id}`} label={w.save} />
      </section>
      <section class="panel" aria-labelledby="remove">
        <h2 id="remove">{w.remove}</h2>
        <Sure
          action={`/sso/${id}/delete`}
          label={w.remove}
          about={name}
          question={w.removeQuestion}
          answer={w.removeAnswer}
        />
      </section>
    </SettingsPage>
  );
}

function Switch({ frame: { reader: { locale } }, id, isEnabled }: ProviderProps) {
  const w = providerPageWords(locale);
  const { on, off } = ssoWords(locale);
  return (
    <>
      <Badge tone={isEnabled ? "good" : "quiet"}>{isEnabled ? on : off}</Badge>
      <form method="post" action={`/sso/${id}/switch`}>
        <input type="hidden" name="enabled" value={isEnabled ? "no" : "yes"} />
        <button class={`btn ${isEnabled ? "" : "btn-primary"}`} type="submit">
          {isEnabled ? w.off : w.on}
        </button>
      </form>
    </>
  );
}

function Trial({ frame: { reader: { locale } }, id, kind, isEnabled, login }: ProviderProps) {
  const w = providerPageWords(locale);
  return (
    <section class="panel" aria-labelledby="trial">
      <h2 id="trial">{w.test}</h2>
      <p class="soft">{isEnabled ? w.onAbout : w.offAbout} {w.testLead}</p>
      <form class="line" method="post" action={`/sso/${id}/test`}>
        {kind === "ldap" && (
          <Field name="login" label={w.login} value={login} hint={w.loginHint} maxlength={254} />
        )}
        <button class={`btn ${kind === "ldap" ? "" : "!mt-0"}`} type="submit">
          <Icon name="activity" />
          {w.test}
        </button>
      </form>
    </section>
  );
}

function Addresses({ frame: { reader: { locale } }, kind, addresses }: ProviderProps) {
  const w = providerPageWords(locale);
  const metadata = addresses.find(({ what }) => what === "entityId");
  return (
    <section class="panel" aria-labelledby="addresses">
      <h2 id="addresses">{w.addresses}</h2>
      {addresses.map(({ what, value }) => (
        <Copied id={`address-${what}`} label={w[what]} value={value} locale={locale} />
      ))}
      {kind === "saml" && metadata && (
        <p>
          <a class="btn" href={new URL(metadata.value).pathname} download="lexia-metadata.xml">
            <Icon name="download" />
            {w.metadata}
          </a>
        </p>
      )}
    </section>
  );
}

/** One opens at a time, by their shared name. */
function Guides({ kind, locale }: { kind: Kind; locale: Locale }) {
  const w = providerPageWords(locale);
  return (
    <section class="panel" aria-labelledby="guides">
      <h2 id="guides">{w.guides}</h2>
      <div class="grid gap-2">
        {guidesFor(kind, locale).map(({ name, steps }) => (
          <details class="rounded-field border border-base-300 px-4 py-2" name="guide">
            <summary class="font-medium">{name}</summary>
            <div class="prose py-2">
              <ol>{steps.map((step) => <li>{step}</li>)}</ol>
            </div>
          </details>
        ))}
      </div>
    </section>
  );
}
