/** What a provider publishes about itself, fetched to see whether it can be. */
import type { Organization, Services } from "../../ctx.ts";
import type { IdentityServices, SsoSettings } from "../identity.ts";
import { mayBeSentTo } from "./provider_address.ts";
import type { TestStep } from "./test_report.ts";

/** Where a provider is tried out. */
export interface Trial {
  services: Services;
  identity: IdentityServices;
  organization: Organization;
}

/** Why it cannot be had; `code` is one of a test's. */
export class NotHad extends Error {
  override name = "NotHad";
  constructor(readonly code: string, readonly found?: readonly string[]) {
    super(code);
  }
}

/** @throws {NotHad} */
export async function fetchText(sso: SsoSettings, address: string): Promise<string> {
  if (!mayBeSentTo(address, sso)) throw new NotHad("not_https", [address]);
  let answer: Response;
  try {
    answer = await sso.fetch(address, { headers: { accept: "application/json, application/xml, */*" } });
  } catch (error) {
    throw new NotHad(whyNot(error), [address]);
  }
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new NotHad("provider_status", [address, String(answer.status)]);
  }
  return await answer.text();
}

/** @throws {NotHad} */
export async function fetchJson(sso: SsoSettings, address: string): Promise<unknown> {
  const text = await fetchText(sso, address);
  try {
    return JSON.parse(text);
  } catch {
    throw new NotHad("provider_unreadable", [address]);
  }
}

/** Undefined where it failed, and the step says why. */
export async function triedToAsk<T>(
  steps: TestStep[],
  step: TestStep["step"],
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NotHad)) throw error;
    steps.push({ step, isOk: false, code: error.code, found: error.found });
    return undefined;
  }
}

/** No more than what helps: whoever asks may name any address. */
function whyNot(error: unknown): string {
  if (error instanceof DOMException && error.name === "TimeoutError") return "provider_timed_out";
  const words = [error, error instanceof Error ? error.cause : undefined].map(String).join(" ");
  if (/certificate/i.test(words)) return "provider_untrusted";
  return /answers more than/.test(words) ? "provider_unreadable" : "provider_unreachable";
}
