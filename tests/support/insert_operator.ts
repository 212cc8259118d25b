import type { Services } from "#domain/ctx.ts";
import type { IdentityServices } from "#domain/identity/identity.ts";
import { platformAdmins, users } from "#db/schema/users.ts";
import { hashedPassword } from "./hashed_password.ts";

/** An operator of the platform, with that password; the id of the user. How they are made has tests of its own. */
export async function insertOperator(
  { platformDb }: Services,
  { hasher }: IdentityServices,
  { email, name, password }: { email: string; name: string; password: string },
): Promise<string> {
  const passwordHash = await hashedPassword(hasher, password);
  return await platformDb.tx({ purpose: "test" }, async (tx) => {
    const [user] = await tx.insert(users).values({ organizationId: null, name, email, passwordHash })
      .returning({ id: users.id });
    if (!user) throw new Error("The database made no user");
    await tx.insert(platformAdmins).values({ userId: user.id });
    return user.id;
  });
}
