/** The way into a browser: the address that `beginImpersonation` gave shows what it is about, and a button takes it. */
import { and, eq, gt, isNull } from "drizzle-orm";
import { impersonations } from "#db/schema/impersonations.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";
import type { VisitorCtx } from "../identity/identity.ts";
import { type OneTimeStep, peekStep, takeStep } from "../identity/one_time.ts";
import { type BrowserSession, openBrowserSession, type Person } from "../identity/open_session.ts";
import { findPerson } from "./_rows.ts";

export interface OfferedImpersonation {
  person: Person;
  operatorId: string;
  reason: string;
  expiresAt: Date;
}

/** What the token would open, without using it up. @throws {DomainError} `impersonation_not_found` */
export async function peekImpersonation(visitor: VisitorCtx, token: string): Promise<OfferedImpersonation> {
  return await within(visitor, async (tx, organizationId) => {
    const by = {
      organizationId,
      purpose: "impersonation",
      token,
      now: visitor.services.clock.now(),
    } as const;
    return await read(tx, visitor, organizationId, await peekStep(tx, by));
  });
}

/**
 * Opens a browser's session as the person, until the look ends. The token is good once.
 * @throws {DomainError} `impersonation_not_found`
 */
export async function openImpersonation(visitor: VisitorCtx, token: string): Promise<BrowserSession> {
  const { person, operatorId, expiresAt } = await within(visitor, async (tx, organizationId) => {
    const by = {
      organizationId,
      purpose: "impersonation",
      token,
      now: visitor.services.clock.now(),
    } as const;
    return await read(tx, visitor, organizationId, await takeStep(tx, by));
  });
  return await openBrowserSession(visitor, person, {
    method: "impersonation",
    hasSecondFactor: false,
    impersonatorId: operatorId,
    expiresAt,
  });
}

async function within<T>(
  { services, organization }: VisitorCtx,
  work: (tx: Db, organizationId: string) => Promise<T>,
): Promise<T> {
  if (!organization) throw new DomainError("impersonation_not_found");
  const { id } = organization;
  return await services.tenantDb(id).tx((tx) => work(tx, id));
}

async function read(
  tx: Db,
  visitor: VisitorCtx,
  organizationId: string,
  step: OneTimeStep | undefined,
): Promise<OfferedImpersonation> {
  const id = step?.data.impersonation_id;
  if (typeof id !== "string") throw new DomainError("impersonation_not_found");
  const [look] = await tx.select({
    userId: impersonations.userId,
    operatorId: impersonations.operatorId,
    reason: impersonations.reason,
    expiresAt: impersonations.expiresAt,
  }).from(impersonations).where(and(
    eq(impersonations.organizationId, organizationId),
    eq(impersonations.id, id),
    isNull(impersonations.endedAt),
    gt(impersonations.expiresAt, new Date(visitor.services.clock.now())),
  ));
  const person = look && await findPerson(tx, organizationId, look.userId);
  if (!look || !person) throw new DomainError("impersonation_not_found");
  return { person, operatorId: look.operatorId, reason: look.reason, expiresAt: look.expiresAt };
}
