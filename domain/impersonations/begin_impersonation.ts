import { impersonations } from "#db/schema/impersonations.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform } from "../authz.ts";
import type { Organization, PlatformCtx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { performPlatformWorkOnce } from "../idempotency.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { offerStep } from "../identity/one_time.ts";
import { type Person, prepareAccessSession } from "../identity/open_session.ts";
import { recordAct } from "../identity/record_act.ts";
import { tellAdministrators } from "../organizations/tell_administrators.ts";
import { endLooks, findPerson } from "./_rows.ts";

export interface NewImpersonation {
  organizationId: string;
  userId: string;
  /** Told to the organization: 10 to 500 characters. */
  reason: string;
  /** 5 to 60. */
  minutes: number;
}

export interface BegunImpersonation {
  id: string;
  /** Of the person's own kind, but nothing refreshes it. */
  accessToken: string;
  expiresInSeconds: number;
  /** When every session of it ends. */
  expiresAt: Date;
  /** Opens a browser's session, once, within a few minutes. */
  url: string;
}

/** How long the address is good for that opens a browser's session. */
const ADDRESS_MS = 5 * 60_000;

/**
 * Lets an operator look into an organization as one of its people, for a while. The organization's administrators are
 * told at once, and every act of it is in the audit log under the operator's id. An earlier look of the same operator as
 * the same person ends.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `organization_missing`, `user_not_found`,
 * `impersonation_refused` where the organization has set an end to operators' looks that has passed.
 */
export async function beginImpersonation(
  ctx: PlatformCtx,
  identity: IdentityServices,
  input: NewImpersonation,
): Promise<BegunImpersonation> {
  authorizePlatform(ctx);
  requireFresh(ctx);
  const organization = await findOrganization(ctx, identity, input.organizationId);
  const expiresAt = new Date(ctx.clock.now() + input.minutes * 60_000);
  const visitor = { ...visitorOf(ctx), identity, organization };
  const subject = { id: input.userId, organizationId: organization.id };
  const session = await prepareAccessSession(visitor, subject, {
    method: "impersonation",
    hasSecondFactor: false,
    impersonatorId: ctx.actor.userId,
    expiresAt,
  });

  const begun = await performPlatformWorkOnce(ctx, { purpose: "impersonation.begin" }, async (tx) => {
    const person = await findPerson(tx, organization.id, input.userId);
    if (!person) throw new DomainError("user_not_found");
    const look = { organizationId: organization.id, operatorId: ctx.actor.userId, userId: person.id };
    await endLooks(tx, look, new Date(ctx.clock.now()));
    const [made] = await tx.insert(impersonations).values({ ...look, reason: input.reason, expiresAt })
      .returning({ id: impersonations.id });
    if (!made) throw new Error("The database made no impersonation");
    const token = await offerStep(tx, {
      organizationId: organization.id,
      userId: person.id,
      purpose: "impersonation",
      expiresAt: new Date(Math.min(ctx.clock.now() + ADDRESS_MS, expiresAt.getTime())),
      data: { impersonation_id: made.id },
    });
    await recordBeginning(tx, ctx, { id: made.id, organization, person, input, expiresAt });
    await tellOf(tx, ctx, identity, { organization, person, reason: input.reason, expiresAt });
    await session.open(tx, person);
    const { accessToken, expiresInSeconds } = session;
    const url = ctx.addressOf(organization, `/impersonate?token=${token}`);
    return { id: made.id, accessToken, expiresInSeconds, expiresAt: session.expiresAt, url };
  });
  identity.sessions.forgetPerson(input.userId);
  return begun;
}

async function findOrganization(
  ctx: PlatformCtx,
  identity: IdentityServices,
  id: string,
): Promise<Organization> {
  const organization = isUuid(id) ? await identity.directory.byId(id) : undefined;
  if (!organization) throw new DomainError("organization_missing");
  const { supportAccessUntil } = await identity.organizationSettings.of(organization.id);
  if (supportAccessUntil !== null && supportAccessUntil.getTime() <= ctx.clock.now()) {
    throw new DomainError("impersonation_refused", {
      detail: "The organization has ended operators' access: ask its administrators to open it again",
    });
  }
  return organization;
}

function visitorOf(ctx: PlatformCtx) {
  return { services: ctx, address: ctx.address, requestId: ctx.requestId, userAgent: null };
}

interface Beginning {
  id: string;
  organization: Organization;
  person: Person;
  input: NewImpersonation;
  expiresAt: Date;
}

/** Both in the organization's log and in the platform's. */
async function recordBeginning(tx: Db, ctx: PlatformCtx, begun: Beginning): Promise<void> {
  const { id, organization, person, input, expiresAt } = begun;
  const data = {
    organization_id: organization.id,
    as: person.id,
    reason: input.reason,
    expires_at: expiresAt.toISOString(),
  };
  for (const organizationId of [organization.id, null]) {
    const act = { organizationId, actorId: ctx.actor.userId, action: "impersonation.begin", targetId: id };
    await recordAct(tx, ctx, { ...act, data });
  }
}

async function tellOf(
  tx: Db,
  ctx: PlatformCtx,
  identity: IdentityServices,
  { organization, person, reason, expiresAt }: Omit<Beginning, "id" | "input"> & { reason: string },
): Promise<void> {
  const says = {
    organization: organization.name,
    operator: ctx.actor.name,
    person: person.name,
    reason,
    until: expiresAt.toISOString(),
  };
  await tellAdministrators(tx, identity.sealer, organization.id, (locale) => ({
    kind: "impersonation_began",
    locale,
    says,
  }));
}
