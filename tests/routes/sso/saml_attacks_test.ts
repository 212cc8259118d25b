/** Responses of SAML providers: those that must sign somebody in, and all the others, which must not. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Browser } from "#tests/support/sso/browser.ts";
import { addProvider } from "#tests/support/sso/providers.ts";
import {
  assertionXml,
  base64,
  encrypted,
  HMAC_SHA1,
  newId,
  newSamlKey,
  oaep,
  requestIn,
  type ResponseParts,
  responseXml,
  RSA_SHA1,
  SHA1,
  SHA256,
  signed,
  XENC,
} from "#tests/support/sso/saml_forge.ts";
import { Lexia } from "#tests/support/lexia.ts";

const ENV = { PUBLIC_URL: "https://lexia.test" };
const ISSUER = "https://idp.acme.example/metadata";
const SIGN_IN = "https://idp.acme.example/sso";

/** What a test makes of the parts of a right response: base64 of XML. */
type Make = (parts: ResponseParts) => string;

Deno.test("POST /auth/saml/{id}/acs", async (t) => {
  await using lexia = await Lexia.start({ env: ENV });
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const [admin, betaAdmin] = [await acme.session("org_admin"), await beta.session("org_admin")];
  const [key, next, other] = [
    await newSamlKey("idp"),
    await newSamlKey("idp next"),
    await newSamlKey("other"),
  ];
  const settings = {
    entity_id: ISSUER,
    sign_in_url: SIGN_IN,
    certificates: [next.certificate, key.certificate],
    role_map: [{ group: "jefes", role: "manager" }],
    default_role: "user",
    allowed_email_domains: ["acme.example"],
    second_factor_contexts: ["https://refeds.org/profile/mfa"],
  };
  const id = await addProvider(lexia, acme, admin, { kind: "saml", settings });
  const betaId = await addProvider(lexia, beta, betaAdmin, { kind: "saml", settings });
  const [here, there] = [`https://${acme.subdomain}.lexia.test`, `https://${beta.subdomain}.lexia.test`];
  const host = new URL(here).host;
  const acs = `${here}/auth/saml/${id}/acs`;
  const metadata = await lexia.request(acme.subdomain, `/auth/saml/${id}/metadata`);
  const lexiaCertificate = certificateIn(await metadata.text());

  /** Sets out, and gives the parts of the right answer. */
  async function setOut(browser: Browser): Promise<{ parts: ResponseParts; relayState: string }> {
    const away = await browser.follow(`${here}/auth/saml/${id}/start`, (url) => url.href.startsWith(SIGN_IN));
    ok(away instanceof URL);
    const { id: requestId, relayState } = requestIn(away);
    const attributes = { email: ["ana@acme.example"], name: ["Ana Pérez"], groups: ["jefes"] };
    const audience = `${here}/auth/saml/${id}/metadata`;
    return { parts: { acs, audience, issuer: ISSUER, requestId, now: Date.now(), attributes }, relayState };
  }

  async function answerWith(make: Make, browser = new Browser(lexia)): Promise<Response> {
    const { parts, relayState } = await setOut(browser);
    return await post(browser, { SAMLResponse: make(parts), RelayState: relayState });
  }

  async function post(browser: Browser, fields: Record<string, string>, address = acs): Promise<Response> {
    return await browser.post(address, fields, {
      origin: "https://idp.acme.example",
      "sec-fetch-site": "cross-site",
    });
  }

  function refusedWith(response: Response, code: string, what: string): void {
    const location = response.headers.get("location");
    deepStrictEqual([response.status, location], [303, `/sign-in?error=${code}`], what);
    const opened = response.headers.getSetCookie().some((line) => line.startsWith("__Host-lexia_session="));
    strictEqual(opened, false, what);
  }

  async function lastReason(): Promise<string> {
    const [result] = await lexia.database.owner.batch([{
      text: `select data->>'reason' from audit_log where organization_id = $1 and action = 'session.refused'
             order by id desc limit 1`,
      values: [acme.id],
    }]);
    return String(result?.rows[0]?.[0]);
  }

  const right: Make = (parts) => base64(signed(responseXml(parts, assertionXml(parts)), { key }));

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
      const browser = new Browser(lexia);
      const response = await answerWith(make, browser);
      deepStrictEqual(
        [response.status, response.headers.get("location")],
        [303, "/solicitudes"],
        `${await lastReason()}`,
      );
      ok(browser.cookie(host, "__Host-lexia_session"));
    });
  }

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
  const changed = (make: Make, change: (xml: string) => string): Make => (parts) =>
    base64(change(atob(make(parts))));

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
    "two assertions, each signed": {
      make: (parts) => {
        const one = () => signed(assertionXml(parts), { key });
        return base64(responseXml(parts, one() + one()));
      },
      reason: /exactly one assertion/,
    },
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
    "a name that is another one each time": {
      make: (parts) =>
        right({ ...parts, nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient" }),
      reason: /another one each time/,
    },
  };

  const before = await membersOf(lexia, acme.id);
  for (const [what, { make, reason }] of Object.entries(REFUSED)) {
    await t.step(`refuses ${what}`, async () => {
      refusedWith(await answerWith(make), "sso_assertion_refused", what);
      match(await lastReason(), reason);
      await forgetFailures(lexia);
    });
  }

  await t.step("has made nobody a member by all that", async () => {
    deepStrictEqual(await membersOf(lexia, acme.id), before);
  });

  await t.step("refuses addresses outside the allowed domains, and who has none", async () => {
    for (const email of ["ana@evil.example", "ana@sub.acme.example", "nobody"]) {
      const response = await answerWith((parts) => right({ ...parts, attributes: { email: [email] } }));
      refusedWith(response, "sso_email_not_allowed", email);
    }
  });

  await t.step("takes an answer once: from the same browser, from another, at another instance", async () => {
    await using second = await lexia.another({ env: ENV });
    const browser = new Browser(lexia);
    const { parts, relayState } = await setOut(browser);
    const cookies = structuredClone(browser.cookies);
    const fields = { SAMLResponse: right(parts), RelayState: relayState };
    strictEqual((await post(browser.at(second), fields)).headers.get("location"), "/solicitudes");
    for (const instance of [lexia, second]) {
      const again = new Browser(instance);
      for (const [host, jar] of cookies) again.cookies.set(host, jar);
      refusedWith(await post(again, fields), "sso_state_invalid", "again");
      match(await lastReason(), /unknown, used or expired/);
    }
  });

  await t.step("takes an assertion once, even as the answer to another request", async () => {
    await using second = await lexia.another({ env: ENV });
    const assertionId = newId();
    const make: Make = (parts) => right({ ...parts, assertionId });
    strictEqual((await answerWith(make)).headers.get("location"), "/solicitudes");
    refusedWith(await answerWith(make, new Browser(lexia)), "sso_assertion_refused", "again");
    match(await lastReason(), /used before/);
    refusedWith(
      await answerWith(make, new Browser(second).at(second)),
      "sso_assertion_refused",
      "elsewhere",
    );
    match(await lastReason(), /used before/);
  });

  await t.step("refuses what nobody asked for, and what another browser asked for", async () => {
    const browser = new Browser(lexia);
    const { parts, relayState } = await setOut(browser);
    const SAMLResponse = right(parts);
    const stranger = new Browser(lexia);
    refusedWith(
      await post(stranger, { SAMLResponse, RelayState: relayState }),
      "sso_state_invalid",
      "no cookie",
    );
    match(await lastReason(), /no cookie/);
    await setOut(stranger);
    refusedWith(
      await post(stranger, { SAMLResponse, RelayState: relayState }),
      "sso_state_invalid",
      "theirs",
    );
    match(await lastReason(), /Another browser/);
    refusedWith(await post(browser, { SAMLResponse }), "sso_state_invalid", "no state");
    refusedWith(
      await post(browser, { SAMLResponse, RelayState: "/solicitudes" }),
      "sso_state_invalid",
      "path",
    );
    // None of them has closed the way back to the one who set out.
    const arrived = await post(browser, { SAMLResponse, RelayState: relayState });
    strictEqual(arrived.headers.get("location"), "/solicitudes");
    await forgetFailures(lexia);
  });

  await t.step("refuses one organization's answer at another", async () => {
    const browser = new Browser(lexia);
    const { parts, relayState } = await setOut(browser);
    const fields = { SAMLResponse: right(parts), RelayState: relayState };
    const theirs = new Browser(lexia);
    await theirs.follow(`${there}/auth/saml/${betaId}/start`, (url) => url.href.startsWith(SIGN_IN));
    const [mine, other] = [`${there}/auth/saml/${betaId}/acs`, `${there}/auth/saml/${id}/acs`];
    refusedWith(await post(theirs, fields, mine), "sso_state_invalid", "their provider");
    refusedWith(await post(theirs, fields, other), "sso_provider_unavailable", "no provider of theirs");
  });

  await t.step(
    "sets out with a signed request and a cookie that a form of another site brings along",
    async () => {
      const browser = new Browser(lexia);
      const start = await browser.ask(`${here}/auth/saml/${id}/start`);
      const away = new URL(start.headers.get("location") ?? "");
      const cookie = start.headers.getSetCookie().find((line) => line.startsWith("__Host-lexia_saml="));
      match(cookie ?? "", /; Path=\/; HttpOnly; Secure; SameSite=None$/);
      match(cookie ?? "", /; Max-Age=600;/);
      strictEqual(await isSigned(away, lexiaCertificate), true);
      away.searchParams.set("RelayState", "changed");
      strictEqual(await isSigned(away, lexiaCertificate), false);
      match(requestIn(away).xml, /<saml:Issuer [^>]*>https:\/\/[^<]+\/metadata<\/saml:Issuer>/);
    },
  );

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

  await t.step("slows down whoever fails again and again", async () => {
    let last = "";
    for (let i = 0; i < 61 && !last.endsWith("too_many_attempts"); i++) {
      const answer = await new Browser(lexia).post(acs, { SAMLResponse: "x", RelayState: "y" });
      last = answer.headers.get("location") ?? "";
    }
    strictEqual(last, "/sign-in?error=too_many_attempts");
  });
});

/** The first element of that name, from tag to tag. */
function pieceOf(xml: string, name: string): string {
  return new RegExp(`<${name}[ >][^]*</${name}>`).exec(xml)?.[0] ?? "";
}

async function membersOf(lexia: Lexia, organizationId: string): Promise<unknown> {
  const [result] = await lexia.database.owner.batch([{
    text:
      "select user_id, role, is_active from organization_users where organization_id = $1 order by user_id",
    values: [organizationId],
  }]);
  return result?.rows;
}

/** More is refused here than anybody at one address may fail. */
async function forgetFailures(lexia: Lexia): Promise<void> {
  await lexia.core.services.limiter.refund("sso:address:192.0.2.1", 60, 900);
}

/** As a provider verifies it (SAML 2.0 Bindings, section 3.4.4.1). */
async function isSigned(address: URL, certificate: string): Promise<boolean> {
  const { createVerify } = await import("node:crypto");
  const names = ["SAMLRequest", "RelayState", "SigAlg"];
  const text = names.map((name) => `${name}=${encodeURIComponent(address.searchParams.get(name) ?? "")}`)
    .join("&");
  return createVerify("sha256").update(text)
    .verify(certificate, address.searchParams.get("Signature") ?? "", "base64");
}

function certificateIn(metadata: string): string {
  const [, base64 = ""] = /use="encryption">.*?<ds:X509Certificate>([^<]+)</.exec(metadata) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join("\n")}\n-----END CERTIFICATE-----\n`;
}
