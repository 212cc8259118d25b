/** How urgent an organization finds what is new: its rules, in their order. */
import { DomainError } from "#domain/errors.ts";
import { NOVEDAD_KINDS, SEVERITIES, type SeverityRule } from "#domain/novedades/severity.ts";
import {
  getSeverityRules,
  MOST_RULES,
  MOST_WORDS,
  setSeverityRules,
} from "#domain/novedades/severity_rules.ts";
import { type RuleFields, SeverityPage } from "#views/organizations/severity.tsx";
import { authorize } from "#domain/authz.ts";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { isSaidOnPage, refusalOf } from "./_settings.ts";

const PATH = "/organization/severity";

export async function severityPage(c: LexiaContext): Promise<Response> {
  return await showRules(c, {});
}

export async function submitSeverity(c: LexiaContext): Promise<Response> {
  const form = await readForm(c, { all: true });
  const typed = rulesIn(form);
  return await attempt(c, typed, async () => {
    const rules = typed.map(asRule);
    await setSeverityRules(c.var.ctx, { rules, expected: instantIn(textIn(form, "version")) });
  });
}

export async function submitSeverityReset(c: LexiaContext): Promise<Response> {
  return await attempt(c, undefined, () => setSeverityRules(c.var.ctx, { rules: null }));
}

async function attempt(
  c: LexiaContext,
  typed: RuleFields[] | undefined,
  work: () => Promise<unknown>,
): Promise<Response> {
  try {
    await work();
    return c.redirect(`${PATH}?saved`, 303);
  } catch (error) {
    if (!isSaidOnPage(error)) throw error;
    return await showRules(c, { typed, error });
  }
}

async function showRules(
  c: LexiaContext,
  { typed, error }: { typed?: RuleFields[]; error?: DomainError },
): Promise<Response> {
  authorize(c.var.ctx, "update_org_settings");
  const { rules, isDefault, updatedAt } = await getSeverityRules(c.var.ctx);
  const wrong = (error?.data.errors ?? []).map(({ field }) => Number(field.split(".")[1]));
  return show(
    c,
    <SeverityPage
      frame={frameOf(c)}
      rules={typed ?? rules.map(fieldsOf)}
      isDefault={isDefault}
      version={(updatedAt ?? new Date(0)).toISOString()}
      isSaved={error === undefined && c.req.query("saved") !== undefined}
      refusal={refusalOf(c, error, PATH)}
      wrong={wrong}
    />,
    error === undefined ? 200 : statusOf(error.kind),
  );
}

function fieldsOf({ severity, acts, words, kinds, hasTerm }: SeverityRule): RuleFields {
  return { severity, acts: acts.join(", "), words: words.join(", "), kinds, hasTerm };
}

/** In the order that was typed; those that were emptied are left out. */
function rulesIn(form: Record<string, unknown>): RuleFields[] {
  const rules = Array.from({ length: MOST_RULES + 1 }, (_, at) => ({
    order: Number(textIn(form, `order_${at}`)) || at + 1,
    at,
    rule: {
      severity: textIn(form, `severity_${at}`),
      acts: textIn(form, `acts_${at}`).slice(0, 5_000),
      words: textIn(form, `words_${at}`).slice(0, 5_000),
      kinds: [form[`kinds_${at}`] ?? []].flat().filter((kind) => typeof kind === "string"),
      hasTerm: textIn(form, `term_${at}`) === "yes",
    },
  }));
  return rules.filter(({ rule }) => saysSomething(rule))
    .sort((a, b) => a.order - b.order || a.at - b.at).map(({ rule }) => rule).slice(0, MOST_RULES);
}

function saysSomething({ acts, words, kinds, hasTerm }: RuleFields): boolean {
  return acts.trim() !== "" || words.trim() !== "" || kinds.length > 0 || hasTerm;
}

/** @throws {DomainError} `request_invalid` */
function asRule({ severity, acts, words, kinds, hasTerm }: RuleFields, at: number): SeverityRule {
  const lists = [listIn(acts), listIn(words)] as const;
  const isRight = lists.every((list) =>
    list.length <= MOST_WORDS && list.every((word) => word.length >= 2 && word.length <= 100)
  );
  if (!isRight) {
    const message = "Give words of 2 to 100 characters, at most 50";
    throw new DomainError("request_invalid", {
      errors: [{ field: `rules.${at}`, code: "words_invalid", message }],
    });
  }
  return {
    severity: SEVERITIES.find((one) => one === severity) ?? "normal",
    acts: [...lists[0]],
    words: [...lists[1]],
    kinds: NOVEDAD_KINDS.filter((kind) => kinds.includes(kind)),
    hasTerm,
  };
}

function listIn(text: string): string[] {
  return text.split(/[,;\n]+/).map((word) => word.trim()).filter((word) => word !== "");
}

function instantIn(text: string): Date | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
