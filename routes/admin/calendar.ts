/** The national judicial calendar, for operators. */
import { listRules, type NationalRule, putRule, removeRule } from "#domain/terms/national_rules.ts";
import type { CalendarPattern } from "#domain/terms/calendar_rules.ts";
import { createRoute, definePlatform, json, problems, text, z } from "../_openapi.ts";
import { Day } from "../api/terms/schema.ts";

const MonthDay = z.strictObject({ month: z.int().min(1).max(12), day: z.int().min(1).max(31) });
const EasterOffset = z.int().min(-60).max(120);

const PatternBody = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("day"),
    month: z.int().min(1).max(12),
    day: z.int().min(1).max(31),
    is_moved_to_monday: z.boolean(),
  }),
  z.strictObject({ kind: z.literal("easter"), from: EasterOffset, to: EasterOffset }).meta({
    description: "Days counted from Easter Sunday, the last one included",
  }),
  z.strictObject({ kind: z.literal("span"), from: MonthDay, to: MonthDay }).meta({
    description: "Of each year, over New Year where the last day is the earlier one",
  }),
  z.strictObject({ kind: z.literal("dates"), from: Day, to: Day }),
]);

const FIELDS = {
  code: z.string().regex(/^[a-z][a-z0-9_]{2,59}$/),
  name: text(200).trim().min(3),
  source: text(200).trim().min(3).meta({ description: "The law or acuerdo" }),
  pattern: PatternBody,
  stops: z.enum(["all", "collective"]).meta({
    description: "Every court, or those of the collective regime",
  }),
  valid_from: Day.nullable(),
  valid_to: Day.nullable(),
};

const EXAMPLE = {
  code: "virgen_de_chiquinquira",
  name: "Virgen de Chiquinquirá",
  source: "Ley 2578 de 2026",
  pattern: { kind: "day" as const, month: 7, day: 9, is_moved_to_monday: true },
  stops: "all" as const,
  valid_from: "2026-01-01",
  valid_to: null,
};

const RuleInput = z.strictObject(FIELDS).openapi("CalendarRuleInput", { example: EXAMPLE });

const RuleBody = z.object({ ...FIELDS, origin: z.enum(["built_in", "changed", "added"]) })
  .openapi("CalendarRule", { example: { ...EXAMPLE, origin: "built_in" } });

const PATH = "/api/v1/admin/calendar/rules";

export const listRulesRoute = definePlatform(
  createRoute({
    method: "get",
    path: PATH,
    operationId: "listCalendarRules",
    tags: ["admin"],
    summary: "The rules of the judicial calendar",
    responses: { 200: json(z.object({ items: z.array(RuleBody) }), "All rules") },
  }),
  async (c) => c.json({ items: (await listRules(c.var.platformCtx)).map(ruleBody) }, 200),
);

export const putRuleRoute = definePlatform(
  createRoute({
    method: "put",
    path: PATH,
    operationId: "putCalendarRule",
    tags: ["admin"],
    summary: "Add a rule, or change the one of its code",
    description: "Counts everywhere within a minute. A law that fell is its rule with a last day.",
    request: { body: { required: true, ...json(RuleInput, "The rule") } },
    responses: {
      200: json(RuleBody, "The rule as it stands"),
      ...problems(
        "request_malformed",
        "calendar_rule_refused",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  async (c) => {
    const { valid_from: validFrom, valid_to: validTo, pattern, ...rule } = c.req.valid("json");
    const stored = await putRule(c.var.platformCtx, {
      ...rule,
      pattern: patternOf(pattern),
      validFrom,
      validTo,
    });
    return c.json(ruleBody(stored), 200);
  },
);

export const removeRuleRoute = definePlatform(
  createRoute({
    method: "delete",
    path: PATH,
    operationId: "removeCalendarRule",
    tags: ["admin"],
    summary: "Take a rule away that was added, or put a built-in one back",
    request: { query: z.object({ code: FIELDS.code.meta({ example: "virgen_de_chiquinquira" }) }) },
    responses: {
      204: { description: "The calendar is as it was before" },
      ...problems("calendar_rule_not_found", "request_invalid"),
    },
  }),
  async (c) => {
    await removeRule(c.var.platformCtx, c.req.valid("query").code);
    return c.body(null, 204);
  },
);

function patternOf(pattern: z.output<typeof PatternBody>): CalendarPattern {
  if (pattern.kind !== "day") return pattern;
  const { is_moved_to_monday: isMovedToMonday, ...day } = pattern;
  return { ...day, isMovedToMonday };
}

function ruleBody(rule: NationalRule): z.output<typeof RuleBody> {
  const { validFrom, validTo, pattern, ...rest } = rule;
  return { ...rest, pattern: patternBody(pattern), valid_from: validFrom, valid_to: validTo };
}

function patternBody(pattern: CalendarPattern): z.output<typeof PatternBody> {
  if (pattern.kind !== "day") return pattern;
  const { isMovedToMonday, ...day } = pattern;
  return { ...day, is_moved_to_monday: isMovedToMonday };
}
