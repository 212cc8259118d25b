/** How a SAML response is written: signatures, algorithms, encryption, and XML that means to do harm. */
import { deepStrictEqual } from "node:assert/strict";
import {
  assertionXml,
  base64,
  encrypted,
  HMAC_SHA1,
  oaep,
  responseXml,
  RSA_SHA1,
  SHA1,
  SHA256,
  signed,
  XENC,
} from "#tests/support/sso/saml_forge.ts";
import { changed, type Make, openSamlSite } from "./_saml_site.ts";

Deno.test("POST /auth/saml/{id}/acs refuses what is not signed, or not XML as it should be", async (t) => {
  await using site = await openSamlSite();
  const { key, other, lexiaCertificate, right } = site;

  const carriedBy = (keyMethod: string): Make => (parts) => {
    const assertion = signed(assertionXml(parts), { key });
    return base64(responseXml(parts, encrypted(assertion, { certificate: lexiaCertificate, keyMethod })));
  };

  /** With the reason that the audit log gives. */
  const REFUSED: Record<string, { make: Make; reason: RegExp }> = {
    "no signature": {
      make: (parts) => base64(responseXml(parts, assertionXml(parts))),
      reason: /^Invalid signature$/,
    },
    "another key": {
      make: (parts) => base64(signed(responseXml(parts, assertionXml(parts)), { key: other })),
      reason: /^Invalid signature$/,
    },
    "a changed name": {
      make: changed(right, (xml) => xml.replace("ana@acme", "eva@acme")),
      reason: /^Invalid signature$/,
    },
    "a signature taken off": {
      make: changed(right, (xml) => xml.replace(/<ds:Signature[^]*<\/ds:Signature>/, "")),
      reason: /^Invalid signature$/,
    },
    "a comment in the digest": {
      make: changed(right, (xml) => xml.replace("<ds:DigestValue>", "<ds:DigestValue><!--x-->")),
      reason: /a comment/,
    },
    "RSA with SHA-1": {
      make: (parts) => base64(signed(responseXml(parts, assertionXml(parts)), { key, method: RSA_SHA1 })),
      reason: /SignatureMethod is .*rsa-sha1/,
    },
    "a digest by SHA-1": {
      make: (parts) => base64(signed(responseXml(parts, assertionXml(parts)), { key, digest: SHA1 })),
      reason: /DigestMethod is .*sha1/,
    },
    "SHA-1 within an encrypted assertion": {
      make: (parts) => {
        const assertion = signed(assertionXml(parts), { key, digest: SHA1 });
        return base64(responseXml(parts, encrypted(assertion, { certificate: lexiaCertificate })));
      },
      reason: /DigestMethod is .*sha1/,
    },
    "an HMAC under the certificate": {
      make: (parts) => base64(signed(responseXml(parts, assertionXml(parts)), { key, method: HMAC_SHA1 })),
      reason: /SignatureMethod is .*hmac/,
    },
    "a document type": {
      make: changed(right, (xml) => `<!DOCTYPE r>${xml}`),
      reason: /document type/,
    },
    "entities that grow": {
      make: changed(right, (xml) => `<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${xml}`),
      reason: /document type/,
    },
    "an entity of a file": {
      make: changed(right, (xml) => `<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>${xml}`),
      reason: /document type/,
    },
    "a processing instruction": {
      make: changed(right, (xml) => `${xml}<?x y?>`),
      reason: /processing instruction/,
    },
    "two roots": { make: changed(right, (xml) => xml + xml), reason: /well-formed/ },
    "a comment in the name": {
      make: changed(
        (parts) => right({ ...parts, nameId: "ana@acme.example.evil.example" }),
        (xml) => xml.replace("ana@acme.example.evil", "ana@acme.example<!---->.evil"),
      ),
      reason: /a comment/,
    },
    "an element in the name": {
      make: (parts) => right({ ...parts, nameIdXml: "ana<saml:x>.evil</saml:x>" }),
      reason: /NameID holds more than text/,
    },
    "an assertion encrypted for somebody else": {
      make: (parts) => {
        const assertion = signed(assertionXml(parts), { key });
        return base64(responseXml(parts, encrypted(assertion, { certificate: other.certificate })));
      },
      reason: /cannot be decrypted/,
    },
    "an encrypted assertion that nobody signed": {
      make: (parts) =>
        base64(responseXml(parts, encrypted(assertionXml(parts), { certificate: lexiaCertificate }))),
      reason: /Invalid signature/,
    },
    "an encrypted assertion of another key": {
      make: (parts) => {
        const assertion = signed(assertionXml(parts), { key: other });
        return base64(responseXml(parts, encrypted(assertion, { certificate: lexiaCertificate })));
      },
      reason: /Invalid signature/,
    },
    "a key carried by PKCS #1 v1.5": {
      make: carriedBy(`<xenc:EncryptionMethod Algorithm="${XENC}rsa-1_5"/>`),
      reason: /carried by .*rsa-1_5, not by RSA-OAEP/,
    },
    "a digest and a mask of two hashes": {
      make: carriedBy(oaep("1.1", SHA256, "mgf1sha1")),
      reason: /digest and MGF1 be of the same hash/,
    },
    "a digest of SHA-256 with the mask of 1.0": {
      make: carriedBy(oaep("1.0", SHA256, null)),
      reason: /digest and MGF1 be of the same hash/,
    },
    "a mask of a hash that is not known": {
      make: carriedBy(oaep("1.1", SHA256, "mgf1sha224")),
      reason: /digest and MGF1 be of the same hash/,
    },
    "a label of RSA-OAEP": {
      make: carriedBy(oaep("1.1", SHA256, "mgf1sha256", "<xenc:OAEPparams>AAAA</xenc:OAEPparams>")),
      reason: /digest and MGF1 be of the same hash/,
    },
    "two digests": {
      make: carriedBy(oaep("1.1", SHA256, "mgf1sha256", `<ds:DigestMethod Algorithm="${SHA1}"/>`)),
      reason: /exactly one DigestMethod/,
    },
    "a key that SHA-1 carries and SHA-256 is said to": {
      make: carriedBy(oaep("1.1", SHA256, "mgf1sha256")),
      reason: /cannot be decrypted/,
    },
    "a response signed by another key, with a signed assertion in it": {
      make: (parts) => {
        const inner = signed(assertionXml(parts), { key });
        return base64(signed(responseXml(parts, inner), { key: other, what: "Response" }));
      },
      reason: /^Invalid signature$/,
    },
    "nesting without end": {
      make: (parts) => base64(responseXml(parts, "<a>".repeat(20_000) + "</a>".repeat(20_000))),
      reason: /deeper or larger/,
    },
    "what is too large": { make: () => "A".repeat(200_004), reason: /too large/ },
    "no base64": { make: () => "%%%", reason: /no base64/ },
    "no UTF-8": { make: () => btoa("\xff\xfe"), reason: /no base64 of UTF-8/ },
    "no XML": { make: () => btoa("hola"), reason: /XML/ },
    "another document": { make: () => btoa("<html/>"), reason: /no SAML 2.0 Response/ },
    "nothing": { make: () => "", reason: /XML/ },
  };

  const before = await site.members();
  for (const [what, { make, reason }] of Object.entries(REFUSED)) {
    await t.step(`refuses ${what}`, () => site.refuses(make, reason, what));
  }

  await t.step("has made nobody a member by all that", async () => {
    deepStrictEqual(await site.members(), before);
  });
});
