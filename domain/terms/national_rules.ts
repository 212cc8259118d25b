/** What operators change of the judicial calendar: a law that comes or falls, a closure of the whole country. */
import { eq } from "drizzle-orm";
import { calendarRules } from "#db/schema/calendar_rules.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { recordAct } from "../identity/record_act.ts";
import { type CalendarRule, DEFAULT_RULES } from "./calendar_rules.ts";
import { judicialCalendar } from "./judicial_calendar.ts";
import { forgetRules, readRules } from "./load_calendar.ts";

export interface NationalRule extends CalendarRule {
  /** Came with LEXIA, came with it and was changed, or was added. */
  origin: "built_in" | "changed" | "added";
}

/** @throws {DomainError} `permission_denied` */
export async function listRules(ctx: PlatformCtx): Promise<NationalRule[]> {
  authorizePlatform(ctx);
  return await ctx.platformDb.one(
    { purpose: "calendar.read" },
    async (db) => withOrigins(await readRules(db)),
  );
}

/**
 * Adds a rule, or puts it in the place of the one of its code. A law that fell is the rule with its last day.
 * @throws {DomainError} `permission_denied`, `calendar_rule_refused` where no judicial day would be left
 */
export async function putRule(ctx: PlatformCtx, rule: CalendarRule): Promise<NationalRule> {
  authorizePlatform(ctx);
  const { code, ...values } = rule;
  const stored = await ctx.platformDb.tx({ purpose: "calendar.change" }, async (tx) => {
    const before = await ruleOf(tx, code);
    const updatedAt = new Date(ctx.clock.now());
    await tx.insert(calendarRules).values({ ...rule, updatedAt })
      .onConflictDoUpdate({ target: calendarRules.code, set: { ...values, updatedAt } });
    const rules = await readRules(tx);
    refuseEndless(rules);
    await recordAct(tx, ctx, {
      organizationId: null,
      actorId: ctx.actor.userId,
      action: "calendar.put",
      targetId: code,
      data: { before: before ?? null, after: { ...rule } },
    });
    return withOrigins(rules).find((known) => known.code === code);
  });
  forgetRules(ctx);
  if (!stored) throw new Error("A rule that was just written is not there");
  return stored;
}

/** Takes a rule away that was added, or puts the built-in one back. @throws {DomainError} `permission_denied`, `calendar_rule_not_found` */
export async function removeRule(ctx: PlatformCtx, code: string): Promise<void> {
  authorizePlatform(ctx);
  await ctx.platformDb.tx({ purpose: "calendar.change" }, async (tx) => {
    const [gone] = await tx.delete(calendarRules).where(eq(calendarRules.code, code)).returning();
    if (!gone) throw new DomainError("calendar_rule_not_found");
    const { updatedAt: _updatedAt, ...before } = gone;
    await recordAct(tx, ctx, {
      organizationId: null,
      actorId: ctx.actor.userId,
      action: "calendar.remove",
      targetId: code,
      data: { before, after: await ruleOf(tx, code) ?? null },
    });
  });
  forgetRules(ctx);
}

async function ruleOf(tx: Db, code: string): Promise<CalendarRule | undefined> {
  return (await readRules(tx)).find((rule) => rule.code === code);
}

/** Looks a few years ahead: rules that close every day would stop all watches. */
function refuseEndless(rules: readonly CalendarRule[]): void {
  const calendar = judicialCalendar(rules);
  try {
    for (let year = 2025; year <= 2040; year++) calendar.judicialDayFrom(`${year}-01-01`);
  } catch (error) {
    if (error instanceof RangeError) throw new DomainError("calendar_rule_refused");
    throw error;
  }
}

function withOrigins(rules: readonly CalendarRule[]): NationalRule[] {
  const builtIn = new Map(DEFAULT_RULES.map((rule) => [rule.code, rule]));
  return rules.map((rule) => {
    const original = builtIn.get(rule.code);
    const origin = original === rule ? "built_in" : original ? "changed" : "added";
    return { ...rule, origin };
  });
}
