import { Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Choice } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Frame } from "../ui/layout.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { Sure } from "../ui/sure.tsx";
import { SettingsPage } from "../settings/settings_page.tsx";
import { DeliveryLog, type LogProps } from "./log.tsx";
import { Secret, StateBadge, WebhookInputs } from "./parts.tsx";
import type { WebhookFields, WebhookProps } from "./page_props.ts";
import { pageWords } from "./page_words.ts";

export interface TestResult {
  status: number | null;
  reason: string | null;
  durationMs: number;
  excerpt: string | null;
}

interface DetailProps {
  frame: Frame;
  script: string;
  webhook: WebhookProps;
  /** Its latest change: who was slower than somebody else hears of it. */
  version: string;
  fields: WebhookFields;
  errors: Readonly<Record<string, string>>;
  log: LogProps;
  isSaved: boolean;
  refusal?: RefusalProps;
  /** The new one, shown this once. */
  secret?: string;
  test?: TestResult;
}

export function WebhookPage(props: DetailProps) {
  const { frame, script, webhook, isSaved, refusal, secret, test, log } = props;
  const { locale } = frame.reader;
  const w = pageWords(locale);
  const title = webhook.description === "" ? new URL(webhook.url).host : webhook.description;
  return (
    <SettingsPage
      frame={frame}
      script={script}
      title={title}
      lead={webhook.url}
      back={{ href: "/webhooks", label: w.title }}
      acts={<Acts {...props} />}
    >
      {isSaved && <Notice tone="good">{w.saved}</Notice>}
      {refusal && <RefusalNotice {...refusal} />}
      {secret !== undefined && <Secret secret={secret} says={w.rotated} locale={locale} />}
      {test && <Tested test={test} locale={locale} />}
      {webhook.disabledReason && <Notice tone="warn">{w.disabled[webhook.disabledReason]}</Notice>}
      {webhook.previousSecretUntil && (
        <Notice tone="info">
          <span>
            {w.bothSign} <Instant at={webhook.previousSecretUntil} reader={frame.reader} />
          </span>
        </Notice>
      )}
      <DeliveryLog {...log} />
      <Edit {...props} />
      <Ends {...props} />
    </SettingsPage>
  );
}

function Acts({ frame: { reader: { locale } }, webhook }: DetailProps) {
  const w = pageWords(locale);
  const isActive = webhook.state === "active";
  return (
    <>
      <StateBadge webhook={webhook} locale={locale} />
      <form method="post" action={`/webhooks/${webhook.id}/${isActive ? "pause" : "enable"}`}>
        <button class="btn" type="submit">
          <Icon name={isActive ? "pause" : "play"} />
          {isActive ? w.pause : w.enable}
        </button>
      </form>
      <form method="post" action={`/webhooks/${webhook.id}/test`}>
        <button class="btn btn-primary" type="submit">
          <Icon name="send" />
          {w.test}
        </button>
      </form>
    </>
  );
}

function Tested({ test, locale }: { test: TestResult; locale: "es" | "en" }) {
  const w = pageWords(locale);
  const { status, reason, durationMs, excerpt } = test;
  const facts = [status === null ? null : `HTTP ${status}`, `${durationMs} ms`].filter((one) => one !== null);
  return (
    <Notice tone={reason === null ? "good" : "bad"}>
      <strong>{reason === null ? w.tested : w.testFailed}</strong>
      <p>{[reason && w.reasons[reason], ...facts].filter(Boolean).join(" · ")}</p>
      {excerpt && <pre class="whitespace-pre-wrap text-xs">{excerpt}</pre>}
    </Notice>
  );
}

function Edit({ frame: { reader: { locale } }, webhook, version, fields, errors }: DetailProps) {
  const w = pageWords(locale);
  return (
    <section class="panel" aria-labelledby="edit">
      <h2 id="edit">{w.edit}</h2>
      <form class="form" method="post" action={`/webhooks/${webhook.id}`}>
        <input type="hidden" name="version" value={version} />
        <WebhookInputs fields={fields} errors={errors} locale={locale} />
        <button class="btn btn-primary" type="submit">{w.save}</button>
      </form>
    </section>
  );
}

function Ends({ frame: { reader: { locale } }, webhook }: DetailProps) {
  const w = pageWords(locale);
  return (
    <div class="columns">
      <section class="panel" aria-labelledby="rotate">
        <h2 id="rotate">{w.rotate}</h2>
        <p class="soft small">{w.rotateQuestion}</p>
        <form class="form" method="post" action={`/webhooks/${webhook.id}/rotate`}>
          <Choice name="overlap" label={w.overlap} value="24" options={w.overlaps} />
          <button class="btn" type="submit">
            <Icon name="rotate-ccw" />
            {w.rotateAnswer}
          </button>
        </form>
      </section>
      <section class="panel" aria-labelledby="remove">
        <h2 id="remove">{w.remove}</h2>
        <Sure
          action={`/webhooks/${webhook.id}/delete`}
          label={w.remove}
          about={webhook.url}
          question={w.removeQuestion}
          answer={w.removeAnswer}
        />
      </section>
    </div>
  );
}
