/** Webhooks, for people who set them up by hand: the list, and a new one. */
import type { DomainError } from "#domain/errors.ts";
import { EVENT_TYPES } from "#domain/events/event_types.ts";
import { createWebhook } from "#domain/webhooks/create_webhook.ts";
import { getDailyUse } from "#domain/webhooks/daily_limit.ts";
import { listWebhooks } from "#domain/webhooks/read_webhooks.ts";
import { FORMATS, type WebhookFormat } from "#domain/webhooks/webhook.ts";
import { WebhooksPage } from "#views/webhooks/list.tsx";
import type { WebhookFields } from "#views/webhooks/page_props.ts";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { frameOf, readForm, show } from "./_page.ts";
import { faultsOf, isSaidOnPage, refusalOf } from "./_settings.ts";
import { SETTINGS_SCRIPT } from "./assets.ts";

const PATH = "/webhooks";
/** More than there can be. */
const ALL = 50;
const EMPTY: WebhookFields = { url: "", description: "", events: ["novedad.created"], format: "standard" };

interface Shown {
  typed?: WebhookFields;
  made?: { id: string; secret: string };
  error?: DomainError;
}

export async function webhooksPage(c: LexiaContext): Promise<Response> {
  return await showWebhooks(c, {});
}

export async function submitWebhook(c: LexiaContext): Promise<Response> {
  const typed = webhookFieldsIn(await readForm(c, { all: true }));
  try {
    const { id, secret } = await createWebhook(c.var.ctx, c.var.deps.identity, inputIn(typed));
    return await showWebhooks(c, { made: { id, secret } });
  } catch (error) {
    if (!isSaidOnPage(error)) throw error;
    return await showWebhooks(c, { typed, error });
  }
}

export function webhookFieldsIn(form: Record<string, unknown>): WebhookFields {
  const text = (name: string, most: number) => {
    const value = form[name];
    return typeof value === "string" ? value.trim().slice(0, most) : "";
  };
  const events = [form.events ?? []].flat().filter((one) => typeof one === "string");
  return {
    url: text("url", 3_000),
    description: text("description", 500),
    events: events.slice(0, EVENT_TYPES.length),
    format: text("format", 20),
  };
}

export function inputIn({ url, description, events, format }: WebhookFields) {
  return {
    url,
    description,
    events: EVENT_TYPES.filter((type) => events.includes(type)),
    format: FORMATS.find((one): one is WebhookFormat => one === format) ?? "standard",
  };
}

async function showWebhooks(c: LexiaContext, { typed, made, error }: Shown): Promise<Response> {
  const { ctx } = c.var;
  const [{ items }, today] = await Promise.all([listWebhooks(ctx, { limit: ALL }), getDailyUse(ctx)]);
  return show(
    c,
    <WebhooksPage
      frame={frameOf(c)}
      script={SETTINGS_SCRIPT.path}
      now={new Date(ctx.clock.now())}
      webhooks={items}
      today={today}
      fields={typed ?? EMPTY}
      errors={faultsOf(error)}
      refusal={refusalOf(c, error, PATH)}
      made={made}
    />,
    error === undefined ? 200 : statusOf(error.kind),
  );
}
