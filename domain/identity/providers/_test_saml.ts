import { Buffer } from "node:buffer";
import { constants, createPublicKey, privateDecrypt, publicEncrypt, X509Certificate } from "node:crypto";
import { DomainError } from "../../errors.ts";
import type { IdentityServices } from "../identity.ts";
import { acsAddress, entityId, sloAddress } from "../saml/addresses.ts";
import { factsIn, type IdpFacts } from "../saml/read_idp_metadata.ts";
import { samlKey } from "../saml/saml_key.ts";
import { fetchText, NotHad, type Trial, triedToAsk } from "./_ask_provider.ts";
import type { SamlProvider } from "./kinds.ts";
import { mayBeSentTo } from "./provider_address.ts";
import type { SamlSettings } from "./saml_settings.ts";
import type { TestStep } from "./test_report.ts";

const SOON_MS = 30 * 24 * 3_600_000;

/**
 * Holds the settings against what a sign-in needs and, where its metadata has an address, against what the provider says
 * of itself today. Nobody is signed in.
 */
export async function testSaml(trial: Trial, provider: SamlProvider): Promise<TestStep[]> {
  const { services, identity, organization } = trial;
  const steps: TestStep[] = [];
  const { settings } = provider;
  const { metadata_url: address } = settings;
  if (address !== null) {
    const said = await triedToAsk(steps, "metadata", () => readMetadata(identity, address));
    if (said) steps.push(compared(settings, said));
  }
  steps.push(...settings.certificates.map((pem) => certificateStep(pem, services.clock.now())));
  steps.push(
    mayBeSentTo(settings.sign_in_url, identity.sso)
      ? { step: "sign_in", isOk: true, code: "sign_in_https" }
      : { step: "sign_in", isOk: false, code: "not_https", found: [settings.sign_in_url] },
  );
  steps.push({
    step: "sign_out",
    isOk: true,
    code: settings.sign_out_url === null ? "sign_out_here_only" : "sign_out_there",
  });
  const where = [trial, organization, provider.id] as const;
  steps.push({
    step: "register",
    isOk: true,
    code: "register_saml",
    found: [entityId(...where), acsAddress(...where), sloAddress(...where)],
  });
  steps.push(await encryptionStep(trial, provider));
  return steps;
}

async function readMetadata({ sso }: IdentityServices, address: string): Promise<IdpFacts> {
  const text = await fetchText(sso, address);
  try {
    return factsIn(text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new NotHad("provider_unreadable", [address]);
  }
}

/** While the provider changes its certificate the two differ for a time; with none in common nobody gets in. */
function compared(settings: SamlSettings, said: IdpFacts): TestStep {
  const [held, shown] = [settings.certificates, said.certificates].map((all) =>
    new Set(all.map(fingerprint))
  );
  const changed = [
    ...(settings.entity_id === said.entity_id ? [] : ["entity_id"]),
    ...(settings.sign_in_url === said.sign_in_url ? [] : ["sign_in_url"]),
    ...(settings.sign_out_url === said.sign_out_url ? [] : ["sign_out_url"]),
    ...(held && shown && shown.isSubsetOf(held) ? [] : ["certificates"]),
  ];
  if (changed.length === 0) return { step: "metadata", isOk: true, code: "metadata_unchanged" };
  const isBroken = settings.entity_id !== said.entity_id || !held || !shown || held.isDisjointFrom(shown);
  return { step: "metadata", isOk: !isBroken, isWarning: true, code: "metadata_changed", found: changed };
}

function fingerprint(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}

/** Its key is an RSA one of 2048 bits or more, without which it is not kept. */
function certificateStep(pem: string, now: number): TestStep {
  const { subject, validFromDate, validToDate, publicKey } = new X509Certificate(pem);
  const step = {
    step: "certificate" as const,
    target: subject.replaceAll("\n", ", ").slice(0, 200),
    found: [validToDate.toISOString(), `RSA ${publicKey.asymmetricKeyDetails?.modulusLength ?? "?"}`],
  };
  const end = validToDate.getTime();
  if (end <= now) return { ...step, isOk: false, code: "certificate_over" };
  if (validFromDate.getTime() > now) {
    return { ...step, isOk: true, isWarning: true, code: "certificate_not_yet" };
  }
  if (end - now < SOON_MS) return { ...step, isOk: true, isWarning: true, code: "certificate_ends_soon" };
  return { ...step, isOk: true, code: "certificate_valid" };
}

/** Seals something for the key that LEXIA's metadata shows, as a provider would, and opens it. */
async function encryptionStep(trial: Trial, provider: SamlProvider): Promise<TestStep> {
  const key = await samlKey(trial, trial.organization.id, provider);
  const how = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
  const probe = Buffer.from(crypto.getRandomValues(new Uint8Array(32)));
  try {
    const sealed = publicEncrypt({ key: createPublicKey(key), ...how }, probe);
    if (privateDecrypt({ key, ...how }, sealed).equals(probe)) {
      return { step: "encryption", isOk: true, code: "encryption_ready" };
    }
  } catch {
    // A key that cannot do so is one that cannot do so, whatever it says.
  }
  return { step: "encryption", isOk: false, code: "encryption_impossible" };
}
