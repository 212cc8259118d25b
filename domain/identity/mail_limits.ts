/** How many messages one address gets: mail that anybody may cause must not become a flood to somebody. */
import { StoreUnavailable, type Verdict } from "../ports.ts";
import type { Services } from "../ctx.ts";
import type { IdentityServices } from "./identity.ts";

export interface MailLimit {
  /** A constant. */
  what: string;
  /** Whose messages are counted together; kept as a keyed hash. */
  who: string;
  limit: number;
  windowSeconds: number;
}

/** Counts one message. While the shared counts cannot be reached, each instance counts for itself. */
export async function takeMail(
  services: Pick<Services, "limiter">,
  { sealer, localLimiter }: Pick<IdentityServices, "sealer" | "localLimiter">,
  { what, who, limit, windowSeconds }: MailLimit,
): Promise<Verdict> {
  const key = `mail:${what}:${(await sealer.keyedHash(who, "mail_limit")).slice(0, 32)}`;
  try {
    return await services.limiter.take(key, limit, windowSeconds);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return await localLimiter.take(key, limit, windowSeconds);
  }
}
