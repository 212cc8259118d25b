import { and, eq } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Permission, Role } from "../authz.ts";
import type { Ctx, Organization, PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { accountDb, inAccount } from "./_accounts.ts";
import type { IdentityServices } from "./identity.ts";
import { parseName } from "./person_fields.ts";
import type { Locale } from "../mail/messages.ts";
import { recordAct } from "./record_act.ts";

/** The caller, as they see themselves. */
export interface Me {
  id: string;
  email: string;
  name: string;
  role: Role;
  permissions: readonly Permission[];
  /** Null for operators of the platform. */
  organization: Organization | null;
  lastSignInAt: Date | null;
  createdAt: Date;
  /** `dueAt`: from then on nothing goes without one; null where none is missing. */
  secondFactor: { isEnrolled: boolean; isRequired: boolean; dueAt: Date | null };
}

const FIELDS = { name: users.name, lastSignInAt: users.lastSignInAt, createdAt: users.createdAt };

/** @throws {DomainError} `token_invalid` where the person was removed a moment ago. */
export async function getMe(ctx: Ctx | PlatformCtx): Promise<Me> {
  const [row] = await accountDb(ctx, organizationOf(ctx)?.id ?? null, "me.read")
    .one((db) => db.select(FIELDS).from(users).where(isCaller(ctx)));
  return asMe(ctx, row);
}

/**
 * Changes what people may change about themselves. The e-mail address is not among it: it is what they sign in with.
 * @throws {DomainError} `request_invalid`, `token_invalid`.
 */
export async function updateMe(
  ctx: Ctx | PlatformCtx,
  identity: IdentityServices,
  input: { name?: string; locale?: Locale },
): Promise<Me> {
  const changes = {
    ...(input.name !== undefined && { name: parseName(input.name) }),
    ...(input.locale !== undefined && { locale: input.locale }),
  };
  const organizationId = organizationOf(ctx)?.id ?? null;
  const me = await accountDb(ctx, organizationId, "me.update").tx(async (tx) => {
    const [row] = await tx.update(users).set({ ...changes, updatedAt: new Date(ctx.clock.now()) })
      .where(isCaller(ctx)).returning(FIELDS);
    const { userId } = ctx.actor;
    await recordAct(tx, ctx, {
      organizationId,
      actorId: userId,
      action: "user.update_self",
      targetId: userId,
      // Not the name itself: lines of the audit log stay, and people may ask that their name does not.
      data: { changed: Object.keys(changes) },
    });
    return asMe(ctx, row);
  });
  identity.sessions.forgetPerson(me.id);
  return me;
}

type Row = Pick<Me, "name" | "lastSignInAt" | "createdAt">;

function asMe(ctx: Ctx | PlatformCtx, row: Row | undefined): Me {
  if (!row) throw new DomainError("token_invalid");
  const { userId, email, role, permissions, hasSecondFactor, secondFactor } = ctx.actor;
  const dueAt = secondFactor?.dueAt ?? null;
  return {
    id: userId,
    email,
    role,
    permissions: [...permissions],
    organization: organizationOf(ctx),
    secondFactor: {
      isEnrolled: hasSecondFactor,
      isRequired: secondFactor?.isRequired ?? false,
      dueAt: dueAt === null ? null : new Date(dueAt),
    },
    ...row,
  };
}

function isCaller(ctx: Ctx | PlatformCtx) {
  return and(
    inAccount(users.organizationId, organizationOf(ctx)?.id ?? null),
    eq(users.id, ctx.actor.userId),
  );
}

function organizationOf(ctx: Ctx | PlatformCtx): Organization | null {
  return "organization" in ctx ? ctx.organization : null;
}
