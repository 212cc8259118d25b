/**
 * A sign-in on its way to a provider and back. The way back is open once, for ten minutes, to the browser that set out:
 * it keeps a random secret in a cookie, of which the database keeps a hash beside what the flow needs to know.
 */
import { accountDb } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import { offerStep, type OneTimePurpose, peekStep, takeStep } from "../one_time.ts";
import { SsoRefusal } from "./sso_refusal.ts";

export const FLOW_SECONDS = 10 * 60;

type FlowPurpose = Extract<OneTimePurpose, "oidc_sign_in" | "saml_sign_in">;

interface FlowStart {
  purpose: FlowPurpose;
  providerId: string;
  /** The browser's secret. */
  browser: string;
  /** Where to go afterwards: a path. */
  next: string;
  /** What the way back is compared with. Secrets in it are sealed. */
  data: Record<string, string>;
}

export interface Flow {
  next: string;
  data: Record<string, string>;
}

export function newBrowserSecret(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Returns the token that the provider sends back: `state` or `RelayState`. */
export async function beginFlow(
  visitor: VisitorCtx,
  organizationId: string,
  flow: FlowStart,
): Promise<string> {
  const { services, identity } = visitor;
  const { purpose, providerId, next, data } = flow;
  const browser = await identity.sealer.keyedHash(flow.browser, "one_time");
  return await accountDb(services, organizationId, "sso.begin").tx((tx) =>
    offerStep(tx, {
      organizationId,
      userId: null,
      purpose,
      expiresAt: new Date(services.clock.now() + FLOW_SECONDS * 1_000),
      data: { providerId, browser, next, ...data },
    })
  );
}

/**
 * Uses the way back up, whatever comes of it.
 * @throws {SsoRefusal} `sso_state_invalid`; a flow of another browser stays open to that one.
 */
export async function endFlow(
  visitor: VisitorCtx,
  organizationId: string,
  by: { purpose: FlowPurpose; providerId: string; token: string | null; browser: string | null },
): Promise<Flow> {
  const { services, identity } = visitor;
  if (by.token === null) throw new SsoRefusal("sso_state_invalid", "The provider sent no state back");
  if (by.browser === null) throw new SsoRefusal("sso_state_invalid", "The browser brought no cookie");
  const browser = await identity.sealer.keyedHash(by.browser, "one_time");
  const step = { organizationId, purpose: by.purpose, token: by.token, now: services.clock.now() };
  const data = await accountDb(services, organizationId, "sso.end").tx(async (tx) => {
    const open = (await peekStep(tx, step))?.data;
    if (open === undefined) {
      throw new SsoRefusal("sso_state_invalid", "The state is unknown, used or expired");
    }
    if (open.browser !== browser) throw new SsoRefusal("sso_state_invalid", "Another browser set out");
    if (open.providerId !== by.providerId) {
      throw new SsoRefusal("sso_state_invalid", "It set out to another provider");
    }
    return (await takeStep(tx, step))?.data;
  });
  if (data === undefined) throw new SsoRefusal("sso_state_invalid", "The state was used at the same moment");
  const texts = Object.entries(data).filter((entry): entry is [string, string] =>
    typeof entry[1] === "string"
  );
  const { next = "/", ...rest } = Object.fromEntries(texts);
  return { next, data: rest };
}
