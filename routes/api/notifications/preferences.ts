import { getPreferences } from "#domain/notifications/get_preferences.ts";
import { updatePreferences } from "#domain/notifications/update_preferences.ts";
import { SEVERITIES } from "#domain/novedades/severity.ts";
import { createRoute, define, json, problems, text, z } from "../../_openapi.ts";
import { ChoicesBody, PreferencesBody, preferencesBody, QuietHoursBody } from "./schema.ts";

const PATH = "/api/v1/me/notifications";

export const getPreferencesRoute = define(
  createRoute({
    method: "get",
    path: PATH,
    operationId: "getNotificationPreferences",
    tags: ["notifications"],
    summary: "How you are told of what concerns you",
    responses: { 200: json(PreferencesBody, "Your preferences"), ...problems("token_invalid") },
  }),
  { anyOf: [] },
  async (c) => c.json(preferencesBody(await getPreferences(c.var.ctx)), 200),
);

const ChangesBody = z.strictObject({
  email: z.boolean().optional(),
  choices: ChoicesBody.partial().strict().optional(),
  least_severity: z.enum(SEVERITIES).optional(),
  quiet_hours: QuietHoursBody.nullable().optional(),
  time_zone: text(60).nullable().optional(),
  digest_hour: z.int().optional(),
  text: z.strictObject({
    phone: text(30).nullable().optional().meta({ description: "With its country, such as +57 300 123 4567" }),
    enabled: z.boolean().optional(),
  }).optional(),
}).openapi("NotificationPreferencesChanges", {
  example: {
    choices: { "novedad.created": "at_once", "solicitud.failed": "daily" },
    quiet_hours: { from: "20:00", until: "06:00" },
  },
});

export const updatePreferencesRoute = define(
  createRoute({
    method: "patch",
    path: PATH,
    operationId: "updateNotificationPreferences",
    tags: ["notifications"],
    summary: "Change how you are told of what concerns you",
    description: "It holds for what happens from now on.",
    request: { body: { required: true, ...json(ChangesBody, "What changes; the rest stays") } },
    responses: {
      200: json(PreferencesBody, "Your preferences as they are now"),
      ...problems(
        "request_malformed",
        "token_invalid",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  { anyOf: [] },
  async (c) => {
    const body = c.req.valid("json");
    const own = await updatePreferences(c.var.ctx, {
      email: body.email,
      choices: body.choices,
      leastSeverity: body.least_severity,
      quietHours: body.quiet_hours,
      timeZone: body.time_zone,
      digestHour: body.digest_hour,
      phone: body.text?.phone,
      hasTexts: body.text?.enabled,
    });
    return c.json(preferencesBody(own), 200);
  },
);
