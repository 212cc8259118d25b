import { DomainError } from "../../errors.ts";
import type { Person } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import type { OidcProvider, SamlProvider } from "../providers/kinds.ts";
import { provisionPerson } from "../providers/provision_person.ts";
import { beginSession, type Begun } from "../second_step.ts";
import { confirmingIn, requireAsked } from "./asking.ts";
import { confirmByProvider } from "./confirm_by_provider.ts";
import type { Flow } from "./flow.ts";
import { keptSession } from "./provider_session.ts";
import { SsoRefusal } from "./sso_refusal.ts";
import type { Vouched } from "./vouched.ts";

/** An open session, the second step that comes before it, or a fresh proof; and the path to go to then. */
export type Admitted = (Begun<"browser"> | { confirmed: string }) & { next: string };

interface Arrival {
  provider: OidcProvider | SamlProvider;
  vouched: Vouched;
  flow: Flow;
}

/**
 * Lets somebody in for whom a provider vouches: as a member, with the second step where one is due. Who has only set out
 * to prove again who they are keeps the session that they have.
 * @throws {SsoRefusal} `not_a_member` or `seats_exceeded`; `sso_assertion_refused` where the provider was to ask who it
 * is and has not; as `confirmByProvider`.
 */
export async function admit(visitor: VisitorCtx, { provider, vouched, flow }: Arrival): Promise<Admitted> {
  const { next } = flow;
  requireAsked(flow, vouched.authenticatedAt, visitor.services.clock.now());
  const confirming = confirmingIn(flow);
  if (confirming) {
    await confirmByProvider(visitor, { provider, vouched }, confirming);
    return { confirmed: confirming.sessionId, next };
  }
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
