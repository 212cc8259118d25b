import { DomainError } from "../../errors.ts";
import type { Person } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import type { OidcProvider, SamlProvider } from "../providers/kinds.ts";
import { provisionPerson } from "../providers/provision_person.ts";
import { beginSession, type Begun } from "../second_step.ts";
import { keptSession } from "./provider_session.ts";
import { SsoRefusal } from "./sso_refusal.ts";
import type { Vouched } from "./vouched.ts";

/** An open session, or the second step that comes before it; and the path to go to then. */
export type Admitted = Begun<"browser"> & { next: string };

interface Arrival {
  provider: OidcProvider | SamlProvider;
  vouched: Vouched;
  next: string;
}

/**
 * Lets somebody in for whom a provider vouches: as a member, with the second step where one is due.
 * @throws {SsoRefusal} `not_a_member` or `seats_exceeded`.
 */
export async function admit(visitor: VisitorCtx, { provider, vouched, next }: Arrival): Promise<Admitted> {
  const person = await memberFor(visitor, provider, vouched);
  const session = await keptSession(visitor.identity.sealer, provider.id, vouched.session);
  const begun = await beginSession(visitor, person, {
    method: provider.kind,
    hasSecondFactor: vouched.hasSecondFactor,
    provider: { id: provider.id, session },
  }, "browser");
  return { ...begun, next };
}

async function memberFor(
  visitor: VisitorCtx,
  provider: OidcProvider | SamlProvider,
  { subject, email, isEmailVerified: isEmailVouched, name, groups }: Vouched,
): Promise<Person> {
  try {
    return await provisionPerson(visitor, provider, { subject, email, isEmailVouched, name, groups });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code !== "not_a_member" && error.code !== "seats_exceeded") throw error;
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new SsoRefusal(error.code, reason, { cause: error });
  }
}
