import { Notice } from "../ui/badge.tsx";
import { Ago, formatCount, Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Frame } from "../ui/layout.tsx";
import { Meter } from "../ui/meter.tsx";
import type { Reader } from "../ui/reader.ts";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { SettingsPage } from "../settings/settings_page.tsx";
import { Secret, StateBadge, WebhookInputs } from "./parts.tsx";
import type { WebhookFields, WebhookProps } from "./page_props.ts";
import { pageWords } from "./page_words.ts";

interface WebhooksProps {
  frame: Frame;
  script: string;
  now: Date;
  webhooks: readonly WebhookProps[];
  today: { sent: number; limit: number; resetsAt: Date };
  fields: WebhookFields;
  errors: Readonly<Record<string, string>>;
  refusal?: RefusalProps;
  /** The one that was just made, with its secret. */
  made?: { id: string; secret: string };
}

export function WebhooksPage(props: WebhooksProps) {
  const { frame, script, webhooks, made, refusal } = props;
  const { locale } = frame.reader;
  const w = pageWords(locale);
  return (
    <SettingsPage
      frame={frame}
      script={script}
      title={w.title}
      lead={w.lead}
      acts={webhooks.length > 0 && (
        <a class="btn btn-primary" href="#new">
          <Icon name="plus" />
          {w.add}
        </a>
      )}
    >
      {refusal && <RefusalNotice {...refusal} />}
      {made && <Secret secret={made.secret} says={w.made} locale={locale} />}
      {made && (
        <p>
          <a class="btn" href={`/webhooks/${made.id}`}>{w.toLog}</a>
        </p>
      )}
      <Today {...props} />
      <section class="panel" aria-labelledby="listed">
        <h2 id="listed">{w.listed}</h2>
        {webhooks.length === 0
          ? <Empty icon="webhook" title={w.empty} advice={w.emptyAdvice} />
          : <Rows {...props} />}
      </section>
      <NewWebhook {...props} />
    </SettingsPage>
  );
}

function Today({ frame: { reader }, today: { sent, limit, resetsAt } }: WebhooksProps) {
  const w = pageWords(reader.locale);
  const says = w.today(formatCount(sent, reader.locale), formatCount(limit, reader.locale));
  return (
    <section class="panel gap-2" aria-label={says}>
      <div class="head">
        <p class="number font-semibold">{says}</p>
        <p class="soft small">
          {w.resets} <Instant at={resetsAt} reader={reader} />
        </p>
      </div>
      <Meter label={says} value={sent} max={limit} />
      {sent >= limit && <Notice tone="warn">{w.held}</Notice>}
    </section>
  );
}

function Rows({ frame: { reader }, now, webhooks }: WebhooksProps) {
  return (
    <ul class="rows">
      {webhooks.map((webhook) => <Row webhook={webhook} now={now} reader={reader} />)}
    </ul>
  );
}

function Row({ webhook, now, reader }: { webhook: WebhookProps; now: Date; reader: Reader }) {
  const w = pageWords(reader.locale);
  const { id, url, description, events, failures, lastSuccessAt } = webhook;
  const named = description === "" ? new URL(url).host : description;
  return (
    <li>
      <div class="head">
        <div class="min-w-0">
          <a class="font-semibold" href={`/webhooks/${id}`}>{named}</a>
          <div class="soft small">{url}</div>
        </div>
        <StateBadge webhook={webhook} locale={reader.locale} />
      </div>
      <p class="soft small">
        {events.map((type) => w.eventWords[type][0]).join(" · ")}
      </p>
      {(lastSuccessAt !== null || failures > 0) && (
        <p class="small flex flex-wrap gap-x-4">
          {lastSuccessAt && (
            <span>
              {w.heard}: <Ago at={lastSuccessAt} now={now} reader={reader} />
            </span>
          )}
          {failures > 0 && <span class="text-error">{w.failing(failures)}</span>}
        </p>
      )}
    </li>
  );
}

function NewWebhook({ frame: { reader: { locale } }, fields, errors }: WebhooksProps) {
  const w = pageWords(locale);
  return (
    <section class="panel" aria-labelledby="new">
      <h2 id="new">{w.add}</h2>
      <form class="form" method="post" action="/webhooks">
        <WebhookInputs fields={fields} errors={errors} locale={locale} />
        <button class="btn btn-primary" type="submit">{w.create}</button>
      </form>
    </section>
  );
}
