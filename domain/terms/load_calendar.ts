/** The judicial calendar as it stands: built-in rules, what operators changed of them, and an organization's closures. */
import { and, eq, gte, isNull, or, sql } from "drizzle-orm";
import { calendarRules, courtClosures } from "#db/schema/calendar_rules.ts";
import type { Db, TenantDb } from "#db/tenant_db.ts";
import type { Services } from "../ctx.ts";
import { ShortMemory } from "../identity/short_memory.ts";
import { type CalendarRule, DEFAULT_RULES } from "./calendar_rules.ts";
import { type JudicialCalendar, judicialCalendar } from "./judicial_calendar.ts";

/** Rules change a few times a year. */
const REMEMBERED_SECONDS = 60;
const ONLY_ENTRY = "rules";

type RuleReader = Pick<Services, "clock" | "platformDb">;

const memories = new WeakMap<Services["platformDb"], ShortMemory<readonly CalendarRule[]>>();
const calendars = new WeakMap<readonly CalendarRule[], JudicialCalendar>();

/** The national calendar: what the courts of the whole country keep. A change counts everywhere within a minute. */
export async function calendarOf(services: RuleReader): Promise<JudicialCalendar> {
  const rules = await nationalRules(services);
  let calendar = calendars.get(rules);
  if (!calendar) {
    calendar = judicialCalendar(rules);
    calendars.set(rules, calendar);
  }
  return calendar;
}

/** The national calendar with what an organization knows to be closed, for one office where its code is given. */
export async function calendarFor(
  ctx: RuleReader & { db: TenantDb; organization: { id: string } },
  { from, officeCode }: { from: string; officeCode?: string },
): Promise<JudicialCalendar> {
  const isMeant = officeCode === undefined
    ? isNull(courtClosures.officePrefix)
    : or(isNull(courtClosures.officePrefix), sql`starts_with(${officeCode}, ${courtClosures.officePrefix})`);
  const [rules, closures] = await Promise.all([
    nationalRules(ctx),
    ctx.db.one((db) =>
      db.select().from(courtClosures).where(and(
        eq(courtClosures.organizationId, ctx.organization.id),
        gte(courtClosures.endsOn, from),
        isMeant,
      ))
    ),
  ]);
  return judicialCalendar([...rules, ...closures.map(closureRule)]);
}

/** After a change: makes it count here at once. */
export function forgetRules({ platformDb }: Pick<Services, "platformDb">): void {
  memories.get(platformDb)?.forget(ONLY_ENTRY);
}

/** Built-in rules, those that operators put in their place, and those that they added. */
export async function readRules(db: Db): Promise<CalendarRule[]> {
  const stored = await db.select().from(calendarRules).orderBy(calendarRules.code);
  const changed = new Map(stored.map(({ updatedAt: _updatedAt, ...rule }) => [rule.code, rule]));
  const known = DEFAULT_RULES.map((rule) => changed.get(rule.code) ?? rule);
  const builtIn = new Set(DEFAULT_RULES.map(({ code }) => code));
  return [...known, ...[...changed.values()].filter(({ code }) => !builtIn.has(code))];
}

async function nationalRules({ clock, platformDb }: RuleReader): Promise<readonly CalendarRule[]> {
  let memory = memories.get(platformDb);
  if (!memory) {
    memory = new ShortMemory(clock, {
      most: 1,
      maxSeconds: REMEMBERED_SECONDS,
      secondsFor: () => REMEMBERED_SECONDS,
    });
    memories.set(platformDb, memory);
  }
  return await memory.get(ONLY_ENTRY, () => platformDb.one({ purpose: "calendar.read" }, readRules));
}

function closureRule(closure: typeof courtClosures.$inferSelect): CalendarRule {
  return {
    code: `closure:${closure.id}`,
    name: closure.name,
    source: closure.source ?? "",
    pattern: { kind: "dates", from: closure.startsOn, to: closure.endsOn },
    stops: "all",
    validFrom: null,
    validTo: null,
  };
}
