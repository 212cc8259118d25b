import { followNotifications } from "#domain/notifications/follow_notifications.ts";
import { liveStream } from "../../_live_stream.ts";
import { createRoute, define, problems, z } from "../../_openapi.ts";
import { notificationBody } from "./schema.ts";

const route = createRoute({
  method: "get",
  path: "/api/v1/events",
  operationId: "followEvents",
  tags: ["notifications"],
  summary: "Follow your feed live",
  description:
    "Server-sent events, named for the kind of event, each with the notification as the feed has it, from now " +
    "on. After a lost connection send the last event's id as `Last-Event-ID`: nothing is repeated, nothing is left out. " +
    "The stream ends after ten minutes, or with the session.",
  request: { headers: z.object({ "last-event-id": z.string().regex(/^\d{1,15}$/).optional() }) },
  responses: {
    200: {
      description: "A stream of notifications",
      content: {
        "text/event-stream": {
          schema: z.string(),
          example:
            'id: 1764241445120\nevent: novedad.created\ndata: {"type":"novedad.created","severity":"high"}\n\n',
        },
      },
    },
    ...problems("request_invalid"),
  },
});

export const followEventsRoute = define(route, { anyOf: [] }, (c) => {
  const last = c.req.valid("header")["last-event-id"];
  const after = last === undefined ? undefined : Number(last);
  return liveStream(c, async (stream, signal) => {
    // So that the client knows at once that it is listening.
    await stream.write(": listening\n\n");
    for await (const notification of followNotifications(c.var.ctx, { after, signal })) {
      await stream.writeSSE({
        id: String(notification.position),
        event: notification.type,
        data: JSON.stringify(notificationBody(notification)),
      });
    }
  });
});
