/** The caller's own feed: what LEXIA told them. */
import { listNotifications, MOST_UNREAD } from "#domain/notifications/list_notifications.ts";
import { readAllNotifications, readNotification } from "#domain/notifications/read_notifications.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, z } from "../../_openapi.ts";
import { NOTIFICATION, NotificationBody, notificationBody } from "./schema.ts";

const EVERYBODY = { anyOf: [] } as const;

const Query = PageQuery.extend({
  unread: z.enum(["true", "false"]).transform((value) => value === "true").optional()
    .meta({ description: "What the caller has not read; `false`: what they have" }),
});

const NotificationsPage = pageOf(NotificationBody).extend({
  unread: z.int().meta({ description: `Counted up to ${MOST_UNREAD}` }),
}).openapi("NotificationsPage", { example: { items: [NOTIFICATION], next_cursor: null, unread: 1 } });

export const listNotificationsRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/notifications",
    operationId: "listNotifications",
    tags: ["notifications"],
    summary: "What you were told of, the latest first",
    request: { query: Query },
    responses: {
      200: json(NotificationsPage, "A page of your feed"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  EVERYBODY,
  async (c) => {
    const page = await listNotifications(c.var.ctx, c.req.valid("query"));
    const items = page.items.map(notificationBody);
    return c.json({ items, next_cursor: page.nextCursor, unread: page.unread }, 200);
  },
);

export const readNotificationRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/notifications/{id}/read",
    operationId: "readNotification",
    tags: ["notifications"],
    summary: "Mark it as read",
    request: { params: IdParam },
    responses: {
      200: json(NotificationBody, "The notification as it is now"),
      ...problems("notification_not_found", "request_invalid"),
    },
  }),
  EVERYBODY,
  async (c) => c.json(notificationBody(await readNotification(c.var.ctx, c.req.valid("param").id)), 200),
);

const ReadAllBody = z.strictObject({
  until: z.int().min(0).meta({
    description: "`position` of the newest that was shown: what came later stays unread",
  }),
}).openapi("ReadAllNotifications", { example: { until: 1764241445120 } });

const ReadAllAnswer = z.object({ read: z.int() }).openapi("ReadNotifications", { example: { read: 12 } });

export const readAllNotificationsRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/notifications/read-all",
    operationId: "readAllNotifications",
    tags: ["notifications"],
    summary: "Mark all as read",
    request: { body: { required: true, ...json(ReadAllBody, "Until which one") } },
    responses: {
      200: json(ReadAllAnswer, "How many were unread"),
      ...problems("request_malformed", "content_type_unsupported", "body_too_large", "request_invalid"),
    },
  }),
  EVERYBODY,
  async (c) => c.json({ read: await readAllNotifications(c.var.ctx, c.req.valid("json").until) }, 200),
);
