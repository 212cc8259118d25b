import type { Actor } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { isWithinRanges } from "./address_ranges.ts";
import type { IdentityServices } from "./identity.ts";
import { actorOf } from "./program_keys.ts";

/**
 * Who sends a request with an API key of that organization; null: the platform, which has none.
 * @throws {DomainError} `token_invalid`, `address_not_allowed`, or `rate_limited` where too many unknown keys came.
 */
export async function authenticateKey(
  { programKeys }: Pick<IdentityServices, "programKeys">,
  organizationId: string | null,
  token: string,
  address: string | null,
): Promise<Actor> {
  const key = await programKeys.find(token, address);
  if (key?.kind !== "api_key" || key.organizationId !== organizationId) {
    throw new DomainError("token_invalid");
  }
  if (!isWithinRanges(address, key.allowedNetworks)) {
    programKeys.warnOfAddress(key, address);
    throw new DomainError("address_not_allowed");
  }
  await programKeys.noteUse(key, address);
  return actorOf(key);
}

/** The token of a company's directory. Throws as `authenticateKey`. */
export async function authenticateDirectory(
  { programKeys }: Pick<IdentityServices, "programKeys">,
  organizationId: string,
  token: string,
  address: string | null,
): Promise<{ tokenId: string }> {
  const key = await programKeys.find(token, address);
  if (key?.kind !== "directory" || key.organizationId !== organizationId) {
    throw new DomainError("token_invalid");
  }
  await programKeys.noteUse(key, address);
  return { tokenId: key.id };
}
