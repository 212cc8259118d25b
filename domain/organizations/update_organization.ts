import { eq } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import type { Db } from "#db/tenant_db.ts";
import { changed } from "../audit.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx, Services } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { recordAct } from "../identity/record_act.ts";
import { parseName } from "../identity/person_fields.ts";
import { PLANS } from "../plans.ts";
import { loadRunDays } from "../solicitudes/load_run_days.ts";
import type { RunDays } from "../solicitudes/run_days.ts";
import { releaseHeld } from "../watching/hold_watches.ts";
import { checkLimits, type LimitsInput, parsePlan } from "./_limits.ts";
import type { OrganizationDirectory } from "./find_organization.ts";
import { type OrganizationRecord, RECORD_FIELDS } from "./record.ts";

export interface UpdateOrganizationInput extends LimitsInput {
  id: string;
  name?: string;
  /** Brings its own limits with it, save those given beside it. */
  plan?: string;
  isActive?: boolean;
  /** For the audit log: why. */
  reason?: string;
  /** The `updatedAt` that the change was made from; absent: whatever it is now. */
  expectedUpdatedAt?: Date;
}

/**
 * Changes an organization. Switching it off ends all access within 5 seconds.
 * @throws {DomainError} `permission_denied`, `request_invalid`, `organization_missing`, `version_conflict`,
 * `organization_state` for one that is to be deleted.
 */
export async function updateOrganization(
  ctx: PlatformCtx,
  directory: OrganizationDirectory,
  input: UpdateOrganizationInput,
): Promise<OrganizationRecord> {
  authorizePlatform(ctx);
  const days = await loadRunDays(ctx);
  const updated = await ctx.platformDb.tx({ purpose: "organization.update" }, async (tx) => {
    const { before, after } = await changeOrganization(tx, { ...ctx, days }, input);
    await recordAct(tx, ctx, {
      organizationId: input.id,
      actorId: ctx.actor.userId,
      action: "organization.update",
      targetId: input.id,
      data: {
        ...changed({ ...before }, { ...before, ...changesOf(input) }),
        ...(input.reason === undefined ? {} : { reason: input.reason }),
      },
    });
    return after;
  });
  directory.forget(updated);
  return updated;
}

/** The change itself, in a transaction of the platform's handle; what the month has queries for again is released. */
export async function changeOrganization(
  tx: Db,
  services: Pick<Services, "clock" | "portal"> & { days: RunDays },
  input: UpdateOrganizationInput,
): Promise<{ before: OrganizationRecord; after: OrganizationRecord }> {
  const { id, expectedUpdatedAt } = input;
  if (!isUuid(id)) throw new DomainError("organization_missing");
  const changes = changesOf(input);
  const before = await lockOrganization(tx, id, expectedUpdatedAt);
  if (input.isActive === true && before.deleteAfter !== null) {
    throw new DomainError("organization_state", {
      detail: "Its deletion was asked for: take that back first",
    });
  }
  const now = Math.max(services.clock.now(), before.updatedAt.getTime() + 1);
  const [after] = await tx.update(organizations).set({ ...changes, updatedAt: new Date(now) })
    .where(eq(organizations.id, id)).returning(RECORD_FIELDS);
  if (!after) throw new DomainError("organization_missing");
  if (after.maxQueriesPerMonth !== before.maxQueriesPerMonth) {
    const { perMinute } = services.portal.limits;
    await releaseHeld(tx, { now: services.clock.now(), days: services.days, perMinute, organizationId: id });
  }
  return { before, after };
}

async function lockOrganization(tx: Db, id: string, expectedUpdatedAt: Date | undefined) {
  const [before] = await tx.select(RECORD_FIELDS).from(organizations)
    .where(eq(organizations.id, id)).for("update");
  if (!before) throw new DomainError("organization_missing");
  if (expectedUpdatedAt && before.updatedAt.getTime() !== expectedUpdatedAt.getTime()) {
    throw new DomainError("version_conflict");
  }
  return before;
}

function changesOf(input: UpdateOrganizationInput) {
  checkLimits(input);
  const plan = input.plan === undefined ? undefined : parsePlan(input.plan);
  const limits = plan && { maxUsers: PLANS[plan].users, maxQueriesPerMonth: PLANS[plan].queriesPerMonth };
  const given = {
    name: input.name === undefined ? undefined : parseName(input.name, "name", 255),
    plan,
    maxUsers: input.maxUsers,
    maxQueriesPerMonth: input.maxQueriesPerMonth,
    maxRequestsPerMinute: input.maxRequestsPerMinute,
    isActive: input.isActive,
  };
  return {
    ...limits,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}
