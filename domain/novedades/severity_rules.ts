/** An organization's own rules of how urgent something new is. What was found before keeps its severity. */
import { eq } from "drizzle-orm";
import { severityRules } from "#db/schema/severity_rules.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError, type FieldError } from "../errors.ts";
import { DEFAULT_RULES, type SeverityRule } from "./severity.ts";
import { plainWords } from "./words.ts";

export interface SeverityRules {
  /** LEXIA's own, as long as the organization has none. */
  isDefault: boolean;
  rules: readonly SeverityRule[];
  /** Null where they are the defaults. */
  updatedAt: Date | null;
}

export const MOST_RULES = 50;
export const MOST_WORDS = 50;

export async function getSeverityRules(ctx: Ctx): Promise<SeverityRules> {
  authorize(ctx, "update_org_settings", "read_all_solicitudes", "read_own_solicitudes");
  return await ctx.db.one((db) => select(db, ctx));
}

/**
 * Puts these in the place of those there are; null goes back to the defaults. `expected` is what the caller last saw.
 * @throws {DomainError} `permission_denied`, `request_invalid` for a rule that says nothing, `version_conflict`
 */
export async function setSeverityRules(
  ctx: Ctx,
  { rules, expected }: { rules: readonly SeverityRule[] | null; expected?: Date },
): Promise<SeverityRules> {
  authorize(ctx, "update_org_settings");
  const parsed = rules && parseRules(rules);
  return await ctx.db.tx(async (tx) => {
    const before = await select(tx, ctx, true);
    if (expected && expected.getTime() !== (before.updatedAt?.getTime() ?? 0)) {
      throw new DomainError("version_conflict");
    }
    const after = await save(tx, ctx, { parsed, before });
    const data = { before: { rules: before.rules }, after: { rules: after.rules } };
    await audit(tx, ctx, { action: "severity_rules.update", targetId: ctx.organization.id, data });
    return after;
  });
}

async function save(
  tx: Db,
  ctx: Ctx,
  { parsed, before }: { parsed: SeverityRule[] | null; before: SeverityRules },
): Promise<SeverityRules> {
  const organizationId = ctx.organization.id;
  if (parsed === null) {
    await tx.delete(severityRules).where(eq(severityRules.organizationId, organizationId));
    return DEFAULTS;
  }
  const updatedAt = new Date(Math.max(ctx.clock.now(), (before.updatedAt?.getTime() ?? 0) + 1));
  const row = { rules: parsed, updatedBy: ctx.actor.userId, updatedAt };
  await tx.insert(severityRules).values({ organizationId, ...row })
    .onConflictDoUpdate({ target: severityRules.organizationId, set: row });
  return { isDefault: false, rules: parsed, updatedAt };
}

const DEFAULTS: SeverityRules = { isDefault: true, rules: DEFAULT_RULES, updatedAt: null };

function select(db: Db, ctx: Ctx, forUpdate = false): PromiseLike<SeverityRules> {
  const query = db.select().from(severityRules)
    .where(eq(severityRules.organizationId, ctx.organization.id)).$dynamic();
  return (forUpdate ? query.for("update") : query).then(([row]) =>
    row ? { isDefault: false, rules: row.rules, updatedAt: row.updatedAt } : DEFAULTS
  );
}

function parseRules(rules: readonly SeverityRule[]): SeverityRule[] {
  const parsed = rules.map((rule) => ({
    ...rule,
    acts: rule.acts.map(plainWords),
    words: rule.words.map(plainWords),
  }));
  const errors = parsed.flatMap((rule, i): FieldError[] => {
    if ([...rule.acts, ...rule.words].includes("")) {
      return [{ field: `rules.${i}`, code: "words_invalid", message: "Give words of letters or digits" }];
    }
    if (rule.acts.length + rule.words.length + rule.kinds.length > 0 || rule.hasTerm) return [];
    return [{
      field: `rules.${i}`,
      code: "rule_empty",
      message: "Give at least one of acts, words, kinds or has_term",
    }];
  });
  if (errors.length > 0) throw new DomainError("request_invalid", { errors });
  return parsed;
}
