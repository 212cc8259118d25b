import { NOVEDAD_KINDS, SEVERITIES, type SeverityRule } from "#domain/novedades/severity.ts";
import {
  getSeverityRules,
  MOST_RULES,
  MOST_WORDS,
  setSeverityRules,
  type SeverityRules,
} from "#domain/novedades/severity_rules.ts";
import { etagOfInstant, expectedInstant, IfMatchHeader } from "../../_if_match.ts";
import { createRoute, define, json, problems, text, z } from "../../_openapi.ts";

const Words = z.array(text(100).min(2)).max(MOST_WORDS).default([]);

const RuleBody = z.strictObject({
  severity: z.enum(SEVERITIES),
  acts: Words.meta({ description: "How the entry's name begins: one of them is enough" }),
  words: Words.meta({ description: "Words, or their beginnings, in its name or note: one is enough" }),
  kinds: z.array(z.enum(NOVEDAD_KINDS)).max(NOVEDAD_KINDS.length).default([]),
  has_term: z.boolean().default(false).meta({ description: "It says when a term begins or ends" }),
}).openapi("SeverityRule");

const EXAMPLE = [
  { severity: "high" as const, acts: ["auto"], words: ["rechaza", "inadmite"], kinds: [], has_term: false },
];

const RulesBody = z.object({
  rules: z.array(RuleBody),
  is_default: z.boolean().meta({ description: "LEXIA's own, as long as the organization has none" }),
  updated_at: z.iso.datetime().nullable(),
}).openapi("SeverityRules", {
  example: { rules: EXAMPLE, is_default: false, updated_at: "2026-11-27T13:25:00.000Z" },
});

const NewRulesBody = z.strictObject({
  rules: z.array(RuleBody).max(MOST_RULES).nullable().meta({ description: "Null: back to LEXIA's own" }),
}).openapi("NewSeverityRules", { example: { rules: EXAMPLE } });

export const getSeverityRulesRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/organization/severity-rules",
    operationId: "getSeverityRules",
    tags: ["organization"],
    summary: "How urgent what is new is",
    description:
      "The first rule that holds decides; where none does, it is `normal`. No accents, case or signs.",
    responses: { 200: json(RulesBody, "The rules in force, in their order") },
  }),
  { anyOf: ["update_org_settings", "read_all_solicitudes", "read_own_solicitudes"] },
  async (c) => {
    const rules = await getSeverityRules(c.var.ctx);
    return c.json(rulesBody(rules), 200, { ETag: etagOf(rules) });
  },
);

export const setSeverityRulesRoute = define(
  createRoute({
    method: "put",
    path: "/api/v1/organization/severity-rules",
    operationId: "setSeverityRules",
    tags: ["organization"],
    summary: "Say how urgent what is new is",
    description: "For what is found from now on; what was found before keeps its severity.",
    request: { headers: IfMatchHeader, body: { required: true, ...json(NewRulesBody, "All of them") } },
    responses: {
      200: json(RulesBody, "The rules in force"),
      ...problems(
        "request_malformed",
        "version_conflict",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const { rules } = c.req.valid("json");
    const saved = await setSeverityRules(c.var.ctx, {
      rules: rules && rules.map(({ has_term: hasTerm, ...rule }) => ({ ...rule, hasTerm })),
      expected: expectedInstant(c),
    });
    return c.json(rulesBody(saved), 200, { ETag: etagOf(saved) });
  },
);

function rulesBody({ rules, isDefault, updatedAt }: SeverityRules): z.output<typeof RulesBody> {
  return { rules: rules.map(ruleBody), is_default: isDefault, updated_at: updatedAt?.toISOString() ?? null };
}

function ruleBody({ severity, acts, words, kinds, hasTerm }: SeverityRule): z.output<typeof RuleBody> {
  return { severity, acts, words, kinds, has_term: hasTerm };
}

function etagOf({ updatedAt }: SeverityRules): string {
  return etagOfInstant(updatedAt ?? new Date(0));
}
