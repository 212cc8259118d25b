/**
 * What `sessions.provider_session` holds: keyed hashes by which the provider's name of the session, and of the person, are
 * found, and sealed what is shown to the provider when the person signs out: `session[.person]:sealed`.
 */
import { like, type SQL } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import type { Sealer } from "../sealing.ts";
import type { ProviderSession } from "./vouched.ts";

const PURPOSE = "identity_provider";

/** Null where there is nothing to keep. */
export async function keptSession(
  sealer: Sealer,
  providerId: string,
  { sid, name, proof }: ProviderSession,
): Promise<string | null> {
  if (sid === null && name === null && proof === null) return null;
  const marks = [
    sid === null ? "" : await sessionMark(sealer, providerId, sid),
    ...(name === null ? [] : [await nameMark(sealer, providerId, name)]),
  ];
  return `${marks.join(".")}:${proof === null ? "" : await sealer.seal(proof, PURPOSE)}`;
}

/** Whether it is the provider's session of that name. */
export async function isSession(sealer: Sealer, providerId: string, sid: string): Promise<SQL> {
  return like(sessions.providerSession, `${await sessionMark(sealer, providerId, sid)}%`);
}

/** Whether it is a session of the person whom the provider calls that. */
export async function isNamed(sealer: Sealer, providerId: string, name: string): Promise<SQL> {
  return like(sessions.providerSession, `%.${await nameMark(sealer, providerId, name)}:%`);
}

/** What is shown to the provider, where there is something. */
export async function proofIn(sealer: Sealer, kept: string | null): Promise<string | undefined> {
  const sealed = kept?.slice(kept.indexOf(":") + 1);
  return sealed ? await sealer.open(sealed, PURPOSE) : undefined;
}

async function sessionMark(sealer: Sealer, providerId: string, sid: string): Promise<string> {
  return await sealer.keyedHash(`${providerId} ${sid}`, PURPOSE);
}

async function nameMark(sealer: Sealer, providerId: string, name: string): Promise<string> {
  return await sealer.keyedHash(`name ${providerId} ${name}`, PURPOSE);
}
