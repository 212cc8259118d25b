import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { actorOf } from "../identity/program_keys.ts";

/** Gives whoever a file is for, as they are now; asked before each part of it. Throws where they may read no longer. */
export type Reader = () => Promise<Ctx>;

/** The caller of a request, for as long as their session or key lives. Throws `token_invalid` or `not_a_member`. */
export function callersReader(
  ctx: Ctx,
  { sessions, programKeys }: Pick<IdentityServices, "sessions" | "programKeys">,
): Reader {
  const { organization, actor: { sessionId, proof } } = ctx;
  return async () => {
    if (proof.via === "session") {
      return { ...ctx, actor: (await sessions.load(organization.id, sessionId)).actor };
    }
    const key = await programKeys.findById(organization.id, sessionId);
    if (!key) throw new DomainError("token_invalid");
    return { ...ctx, actor: actorOf(key) };
  };
}
