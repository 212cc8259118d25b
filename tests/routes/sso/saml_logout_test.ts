/** Single logout of SAML: from LEXIA, from the provider, and by everybody who is neither. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Browser, formIn } from "#tests/support/sso/browser.ts";
import { lastReason } from "#tests/support/sso/last_reason.ts";
import { addProvider } from "#tests/support/sso/providers.ts";
import {
  assertionXml,
  base64,
  type LogoutParts,
  logoutRequestXml,
  logoutResponseXml,
  messageIn,
  newId,
  newSamlKey,
  requestIn,
  type ResponseParts,
  responseXml,
  RSA_SHA1,
  RSA_SHA256,
  type SamlKey,
  SHA1,
  signed,
  signedQuery,
} from "#tests/support/sso/saml_forge.ts";
import { startSamlServer } from "#tests/support/sso/saml_server.ts";
import { Lexia } from "#tests/support/lexia.ts";

const ENV = { SSO_ALLOW_HTTP: "true", PUBLIC_URL: "https://lexia.test" };
const ISSUER = "https://idp.acme.example/metadata";
const SIGN_IN = "https://idp.acme.example/sso";
const SIGN_OUT = "https://idp.acme.example/slo";
const EMAIL = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
const FROM_HERE = { "sec-fetch-site": "same-origin" };
const FROM_THERE = { origin: "https://idp.acme.example", "sec-fetch-site": "cross-site" };

/** Where LEXIA's sign-out page sends the browser on to. */
async function signOut(browser: Browser, here: string): Promise<URL> {
  const page = await browser.post(`${here}/sign-out`, {}, FROM_HERE);
  strictEqual(page.status, 200, String(page.headers.get("location")));
  return new URL(/url=([^"]+)"/.exec(await page.text())?.[1]?.replaceAll("&amp;", "&") ?? "");
}

Deno.test("/auth/saml/{id}/slo, with a whole provider", async (t) => {
  await using lexia = await Lexia.start({ env: ENV });
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const here = `https://${acme.subdomain}.lexia.test`;
  const key = await newSamlKey("idp");
  const settings = {
    entity_id: "https://later.example",
    sign_in_url: "https://later.example/sso",
    certificates: [key.certificate],
    attributes: { email: EMAIL },
    default_role: "user",
  };
  const id = await addProvider(lexia, acme, admin, { kind: "saml", settings });
  const metadata = await (await lexia.request(acme.subdomain, `/auth/saml/${id}/metadata`)).text();
  const address = `${here}/auth/saml/${id}/slo`;
  await using provider = await startSamlServer(key, {
    acs: `${here}/auth/saml/${id}/acs`,
    encryptFor: null,
    logout: { entityId: `${here}/auth/saml/${id}/metadata`, address, certificate: certificateIn(metadata) },
  });

  async function signIn(): Promise<Browser> {
    const browser = new Browser(lexia);
    const page = await browser.follow(`${here}/auth/saml/${id}/start`);
    ok(page instanceof Response);
    const { action, fields } = formIn(await page.text(), provider.signInUrl);
    const answer = await browser.post(action, fields, FROM_THERE);
    strictEqual(answer.headers.get("location"), "/dashboard", await lastReason(lexia));
    return browser;
  }
  const isIn = async (browser: Browser) => (await browser.ask(`${here}/solicitudes`)).status === 200;

  await t.step("stands in LEXIA's metadata, and is read out of the provider's", async () => {
    const places = [
      ...metadata.matchAll(/<md:SingleLogoutService Binding="[^"]+:([^":]+)" Location="([^"]+)"/g),
    ];
    deepStrictEqual(places.map(([, binding, place]) => [binding, place]), [
      ["HTTP-Redirect", address],
      ["HTTP-POST", address],
    ]);
    const xml = await (await fetch(provider.metadataUrl)).text();
    const read = await admin.post("/api/v1/organization/sso/saml-metadata", { xml });
    const facts = await read.json();
    strictEqual(facts.sign_out_url, provider.logoutUrl);
    const changed = await admin.send("PATCH", `/api/v1/organization/sso/${id}`, { settings: facts });
    strictEqual(changed.status, 200, await changed.text());
  });

  await t.step("signs out at the provider as well, by a signed request that it answers", async () => {
    const browser = await signIn();
    strictEqual(provider.participants.length, 1);
    const there = await signOut(browser, here);
    strictEqual(there.origin + there.pathname, provider.logoutUrl);
    strictEqual(await isIn(browser), false);
    const back = await browser.follow(there, (url) => url.pathname === "/sign-in");
    ok(back instanceof URL, back instanceof Response ? await back.text() : "");
    deepStrictEqual([back.href, provider.participants], [`${here}/sign-in`, []]);
    ok(browser.visited.includes(address));
  });

  await t.step("ends the session when the provider begins, and answers it", async () => {
    const browser = await signIn();
    strictEqual(await isIn(browser), true);
    const end = await browser.follow(provider.logoutUrl);
    ok(end instanceof Response);
    deepStrictEqual([end.status, provider.participants], [200, []], await end.text());
    strictEqual(await isIn(browser), false);
    const [line] = await lexia.database.owner.batch([{
      text: `select data->>'by', data->>'provider' from audit_log where action = 'session.end'
             order by id desc limit 1`,
    }]);
    deepStrictEqual(line?.rows, [["provider", id]]);
  });
});

Deno.test("/auth/saml/{id}/slo", async (t) => {
  await using lexia = await Lexia.start({ env: { PUBLIC_URL: "https://lexia.test" } });
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const [admin, betaAdmin] = [await acme.session("org_admin"), await beta.session("org_admin")];
  const [key, other] = [await newSamlKey("idp"), await newSamlKey("other")];
  const settings = {
    entity_id: ISSUER,
    sign_in_url: SIGN_IN,
    sign_out_url: SIGN_OUT,
    certificates: [key.certificate],
    default_role: "user",
  };
  const id = await addProvider(lexia, acme, admin, { kind: "saml", settings });
  const betaId = await addProvider(lexia, beta, betaAdmin, { kind: "saml", settings });
  const [here, there] = [`https://${acme.subdomain}.lexia.test`, `https://${beta.subdomain}.lexia.test`];
  const [address, betaAddress] = [`${here}/auth/saml/${id}/slo`, `${there}/auth/saml/${betaId}/slo`];
  const metadata = await (await lexia.request(acme.subdomain, `/auth/saml/${id}/metadata`)).text();

  async function signIn(
    nameId: string,
    sessionIndex: string,
    at = `${here}/auth/saml/${id}`,
  ): Promise<Browser> {
    const browser = new Browser(lexia);
    const away = await browser.ask(`${at}/start`);
    const asked = requestIn(new URL(away.headers.get("location") ?? ""));
    const parts: ResponseParts = {
      acs: `${at}/acs`,
      audience: `${at}/metadata`,
      issuer: ISSUER,
      requestId: asked.id,
      now: Date.now(),
      nameId,
      sessionIndex,
      attributes: { email: [`${nameId}@acme.example`] },
    };
    const response = base64(signed(responseXml(parts, assertionXml(parts)), { key }));
    const fields = { SAMLResponse: response, RelayState: asked.relayState };
    const answer = await browser.post(parts.acs, fields, FROM_THERE);
    strictEqual(answer.headers.get("location"), "/dashboard", await lastReason(lexia));
    return browser;
  }
  const isIn = async (browser: Browser, at = here) => (await browser.ask(`${at}/solicitudes`)).status === 200;
  const right = (): LogoutParts => ({ destination: address, issuer: ISSUER, nameId: "ana", now: Date.now() });

  /** By the browser of nobody whom LEXIA knows. */
  async function redirect(query: string, at = address): Promise<Response> {
    return await new Browser(lexia).ask(`${at}?${query}`);
  }
  const inAddress = (
    parts: LogoutParts,
    how: { key: SamlKey; method?: string } = { key },
    relayState?: string,
  ) => signedQuery({ field: "SAMLRequest", xml: logoutRequestXml(parts), relayState }, how);
  async function post(xml: string, at = address): Promise<Response> {
    return await new Browser(lexia).post(at, { SAMLRequest: base64(xml), RelayState: "r" }, FROM_THERE);
  }
  const inForm = (parts: LogoutParts, how: { key: SamlKey; method?: string; digest?: string } = { key }) =>
    signed(logoutRequestXml(parts), { ...how, what: "LogoutRequest" });

  const ACCEPTED: Record<string, (sessionIndex: string) => Promise<Response>> = {
    "a person, in an address": () => redirect(inAddress(right())),
    "a person, in an address signed with SHA-512": () =>
      redirect(inAddress(right(), { key, method: RSA_SHA256.replace("256", "512") })),
    "a session, in an address": (one) => redirect(inAddress({ ...right(), sessionIndexes: [one, "s0"] })),
    "a person, in a form": () => post(inForm(right())),
    "a session, in a form": (one) => post(inForm({ ...right(), sessionIndexes: [one] })),
    "one until a moment ago, by a clock that is slow": () =>
      redirect(inAddress({ ...right(), notOnOrAfter: -30, issuedAt: -300 })),
  };
  for (const [what, send] of Object.entries(ACCEPTED)) {
    await t.step(`ends ${what}`, async () => {
      const sessionIndex = newId();
      const browser = await signIn("ana", sessionIndex);
      const eva = await signIn("eva", sessionIndex);
      strictEqual(await isIn(browser), true);
      const answer = new URL((await send(sessionIndex)).headers.get("location") ?? "", here);
      strictEqual(answer.origin + answer.pathname, SIGN_OUT, await lastReason(lexia));
      strictEqual(await isIn(browser), false);
      strictEqual(await isIn(eva), true);
    });
  }

  await t.step("answers the request, signed, with what it is to bring back", async () => {
    const [requestId, relayState] = [newId(), "what the provider wants & more"];
    const query = inAddress({ ...right(), id: requestId }, { key }, relayState);
    const answer = new URL((await redirect(query)).headers.get("location") ?? "");
    const xml = messageIn(answer, "SAMLResponse");
    match(xml, new RegExp(`InResponseTo="${requestId}"`));
    match(xml, new RegExp(`Destination="${SIGN_OUT}"`));
    match(xml, /status:Success/);
    match(xml, new RegExp(`<saml:Issuer>${here}/auth/saml/${id}/metadata</saml:Issuer>`));
    strictEqual(answer.searchParams.get("RelayState"), relayState);
    ok(answer.searchParams.get("Signature"));
  });

  const query = (parts: LogoutParts, change: (query: string) => string) => () =>
    redirect(change(inAddress(parts, { key }, "r")));
  const once = (name: string) => (query: string) => query.replace(new RegExp(`(^|&)${name}=[^&]*`), "");
  const evil = () => inAddress({ ...right(), nameId: "eva" }, { key: other }).split("&")[0] ?? "";
  const both = (field: string) => (query: string) =>
    `${query}&${field}=${encodeURIComponent(evil().split("=")[1] ?? "")}`;

  const REFUSED: Record<string, [send: () => Promise<Response>, reason: RegExp, code?: string]> = {
    "no signature": [query(right(), (query) => once("SigAlg")(once("Signature")(query))), /not signed/],
    "no signature, but its algorithm": [query(right(), once("Signature")), /not signed/],
    "an empty signature": [
      query(right(), (query) => query.replace(/Signature=.*/, "Signature=")),
      /Invalid signature/,
    ],
    "a signature that is no base64": [
      query(right(), (query) => query.replace(/Signature=.*/, "Signature=%25")),
      /no base64/,
    ],
    "a signature of another key": [() => redirect(inAddress(right(), { key: other })), /Invalid signature/],
    "RSA with SHA-1": [() => redirect(inAddress(right(), { key, method: RSA_SHA1 })), /SigAlg is .*rsa-sha1/],
    "another relay state": [
      query(right(), (query) => query.replace("RelayState=r", "RelayState=x")),
      /Invalid signature/,
    ],
    "a relay state taken off": [query(right(), once("RelayState")), /Invalid signature/],
    "a message changed for another": [
      query(right(), (query) => query.replace(/^SAMLRequest=[^&]*/, evil())),
      /Invalid signature/,
    ],
    "a second message beside it": [query(right(), both("SAMLRequest")), /more than one SAMLRequest/],
    "a second signature beside it": [query(right(), both("Signature")), /more than one Signature/],
    "a form without a signature": [() => post(logoutRequestXml(right())), /Invalid signature/],
    "a form signed by another key": [() => post(inForm(right(), { key: other })), /Invalid signature/],
    "a form signed over SHA-1": [() => post(inForm(right(), { key, digest: SHA1 })), /DigestMethod is/],
    "a form changed since": [
      () => post(inForm({ ...right(), nameId: "eva" }).replace(">eva<", ">ana<")),
      /Invalid signature/,
    ],
    "a form with the signed request within another": [
      () => {
        const inner = inForm({ ...right(), nameId: "eva" });
        const outer = logoutRequestXml(right());
        return post(outer.replace("</samlp:LogoutRequest>", `${inner}</samlp:LogoutRequest>`));
      },
      /signature where none belongs/,
    ],
    "another issuer": [
      () => redirect(inAddress({ ...right(), issuer: "https://other.example" })),
      /Issuer is another provider/,
    ],
    "no issuer": [() => redirect(inAddress({ ...right(), issuer: null })), /exactly one Issuer/],
    "another destination": [
      () => redirect(inAddress({ ...right(), destination: betaAddress })),
      /Destination is another address/,
    ],
    "no destination": [() => redirect(inAddress({ ...right(), destination: null })), /Destination/],
    "one issued an hour ago": [() => redirect(inAddress({ ...right(), issuedAt: -3_600 })), /too long ago/],
    "one issued in an hour": [() => redirect(inAddress({ ...right(), issuedAt: 3_600 })), /in the future/],
    "one that has expired": [() => redirect(inAddress({ ...right(), notOnOrAfter: -120 })), /has expired/],
    "a comment in the name": [
      () => redirect(inAddress({ ...right(), nameId: "ana<!---->" })),
      /a comment/,
    ],
    "an element in the name": [
      () => redirect(inAddress({ ...right(), nameId: "ana<saml:x/>" })),
      /more than text/,
    ],
    "an answer in its place": [
      () => {
        const xml = logoutResponseXml({ ...right(), requestId: newId() });
        return redirect(signedQuery({ field: "SAMLRequest", xml }, { key }));
      },
      /no SAML 2.0 LogoutRequest/,
    ],
    "what inflates without end": [
      () => redirect(inAddress({ ...right(), nameId: "a".repeat(200_000) })),
      /cannot be inflated, or is too large/,
    ],
    "what is no deflated text": [
      query(right(), (query) => query.replace(/^SAMLRequest=[^&]*/, "SAMLRequest=AAAA")),
      /Invalid signature/,
    ],
    "an address without end": [query(right(), (query) => `${query}&x=${"y".repeat(20_000)}`), /too large/],
    "an address that cannot be read": [
      query(right(), (query) => query.replace(/SigAlg=[^&]*/, "SigAlg=%ff")),
      /cannot be read/,
    ],
    "nothing": [() => redirect(""), /no SAMLRequest/],
    "an empty form": [() => post(""), /XML/],
    "another organization's request": [
      () => redirect(inAddress({ ...right(), destination: betaAddress }), address),
      /Destination is another address/,
    ],
    "a provider of another organization": [
      () => redirect(inAddress(right()), `${there}/auth/saml/${id}/slo`),
      /no such provider/,
      "sso_provider_unavailable",
    ],
  };
  const ana = await signIn("ana", "s1");
  for (const [what, [send, reason, code = "sso_assertion_refused"]] of Object.entries(REFUSED)) {
    await t.step(`refuses ${what}`, async () => {
      const answer = await send();
      deepStrictEqual([answer.status, answer.headers.get("location")], [303, `/sign-in?error=${code}`]);
      match(await lastReason(lexia), reason);
      await lexia.core.services.limiter.refund("sso:address:192.0.2.1", 60, 900);
    });
  }

  await t.step("has signed nobody out by all that", async () => {
    strictEqual(await isIn(ana), true);
  });

  await t.step("ends nobody else's session, and none of another name or organization", async () => {
    const theirs = await signIn("ana", "s1", `${there}/auth/saml/${betaId}`);
    const second = await addProvider(lexia, acme, admin, { kind: "saml", settings });
    const elsewhere = await signIn("ana2", "s1", `${here}/auth/saml/${second}`);
    for (
      const changes of [{ nameId: "eva" }, { nameId: "%" }, { sessionIndexes: ["s2", "%"] }, { nameId: "s1" }]
    ) {
      const answer = await redirect(inAddress({ ...right(), ...changes }));
      ok(answer.headers.get("location")?.startsWith(SIGN_OUT), await lastReason(lexia));
      strictEqual(await isIn(ana), true, JSON.stringify(changes));
    }
    await redirect(inAddress(right()));
    deepStrictEqual([await isIn(ana), await isIn(theirs, there), await isIn(elsewhere)], [false, true, true]);
  });

  await t.step("takes a request once, by address or form, here and at another instance", async () => {
    await using second = await lexia.another({ env: { PUBLIC_URL: "https://lexia.test" } });
    const parts = { ...right(), id: newId() };
    const sent = inAddress(parts);
    ok((await redirect(sent)).headers.get("location")?.startsWith(SIGN_OUT));
    const again = await signIn("ana", "s3");
    for (
      const answer of [
        await redirect(sent),
        await post(inForm(parts)),
        await new Browser(second).ask(`${address}?${sent}`),
      ]
    ) {
      strictEqual(answer.headers.get("location"), "/sign-in?error=sso_assertion_refused");
      match(await lastReason(lexia), /logout request was used before/);
    }
    strictEqual(await isIn(again), true);
  });

  await t.step("goes back to nobody who takes no answer", async () => {
    const silent = await addProvider(lexia, acme, admin, {
      kind: "saml",
      settings: { ...settings, sign_out_url: null },
    });
    const at = `${here}/auth/saml/${silent}`;
    const browser = await signIn("luz", "s1", at);
    const parts = { ...right(), nameId: "luz", destination: `${at}/slo` };
    const answer = await redirect(inAddress(parts), `${at}/slo`);
    strictEqual(answer.headers.get("location"), "/sign-in");
    strictEqual(await isIn(browser), false);
    const another = await signIn("luz", "s2", at);
    const page = await another.post(`${here}/sign-out`, {}, FROM_HERE);
    deepStrictEqual([page.status, page.headers.get("location")], [303, "/sign-in"]);
  });

  async function demanded(): Promise<
    { browser: Browser; requestId: string; relayState: string; xml: string }
  > {
    const browser = await signIn("ana", "s5");
    const away = await signOut(browser, here);
    strictEqual(away.origin + away.pathname, SIGN_OUT);
    const { id: requestId, relayState, xml } = requestIn(away);
    return { browser, requestId, relayState, xml };
  }
  const answered = (requestId: string, relayState: string, changes: Record<string, string> = {}, by = key) =>
    signedQuery(
      { field: "SAMLResponse", xml: logoutResponseXml({ ...right(), requestId, ...changes }), relayState },
      { key: by },
    );

  await t.step("demands the sign-out in the provider's own words for person and session", async () => {
    const { xml } = await demanded();
    match(
      xml,
      /<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ana<\/saml:NameID>/,
    );
    match(xml, /SessionIndex[^>]*>s5</);
    match(xml, new RegExp(`Destination="${SIGN_OUT}"`));
  });

  await t.step("keeps name and session out of the database, but for hashes and what is sealed", async () => {
    await signIn("nombre-secreto", "sesion-secreta");
    const [rows] = await lexia.database.owner.batch([{
      text: "select provider_session from sessions where provider_id is not null order by id desc limit 1",
    }]);
    match(String(rows?.rows[0]?.[0]), /^[0-9a-f]{64}\.[0-9a-f]{64}:v1\.[\w.+/=-]+$/);
  });

  const status = (first: string, second = "") =>
    `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${first}">${
      second && `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${second}"/>`
    }</samlp:StatusCode>`;
  type Demanded = Awaited<ReturnType<typeof demanded>>;
  const INCOMPLETE: Record<string, [answer: (of: Demanded) => string, reason: RegExp]> = {
    "a refusal": [
      ({ requestId, relayState }) => answered(requestId, relayState, { statusXml: status("Responder") }),
      /status is Responder/,
    ],
    "a sign-out in part": [
      ({ requestId, relayState }) =>
        answered(requestId, relayState, { statusXml: status("Success", "PartialLogout") }),
      /PartialLogout/,
    ],
    "an answer of another key": [
      ({ requestId, relayState }) => answered(requestId, relayState, {}, other),
      /Invalid signature/,
    ],
    "an answer without a signature": [
      ({ requestId, relayState }) => once("SigAlg")(once("Signature")(answered(requestId, relayState))),
      /not signed/,
    ],
    "the answer to another request": [
      ({ relayState }) => answered(newId(), relayState),
      /no request that is open/,
    ],
    "an answer with another state": [({ requestId }) => answered(requestId, "x"), /no request that is open/],
    "an answer of another provider": [
      ({ requestId, relayState }) => answered(requestId, relayState, { issuer: "https://other.example" }),
      /Issuer is another provider/,
    ],
  };
  for (const [what, [answer, reason]] of Object.entries(INCOMPLETE)) {
    await t.step(`tells that the provider may know them still: ${what}`, async () => {
      const of = await demanded();
      const back = await of.browser.ask(`${address}?${answer(of)}`);
      strictEqual(back.headers.get("location"), "/sign-in?error=sso_sign_out_incomplete");
      match(await lastReason(lexia), reason);
      const page = await of.browser.ask(`${here}/sign-in?error=sso_sign_out_incomplete`);
      match(await page.text(), /el proveedor de identidad no confirma/);
    });
  }

  await t.step("takes an answer once", async () => {
    const { browser, requestId, relayState } = await demanded();
    const sent = answered(requestId, relayState);
    strictEqual((await browser.ask(`${address}?${sent}`)).headers.get("location"), "/sign-in");
    const again = await browser.ask(`${address}?${sent}`);
    strictEqual(again.headers.get("location"), "/sign-in?error=sso_sign_out_incomplete");
  });

  await t.step("signs its demand with the key of its metadata", async () => {
    const browser = await signIn("ana", "s9");
    const away = await signOut(browser, here);
    strictEqual(await isSigned(away, certificateIn(metadata)), true);
    away.searchParams.set("RelayState", "changed");
    strictEqual(await isSigned(away, certificateIn(metadata)), false);
  });
});

/** As a provider verifies it. */
async function isSigned(address: URL, certificate: string): Promise<boolean> {
  const { createVerify } = await import("node:crypto");
  const text = ["SAMLRequest", "RelayState", "SigAlg"]
    .map((name) => `${name}=${encodeURIComponent(address.searchParams.get(name) ?? "")}`).join("&");
  return createVerify("sha256").update(text)
    .verify(certificate, address.searchParams.get("Signature") ?? "", "base64");
}

function certificateIn(metadata: string): string {
  const [, base64 = ""] = /use="signing">.*?<ds:X509Certificate>([^<]+)</.exec(metadata) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join("\n")}\n-----END CERTIFICATE-----\n`;
}
