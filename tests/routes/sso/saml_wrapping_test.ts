/** Signature wrapping: somebody else's assertion around, within or beside a signed one. */
import { deepStrictEqual } from "node:assert/strict";
import {
  assertionXml,
  base64,
  encrypted,
  newId,
  type ResponseParts,
  responseXml,
  signed,
} from "#tests/support/sso/saml_forge.ts";
import { type Make, openSamlSite } from "./_saml_site.ts";

Deno.test("POST /auth/saml/{id}/acs refuses signatures about something else", async (t) => {
  await using site = await openSamlSite();
  const { key, lexiaCertificate } = site;

  /** The signed response, with somebody else's assertion somehow around or beside the signed one. */
  function wrapped(
    parts: ResponseParts,
    put: (pieces: { original: string; evil: string; signature: string; bare: string }) => string,
    what: "Assertion" | "Response" = "Assertion",
  ): string {
    const whole = signed(responseXml(parts, assertionXml(parts)), { key, what });
    const original = what === "Assertion" ? pieceOf(whole, "saml:Assertion") : whole;
    const signature = pieceOf(whole, "ds:Signature");
    const evil = assertionXml({ ...parts, nameId: "jefa", attributes: { email: ["jefa@acme.example"] } });
    return base64(put({ original, evil, signature, bare: original.replace(signature, "") }));
  }
  const within = (assertion: string, xml: string) =>
    assertion.replace("</saml:Assertion>", `${xml}</saml:Assertion>`);
  const object = (xml: string) => `<ds:Object>${xml}</ds:Object>`;
  const inSignature = (signature: string, xml: string) =>
    signature.replace("</ds:Signature>", `${xml}</ds:Signature>`);
  const afterIssuer = (assertion: string, xml: string) =>
    assertion.replace("</saml:Issuer>", `</saml:Issuer>${xml}`);

  /** With the reason that the audit log gives. */
  const REFUSED: Record<string, { make: Make; reason: RegExp }> = {
    "two assertions, each signed": {
      make: (parts) => {
        const one = () => signed(assertionXml(parts), { key });
        return base64(responseXml(parts, one() + one()));
      },
      reason: /exactly one assertion/,
    },
    "wrapping 1: the signed response within the signature of another": {
      make: (parts) =>
        wrapped(parts, ({ evil, signature, bare }) => {
          const about = inSignature(signature, object(bare));
          return responseXml({ ...parts, responseId: newId() }, about + evil);
        }, "Response"),
      reason: /./,
    },
    "wrapping 2: the signed response beside its signature in another": {
      make: (parts) =>
        wrapped(
          parts,
          ({ evil, signature, bare }) => responseXml(parts, signature + bare + evil),
          "Response",
        ),
      reason: /./,
    },
    "wrapping 3: another assertion before the signed one": {
      make: (parts) => wrapped(parts, ({ original, evil }) => responseXml(parts, evil + original)),
      reason: /exactly one assertion/,
    },
    "wrapping 4: the signed assertion within another": {
      make: (parts) => wrapped(parts, ({ original, evil }) => responseXml(parts, within(evil, original))),
      reason: /exactly one assertion/,
    },
    "wrapping 5: another assertion with the signature, the signed one behind it": {
      make: (parts) =>
        wrapped(
          parts,
          ({ evil, signature, bare }) => responseXml(parts, afterIssuer(evil, signature) + bare),
        ),
      reason: /exactly one assertion/,
    },
    "wrapping 6: the signed assertion within the signature within another": {
      make: (parts) =>
        wrapped(
          parts,
          ({ evil, signature, bare }) => responseXml(parts, afterIssuer(evil, inSignature(signature, bare))),
        ),
      reason: /exactly one assertion/,
    },
    "wrapping 7: the signed assertion within extensions": {
      make: (parts) =>
        wrapped(
          parts,
          ({ original, evil }) =>
            responseXml(parts, `<samlp:Extensions>${original}</samlp:Extensions>${evil}`),
        ),
      reason: /exactly one assertion/,
    },
    "wrapping 8: the signed assertion in an object of the signature": {
      make: (parts) =>
        wrapped(
          parts,
          ({ evil, signature, bare }) =>
            responseXml(parts, afterIssuer(evil, inSignature(signature, object(bare)))),
        ),
      reason: /exactly one assertion/,
    },
    "wrapping 9: another assertion of the same ID": {
      make: (parts) => {
        const assertionId = newId();
        return wrapped(
          { ...parts, assertionId },
          ({ original, evil }) =>
            responseXml(parts, original + evil.replace(/ ID="[^"]*"/, ` ID="${assertionId}"`)),
        );
      },
      reason: /same ID/,
    },
    "wrapping 10: another assertion in another namespace": {
      make: (parts) =>
        wrapped(
          parts,
          ({ original, evil }) =>
            responseXml(parts, original + evil.replace('xmlns:saml="urn:', 'xmlns:saml="urn:x:')),
        ),
      reason: /exactly one assertion/,
    },
    "wrapping 11: another assertion in an encrypted one beside it": {
      make: (parts) =>
        wrapped(
          parts,
          ({ original, evil }) =>
            responseXml(parts, original + encrypted(evil, { certificate: lexiaCertificate })),
        ),
      reason: /exactly one assertion/,
    },
  };

  const before = await site.members();
  for (const [what, { make, reason }] of Object.entries(REFUSED)) {
    await t.step(`refuses ${what}`, () => site.refuses(make, reason, what));
  }

  await t.step("has made nobody a member by all that", async () => {
    deepStrictEqual(await site.members(), before);
  });
});

/** The first element of that name, from tag to tag. */
function pieceOf(xml: string, name: string): string {
  return new RegExp(`<${name}[ >][^]*</${name}>`).exec(xml)?.[0] ?? "";
}
