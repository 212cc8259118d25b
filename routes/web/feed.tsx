/** The person's feed: what LEXIA told them. */
import { isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { eventPage } from "#domain/events/event_page.ts";
import type { EventData, EventType } from "#domain/events/event_types.ts";
import { listNotifications } from "#domain/notifications/list_notifications.ts";
import type { Notification } from "#domain/notifications/notification.ts";
import { readAllNotifications, readNotification } from "#domain/notifications/read_notifications.ts";
import { formatRadicado } from "#domain/radicado.ts";
import { type FeedEntry, FeedPage } from "#views/feed/feed.tsx";
import type { LexiaContext } from "../_env.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";

const ROWS = 20;

export async function feedPage(c: LexiaContext): Promise<Response> {
  const { ctx } = c.var;
  const cursor = c.req.query("cursor");
  const { items, nextCursor, unread } = await listNotifications(ctx, { cursor, limit: ROWS });
  return show(
    c,
    <FeedPage
      frame={frameOf(c)}
      now={new Date(ctx.clock.now())}
      entries={items.map(entryOf)}
      unread={unread}
      until={items[0]?.position ?? 0}
      isFirstPage={cursor === undefined}
      next={nextCursor && `/feed?${new URLSearchParams({ cursor: nextCursor })}`}
    />,
  );
}

export async function submitFeedRead(c: LexiaContext): Promise<Response> {
  const id = (c.req.param("id") ?? "").toLowerCase();
  if (!isUuid(id)) throw new DomainError("notification_not_found");
  await readNotification(c.var.ctx, id);
  return c.redirect("/feed", 303);
}

export async function submitFeedReadAll(c: LexiaContext): Promise<Response> {
  const until = textIn(await readForm(c), "until");
  if (!/^\d{1,15}$/.test(until)) throw new DomainError("request_malformed");
  await readAllNotifications(c.var.ctx, Number(until));
  return c.redirect("/feed", 303);
}

function entryOf(notification: Notification): FeedEntry {
  const { id, type, solicitudId, radicado, alias, nombre, occurredAt, readAt } = notification;
  // Type and data are those of one event: see `domain/events/event_types.ts`.
  const data = notification.data as unknown as FeedEntry["notice"]["data"] & EventData[EventType];
  const about = solicitudId === null ? null : {
    solicitudId,
    radicado: radicado === null ? null : formatRadicado(radicado),
    alias,
    sought: nombre === null ? null : { nombre, tipoPersona: "natural" as const },
  };
  return {
    id,
    notice: { type, data, case: about } as FeedEntry["notice"],
    at: occurredAt,
    isRead: readAt !== null,
    href: pageOf(notification, data),
  };
}

function pageOf({ type, solicitudId, nombre }: Notification, data: EventData[EventType]): string {
  if (type === "novedad.created" && "novedad_ids" in data) {
    const [id, ...more] = data.novedad_ids;
    if (id !== undefined && more.length === 0) return `/novedades/${id}`;
    return `/novedades?${new URLSearchParams({ radicado: data.radicado })}`;
  }
  if (type === "quota.warning") return "/usage";
  if ("bulk_id" in data) return `/solicitudes/bulk/${data.bulk_id}`;
  return eventPage(solicitudId === null ? null : { id: solicitudId, isSearch: nombre !== null }, data);
}
