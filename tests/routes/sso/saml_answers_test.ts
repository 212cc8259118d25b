/** What a SAML response says: what must sign somebody in, and what is meant for somebody, something or some time else. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { Browser } from "#tests/support/sso/browser.ts";
import {
  assertionXml,
  base64,
  encrypted,
  newId,
  oaep,
  type ResponseParts,
  responseXml,
  SHA1,
  signed,
} from "#tests/support/sso/saml_forge.ts";
import { changed, ISSUER, type Make, openSamlSite, refusedWith } from "./_saml_site.ts";

Deno.test("POST /auth/saml/{id}/acs takes and refuses what a response says", async (t) => {
  await using site = await openSamlSite();
  const { lexia, acme, key, next, id, betaId, there, lexiaCertificate, right, answerWith } = site;

  const ACCEPTED: Record<string, Make> = {
    "a signed assertion": right,
    "a signed response": (parts) =>
      base64(signed(responseXml(parts, assertionXml(parts)), { key, what: "Response" })),
    "both of them signed": (parts) =>
      base64(signed(signed(responseXml(parts, assertionXml(parts)), { key }), { key, what: "Response" })),
    "the certificate that comes next": (parts) =>
      base64(signed(responseXml(parts, assertionXml(parts)), { key: next })),
    "lines in the base64": (parts) => right(parts).replace(/.{76}/g, "$&\r\n"),
    "a clock that is 50 seconds slow": (parts) =>
      right({ ...parts, now: parts.now - 50_000, notOnOrAfter: 20 }),
    "a clock that is 50 seconds fast": (parts) => right({ ...parts, now: parts.now + 50_000, notBefore: 0 }),
    "an encrypted signed assertion": (parts) => {
      const assertion = signed(assertionXml(parts), { key });
      return base64(responseXml(parts, encrypted(assertion, { certificate: lexiaCertificate })));
    },
    "one encrypted by AES-CBC": (parts) => {
      const assertion = signed(assertionXml(parts), { key });
      const options = { certificate: lexiaCertificate, cipher: "aes256-cbc" as const };
      return base64(responseXml(parts, encrypted(assertion, options)));
    },
    "a signed response with an encrypted assertion": (parts) => {
      const inner = encrypted(assertionXml(parts), { certificate: lexiaCertificate });
      return base64(signed(responseXml(parts, inner), { key, what: "Response" }));
    },
    "a signed response with one whose key SHA-256 carries": (parts) => {
      const inner = encrypted(assertionXml(parts), { certificate: lexiaCertificate, hash: "sha256" });
      return base64(signed(responseXml(parts, inner), { key, what: "Response" }));
    },
    ...Object.fromEntries([
      ["RSA-OAEP with SHA-256, AES-GCM", { hash: "sha256" as const }],
      ["RSA-OAEP with SHA-256, AES-128-GCM", { hash: "sha256" as const, cipher: "aes128-gcm" as const }],
      ["RSA-OAEP with SHA-512", { hash: "sha512" as const }],
      ["RSA-OAEP of 1.1 with SHA-1", { keyMethod: oaep("1.1", SHA1, "mgf1sha1") }],
      ["RSA-OAEP of 1.1 that says nothing more", { keyMethod: oaep("1.1", null, null) }],
      ["RSA-OAEP of 1.0 that says nothing more", { keyMethod: oaep("1.0", null, null) }],
    ].map(([what, options]) => [
      `an assertion encrypted by ${what}`,
      (parts: ResponseParts) => {
        const assertion = signed(assertionXml(parts), { key });
        return base64(
          responseXml(parts, encrypted(assertion, { certificate: lexiaCertificate, ...Object(options) })),
        );
      },
    ])),
  };

  for (const [what, make] of Object.entries(ACCEPTED)) {
    await t.step(`takes ${what}`, async () => {
      const browser = new Browser(site.lexia);
      const response = await site.answerWith(make, browser);
      deepStrictEqual(
        [response.status, response.headers.get("location")],
        [303, "/dashboard"],
        await site.lastReason(),
      );
      ok(browser.cookie(new URL(site.here).host, "__Host-lexia_session"));
    });
  }

  /** With the reason that the audit log gives. */
  const REFUSED: Record<string, { make: Make; reason: RegExp }> = {
    "another audience": {
      make: (parts) => right({ ...parts, audience: `${there}/auth/saml/${betaId}/metadata` }),
      reason: /Audience|audience/,
    },
    "another recipient": {
      make: (parts) => right({ ...parts, recipient: `${there}/auth/saml/${betaId}/acs` }),
      reason: /Recipient is another address/,
    },
    "another destination": {
      make: (parts) => right({ ...parts, destination: `${there}/auth/saml/${betaId}/acs` }),
      reason: /Destination is another address/,
    },
    "no destination": { make: (parts) => right({ ...parts, destination: null }), reason: /Destination/ },
    "another issuer in the assertion": {
      make: (parts) => right({ ...parts, responseIssuer: ISSUER, issuer: "https://other.example" }),
      reason: /assertion's Issuer is another provider/,
    },
    "another issuer of the response": {
      make: (parts) => right({ ...parts, responseIssuer: "https://other.example" }),
      reason: /Issuer is another provider/,
    },
    "one that has expired": {
      make: (parts) => right({ ...parts, notOnOrAfter: -61 }),
      reason: /it has expired/,
    },
    "one that does not hold yet": {
      make: (parts) => right({ ...parts, notBefore: 70 }),
      reason: /not hold yet/,
    },
    "one issued an hour ago": {
      make: (parts) => right({ ...parts, issuedAt: -3_600 }),
      reason: /too long ago/,
    },
    "one issued in an hour": {
      make: (parts) => right({ ...parts, issuedAt: 3_600 }),
      reason: /in the future/,
    },
    "no request that it answers": {
      make: changed(right, (xml) => xml.replace(/ InResponseTo="[^"]*"/g, "")),
      reason: /InResponseTo names another request/,
    },
    "another request in the response": {
      make: (parts) => right({ ...parts, requestId: newId(), confirmedRequestId: parts.requestId }),
      reason: /InResponseTo names another request/,
    },
    "another request in the assertion": {
      make: (parts) => right({ ...parts, confirmedRequestId: newId() }),
      reason: /InResponseTo/,
    },
    "no request in the assertion": {
      make: (parts) => right({ ...parts, confirmedRequestId: null }),
      reason: /InResponseTo is another request/,
    },
    "a subject confirmed in another way": {
      make: (parts) => right({ ...parts, method: "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches" }),
      reason: /none of a bearer/,
    },
    "no conditions": { make: (parts) => right({ ...parts, hasConditions: false }), reason: /./ },
    "nobody authenticated": {
      make: (parts) => right({ ...parts, hasAuthnStatement: false }),
      reason: /somebody was authenticated/,
    },
    "a status that is no success": {
      make: (parts) => right({ ...parts, status: "urn:oasis:names:tc:SAML:2.0:status:Responder" }),
      reason: /status is Responder/,
    },
    "a name that is another one each time": {
      make: (parts) =>
        right({ ...parts, nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient" }),
      reason: /another one each time/,
    },
  };

  const before = await site.members();
  for (const [what, { make, reason }] of Object.entries(REFUSED)) {
    await t.step(`refuses ${what}`, () => site.refuses(make, reason, what));
  }

  await t.step("has made nobody a member by all that", async () => {
    deepStrictEqual(await site.members(), before);
  });

  await t.step("refuses addresses outside the allowed domains, and who has none", async () => {
    for (const email of ["ana@evil.example", "ana@sub.acme.example", "nobody"]) {
      const response = await answerWith((parts) => right({ ...parts, attributes: { email: [email] } }));
      refusedWith(response, "sso_email_not_allowed", email);
    }
  });

  await t.step("counts a second factor that was given there", async () => {
    const browser = new Browser(lexia);
    await answerWith((parts) => right({ ...parts, context: "https://refeds.org/profile/mfa" }), browser);
    const [result] = await lexia.database.owner.batch([{
      text: `select second_factor_at is not null, method, provider_id::text from sessions
             where organization_id = $1 order by id desc limit 1`,
      values: [acme.id],
    }]);
    deepStrictEqual(result?.rows[0], [true, "saml", id]);
  });
});
