import { platformAdmins, users } from "#db/schema/users.ts";
import { and, eq, isNull } from "drizzle-orm";
import type { Services } from "../ctx.ts";
import type { IdentityServices } from "./identity.ts";
import { parseEmail, parseName } from "./person_fields.ts";
import { recordAct } from "./record_act.ts";

export interface NewPlatformAdmin {
  name: string;
  email: string;
  password: string;
}

/**
 * Makes an operator of the platform; for set-up on the machine itself, so nobody is asked for a permission. An operator
 * with that address is left as is, password included, and `created` is false.
 * @throws {DomainError} `request_invalid`, `password_too_weak`, `sign_in_busy`.
 */
export async function createPlatformAdmin(
  services: Services,
  identity: IdentityServices,
  input: NewPlatformAdmin,
): Promise<{ userId: string; created: boolean }> {
  const [name, email] = [parseName(input.name), parseEmail(input.email)];
  await identity.passwordRules.check(input.password, { about: [name, email] });
  const passwordHash = await identity.hasher.hash(input.password);

  return await services.platformDb.tx({ purpose: "platform_admin.create" }, async (tx) => {
    const [user] = await tx.insert(users).values({ organizationId: null, name, email, passwordHash })
      .onConflictDoNothing().returning({ id: users.id });
    if (!user) {
      const [existing] = await tx.select({ id: users.id }).from(users)
        .where(and(isNull(users.organizationId), eq(users.email, email)));
      if (!existing) throw new Error("The database made no user");
      return { userId: existing.id, created: false };
    }
    await tx.insert(platformAdmins).values({ userId: user.id });
    await recordAct(tx, { address: null, requestId: "setup" }, {
      organizationId: null,
      actorId: null,
      action: "platform_admin.create",
      targetId: user.id,
    });
    return { userId: user.id, created: true };
  });
}
