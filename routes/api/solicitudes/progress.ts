import { getSolicitud } from "#domain/solicitudes/get_solicitud.ts";
import { followProgress, type NumberedEvent } from "#domain/solicitudes/progress.ts";
import { liveStream } from "../../_live_stream.ts";
import { createRoute, define, IdParam, problems, z } from "../../_openapi.ts";

const route = createRoute({
  method: "get",
  path: "/api/v1/solicitudes/{id}/progress",
  operationId: "followProgress",
  tags: ["solicitudes"],
  summary: "Follow a run live",
  description:
    "Server-sent events `progress`, each a step: `queued`, `waiting`, `asking_portal`, `reading_hits` (page n of m), " +
    "`reading_detail`, `reading_actuaciones` (page n of m), `reading_sujetos`, then `done`, `retrying` or `failed`. After a lost " +
    "connection send the last event's id as `Last-Event-ID`: nothing is repeated, nothing is left out. The stream " +
    "ends with the run, or with the session.",
  request: {
    params: IdParam,
    headers: z.object({ "last-event-id": z.string().regex(/^\d{1,9}$/).optional() }),
  },
  responses: {
    200: {
      description: "A stream of steps",
      content: {
        "text/event-stream": {
          schema: z.string(),
          example:
            'id: 2\nevent: progress\ndata: {"stage":"asking_portal","at":"2026-11-20T15:04:06.120Z"}\n\n',
        },
      },
    },
    ...problems("solicitud_not_found", "request_invalid"),
  },
});

export const followProgressRoute = define(
  route,
  { anyOf: ["read_all_solicitudes", "read_own_solicitudes"] },
  async (c) => {
    const { ctx } = c.var;
    const { id } = await getSolicitud(ctx, c.req.valid("param").id);
    const after = Number(c.req.valid("header")["last-event-id"] ?? 0);
    return liveStream(c, async (stream, signal) => {
      for await (const event of followProgress(ctx, id, { after, signal })) {
        await stream.writeSSE(asMessage(event));
      }
    });
  },
);

function asMessage({ position, event }: NumberedEvent) {
  return { id: String(position), event: "progress", data: JSON.stringify(event) };
}
