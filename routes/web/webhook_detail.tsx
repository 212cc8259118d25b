/** One webhook: what was sent to it, and what can be done with it. */
import { DomainError } from "#domain/errors.ts";
import { deleteWebhook } from "#domain/webhooks/delete_webhook.ts";
import { DELIVERY_STATUSES, type DeliveryRecord } from "#domain/webhooks/delivery.ts";
import { enableWebhook } from "#domain/webhooks/enable_webhook.ts";
import { getDelivery, latestAttempts, listDeliveries } from "#domain/webhooks/read_deliveries.ts";
import { getWebhook } from "#domain/webhooks/read_webhooks.ts";
import { redeliver } from "#domain/webhooks/redeliver.ts";
import { rotateSecret } from "#domain/webhooks/rotate_secret.ts";
import { testWebhook } from "#domain/webhooks/test_webhook.ts";
import { updateWebhook } from "#domain/webhooks/update_webhook.ts";
import type { Webhook } from "#domain/webhooks/webhook.ts";
import { type TestResult, WebhookPage } from "#views/webhooks/detail.tsx";
import type { LogProps } from "#views/webhooks/log.tsx";
import type { WebhookFields } from "#views/webhooks/page_props.ts";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { readerOf } from "./_look.ts";
import { faultsOf, isSaidOnPage, refusalOf } from "./_settings.ts";
import { SETTINGS_SCRIPT } from "./assets.ts";
import { inputIn, webhookFieldsIn } from "./webhooks.tsx";

const ROWS = 25;
const MOST_OVERLAP_HOURS = 168;

interface Shown {
  typed?: WebhookFields;
  error?: DomainError;
  secret?: string;
  test?: TestResult;
}

export async function webhookPage(c: LexiaContext): Promise<Response> {
  return await showWebhook(c, {});
}

export async function submitWebhookChanges(c: LexiaContext): Promise<Response> {
  const form = await readForm(c, { all: true });
  const typed = webhookFieldsIn(form);
  return await attempt(c, { typed }, async () => {
    const id = idOf(c);
    const { url } = await getWebhook(c.var.ctx, id);
    const { url: given, ...changes } = inputIn(typed);
    // The same address is no change, for which a fresh proof would be asked.
    const change = given === url ? changes : { url: given, ...changes };
    await updateWebhook(c.var.ctx, { id, seenAt: instantIn(textIn(form, "version")), changes: change });
    return c.redirect(`${pathOf(c)}?saved`, 303);
  });
}

export async function submitWebhookPause(c: LexiaContext): Promise<Response> {
  return await attempt(c, {}, async () => {
    await updateWebhook(c.var.ctx, { id: idOf(c), changes: { state: "disabled" } });
    return c.redirect(pathOf(c), 303);
  });
}

export async function submitWebhookEnabling(c: LexiaContext): Promise<Response> {
  return await attempt(c, {}, async () => {
    await enableWebhook(c.var.ctx, idOf(c));
    return c.redirect(pathOf(c), 303);
  });
}

export async function submitWebhookTest(c: LexiaContext): Promise<Response> {
  return await attempt(c, {}, async () => {
    const { outcome } = await testWebhook(c.var.ctx, c.var.deps.identity, idOf(c));
    return await showWebhook(c, { test: outcome });
  });
}

export async function submitSecretRotation(c: LexiaContext): Promise<Response> {
  const overlap = textIn(await readForm(c), "overlap");
  const overlapHours = /^\d{1,3}$/.test(overlap) ? Math.min(Number(overlap), MOST_OVERLAP_HOURS) : 24;
  return await attempt(c, {}, async () => {
    const rotation = { id: idOf(c), overlapHours };
    const { secret } = await rotateSecret(c.var.ctx, c.var.deps.identity, rotation);
    return await showWebhook(c, { secret });
  });
}

export async function submitWebhookRemoval(c: LexiaContext): Promise<Response> {
  await deleteWebhook(c.var.ctx, idOf(c));
  return c.redirect("/webhooks", 303);
}

export async function submitRedelivery(c: LexiaContext): Promise<Response> {
  const id = c.req.param("id") ?? "";
  const { endpointId } = await getDelivery(c.var.ctx, id);
  return await attempt(c, {}, async () => {
    await redeliver(c.var.ctx, id);
    return c.redirect(`/webhooks/${endpointId}`, 303);
  }, endpointId);
}

/** Does it, or shows the page of that webhook with why it was refused. */
async function attempt(
  c: LexiaContext,
  shown: Shown,
  work: () => Promise<Response>,
  webhookId?: string,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!isSaidOnPage(error)) throw error;
    return await showWebhook(c, { ...shown, error }, webhookId);
  }
}

async function showWebhook(c: LexiaContext, shown: Shown, webhookId = idOf(c)): Promise<Response> {
  const { typed, error, secret, test } = shown;
  const [webhook, log] = await Promise.all([getWebhook(c.var.ctx, webhookId), logOf(c, webhookId)]);
  return show(
    c,
    <WebhookPage
      frame={frameOf(c)}
      script={SETTINGS_SCRIPT.path}
      webhook={withoutPast(webhook, c.var.ctx.clock.now())}
      version={webhook.updatedAt.toISOString()}
      fields={typed ?? webhook}
      errors={faultsOf(error)}
      log={log}
      isSaved={error === undefined && c.req.query("saved") !== undefined}
      refusal={refusalOf(c, error, `/webhooks/${webhookId}`)}
      secret={secret}
      test={test}
    />,
    error === undefined ? 200 : statusOf(error.kind),
  );
}

/** Where the secret before signs no longer, it is not spoken of. */
function withoutPast(webhook: Webhook, now: number): Webhook {
  const { previousSecretUntil: until } = webhook;
  return { ...webhook, previousSecretUntil: until && until.getTime() > now ? until : null };
}

async function logOf(c: LexiaContext, webhookId: string): Promise<LogProps> {
  const { ctx } = c.var;
  const { status: asked, cursor, delivery } = c.req.query();
  const status = DELIVERY_STATUSES.find((one) => one === asked);
  const page = await listDeliveries(ctx, webhookId, { limit: ROWS, cursor, status });
  const [latest, opened] = await Promise.all([
    latestAttempts(ctx, page.items.map(({ id }) => id)),
    delivery === undefined ? null : openedOf(c, webhookId, delivery),
  ]);
  const path = (more: Record<string, string>) => {
    const query = new URLSearchParams({ ...(status && { status }), ...more });
    return `/webhooks/${webhookId}${query.size === 0 ? "" : `?${query}`}`;
  };
  return {
    reader: readerOf(c),
    webhookId,
    here: path({ ...(cursor !== undefined && { cursor }), ...(delivery !== undefined && { delivery }) }),
    deliveries: page.items.map((one) => {
      const { durationMs = null, excerpt = null } = latest.get(one.id) ?? {};
      return { ...one, durationMs, excerpt };
    }),
    status: status ?? null,
    first: cursor === undefined ? null : path({}),
    next: page.nextCursor && path({ cursor: page.nextCursor }),
    opened,
  };
}

/** @throws {DomainError} `webhook_delivery_not_found` also for another webhook's. */
async function openedOf(c: LexiaContext, webhookId: string, id: string): Promise<LogProps["opened"]> {
  const record: DeliveryRecord = await getDelivery(c.var.ctx, id);
  if (record.endpointId !== webhookId) throw new DomainError("webhook_delivery_not_found");
  return { id, body: record.body, attempts: record.made };
}

function idOf(c: LexiaContext): string {
  return c.req.param("id")?.toLowerCase() ?? "";
}

function pathOf(c: LexiaContext): string {
  return `/webhooks/${idOf(c)}`;
}

function instantIn(text: string): Date | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
