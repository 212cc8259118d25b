import { streamSSE } from "hono/streaming";
import { sessionEnd } from "#domain/identity/session_end.ts";
import { followNotifications } from "#domain/notifications/follow_notifications.ts";
import { createRoute, define, problems, z } from "../../_openapi.ts";
import { notificationBody } from "./schema.ts";

/** Below the idle time-outs of common proxies. */
const KEEP_ALIVE_MS = 15_000;
/** Then the client connects again and goes on where it was. */
const LONGEST_MS = 10 * 60_000;

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
  const { ctx, deps } = c.var;
  const last = c.req.valid("header")["last-event-id"];
  const after = last === undefined ? undefined : Number(last);
  // Proxies must pass each event on as it comes.
  c.header("X-Accel-Buffering", "no");
  return streamSSE(c, async (stream) => {
    const ended = new AbortController();
    stream.onAbort(() => ended.abort());
    const signal = AbortSignal.any([ended.signal, deps.stopping, AbortSignal.timeout(LONGEST_MS)]);
    void sessionEnd(deps.identity, ctx, signal).then(() => ended.abort());
    const keepAlive = setInterval(() => void stream.write(": still here\n\n"), KEEP_ALIVE_MS);
    try {
      // So that the client knows at once that it is listening.
      await stream.write(": listening\n\n");
      for await (const notification of followNotifications(ctx, { after, signal })) {
        await stream.writeSSE({
          id: String(notification.position),
          event: notification.type,
          data: JSON.stringify(notificationBody(notification)),
        });
      }
    } finally {
      clearInterval(keepAlive);
      ended.abort();
    }
  });
});
