/** Passkeys as WebAuthn has them (W3C, level 3): what browsers are asked for, and whether their answer is good. */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";

/** The site that the person is on. A passkey is good for one site's name, an answer for one origin. */
export interface Site {
  /** The host's name: the relying party. */
  name: string;
  /** Scheme, host and port, as the browser shows them. */
  origin: string;
}

/** A browser's answer to `requestOptions`, and where it was given. */
export interface GivenPasskey {
  response: AuthenticationResponseJSON;
  site: Site;
}

export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;
export type CreationAnswer = RegistrationResponseJSON;
export type RequestAnswer = AuthenticationResponseJSON;

export interface KnownPasskey {
  credentialId: string;
  /** COSE key, base64url. */
  publicKey: string;
  counter: number;
  transports: string[];
}

const BASE64URL = { alphabet: "base64url", omitPadding: true } as const;
export const CHALLENGE_SECONDS = 5 * 60;
const TIMEOUT_MS = CHALLENGE_SECONDS * 1_000;

/** `challenge` is a one-time token: its text is what the browser signs. */
export async function creationOptions(
  { site, challenge, person, known }: {
    site: Site;
    challenge: string;
    person: { id: string; email: string; name: string };
    known: readonly KnownPasskey[];
  },
): Promise<CreationOptions> {
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  return await generateRegistrationOptions({
    rpName: "LEXIA",
    rpID: site.name,
    userID: encode(person.id),
    userName: person.email,
    userDisplayName: person.name,
    challenge: encode(challenge),
    timeout: TIMEOUT_MS,
    attestationType: "none",
    excludeCredentials: known.map(descriptorOf),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** Without `known` the browser offers whichever passkey it has for the site. */
export async function requestOptions(
  { site, challenge, known }: { site: Site; challenge: string; known?: readonly KnownPasskey[] },
): Promise<RequestOptions> {
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
  return await generateAuthenticationOptions({
    rpID: site.name,
    challenge: encode(challenge),
    timeout: TIMEOUT_MS,
    userVerification: "required",
    ...(known && { allowCredentials: known.map(descriptorOf) }),
  });
}

/** The one-time token that an answer was made for; undefined where it names none. */
export function challengeOf(answer: CreationAnswer | RequestAnswer): string | undefined {
  try {
    const { challenge } = JSON.parse(decode(answer.response.clientDataJSON));
    return typeof challenge === "string" ? decode(challenge) : undefined;
  } catch {
    return undefined;
  }
}

/** What to keep of a new passkey; undefined where the answer is not good. */
export async function readCreation(
  answer: CreationAnswer,
  { site, challenge }: { site: Site; challenge: string },
): Promise<(KnownPasskey & { isBackedUp: boolean }) | undefined> {
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: answer,
    expectedChallenge: encode(challenge).toBase64(BASE64URL),
    expectedOrigin: site.origin,
    expectedRPID: site.name,
    requireUserVerification: true,
  }).catch(() => ({ verified: false as const, registrationInfo: undefined }));
  if (!verified || !registrationInfo) return undefined;
  const { credential, credentialBackedUp } = registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: credential.publicKey.toBase64(BASE64URL),
    counter: credential.counter,
    transports: credential.transports ?? [],
    isBackedUp: credentialBackedUp,
  };
}

/**
 * The counter that the authenticator now has; undefined where signature, site, challenge or counter are not as they
 * must be. A counter that does not grow means a copy (section 6.1.1), save for authenticators that keep it at zero.
 */
export async function readAnswer(
  { response, site }: GivenPasskey,
  { challenge, passkey }: { challenge: string; passkey: KnownPasskey },
): Promise<{ counter: number; isBackedUp: boolean } | undefined> {
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const found = await verifyAuthenticationResponse({
    response,
    expectedChallenge: encode(challenge).toBase64(BASE64URL),
    expectedOrigin: site.origin,
    expectedRPID: site.name,
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: Uint8Array.fromBase64(passkey.publicKey, { alphabet: "base64url" }),
      counter: passkey.counter,
    },
  }).catch(() => undefined);
  if (!found?.verified) return undefined;
  const { newCounter, credentialBackedUp } = found.authenticationInfo;
  return { counter: newCounter, isBackedUp: credentialBackedUp };
}

function descriptorOf({ credentialId, transports }: KnownPasskey) {
  return { id: credentialId, transports };
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function decode(base64url: string): string {
  return new TextDecoder().decode(Uint8Array.fromBase64(base64url, { alphabet: "base64url" }));
}
