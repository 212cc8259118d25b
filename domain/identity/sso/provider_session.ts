/** What `sessions.provider_session` holds: a hash by which the provider's name of the session is found, and the rest sealed. */
import type { Sealer } from "../sealing.ts";
import type { ProviderSession } from "./vouched.ts";

const PURPOSE = "identity_provider";

/** Null where there is nothing to keep. */
export async function keptSession(
  sealer: Sealer,
  providerId: string,
  { sid, idToken }: ProviderSession,
): Promise<string | null> {
  if (sid === null && idToken === null) return null;
  const mark = sid === null ? "" : await sessionMark(sealer, providerId, sid);
  return `${mark}:${idToken === null ? "" : await sealer.seal(idToken, PURPOSE)}`;
}

/** What `keptSession` begins with, up to the colon. */
export async function sessionMark(sealer: Sealer, providerId: string, sid: string): Promise<string> {
  return await sealer.keyedHash(`${providerId} ${sid}`, PURPOSE);
}

/** The ID token of the session, where there is one. */
export async function idTokenOf(sealer: Sealer, kept: string | null): Promise<string | undefined> {
  const sealed = kept?.slice(kept.indexOf(":") + 1);
  return sealed ? await sealer.open(sealed, PURPOSE) : undefined;
}
