/** `deno task usage`: what each organization used in a month, beside what its plan includes. */
import { bogotaMonth } from "#domain/bogota.ts";
import { type MonthOfUse, surveyUsage } from "#domain/operations/survey_usage.ts";
import { getOrganizationAt } from "#domain/organizations/get_organization.ts";
import { safeText } from "#views/files/safe_text.ts";
import { withLexia } from "./_lexia.ts";
import { type Program, runProgram } from "./_program.ts";
import { limitText, sizeText } from "./_texts.ts";

const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;

export const USAGE_PROGRAM: Program = {
  name: "usage",
  does: "What each organization used in a month, beside what its plan includes",
  options: {
    month: { value: "YYYY-MM", help: "a month of America/Bogota (this one)" },
    organization: { value: "SUBDOMAIN", help: "of this organization only" },
    csv: { help: "comma-separated values with a line of names, for a spreadsheet" },
  },
  notes:
    `Queries, executions, novedades and new solicitudes are those of the month; people, watches, keys, storage and limits
are as they are now. Queries are what the plan counts: executions with an answer that can be trusted.`,
  run: (given) =>
    withLexia({ program: "usage" }, async ({ ctx }) => {
      const month = given.text("month") ?? bogotaMonth(ctx.clock.now());
      if (!MONTH.test(month)) throw given.wrong("--month: give a month such as 2026-11");
      const subdomain = given.text("organization");
      const organizationId = subdomain === undefined ? null : (await getOrganizationAt(ctx, subdomain)).id;
      const found = await surveyUsage(ctx, { month, organizationId });
      const lines = found.map(bodyOf);
      return {
        outcome: "surveyed",
        message: `${found.length} organizations in ${month}`,
        table: { head: HEAD, rows: found.map(rowOf) },
        text: given.isSet("csv") ? csvOf(lines) : undefined,
        fields: { month, organizations: lines },
      };
    }),
};

const HEAD = [
  "organization",
  "plan",
  "queries",
  "executions",
  "novedades",
  "new solicitudes",
  "watches",
  "people",
  "keys",
  "storage",
];

function rowOf(one: MonthOfUse): string[] {
  return [
    one.subdomain,
    one.plan,
    limitText(one.queries, one.queryLimit),
    String(one.executions),
    String(one.novedades),
    String(one.newSolicitudes),
    `${one.watches} of ${one.solicitudes}`,
    limitText(one.people, one.peopleLimit),
    String(one.apiKeys),
    sizeText(one.storageBytes),
  ];
}

function bodyOf(one: MonthOfUse) {
  return {
    month: one.month,
    organization: one.subdomain,
    name: one.name,
    plan: one.plan,
    is_active: one.isActive,
    queries: one.queries,
    query_limit: one.queryLimit,
    executions: one.executions,
    novedades: one.novedades,
    new_solicitudes: one.newSolicitudes,
    solicitudes: one.solicitudes,
    watches: one.watches,
    people: one.people,
    people_limit: one.peopleLimit,
    api_keys: one.apiKeys,
    storage_bytes: one.storageBytes,
  };
}

/** In the order of the columns. */
const NAMES = [
  ...[
    "month",
    "organization",
    "name",
    "plan",
    "is_active",
    "queries",
    "query_limit",
    "executions",
    "novedades",
  ],
  ...["new_solicitudes", "solicitudes", "watches", "people", "people_limit", "api_keys", "storage_bytes"],
];

type Line = Readonly<Record<string, string | number | boolean | null>>;

function csvOf(lines: readonly Line[]): string {
  const rows = lines.map((line) => NAMES.map((name) => cell(line[name] ?? null)));
  return [NAMES, ...rows].map((row) => row.join(",")).join("\r\n");
}

function cell(value: Line[string]): string {
  const text = typeof value === "string" ? safeText(value) : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

if (import.meta.main) Deno.exit(await runProgram(USAGE_PROGRAM, Deno.args));
