/** Trying an OpenID or SAML provider out: what a right one shows, and what each wrong one does. */
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { selfSignedCertificate } from "#tests/support/portal_simulator/tls_fixture.ts";
import { startOpenIdServer } from "#tests/support/sso/openid_server.ts";
import { addProvider } from "#tests/support/sso/providers.ts";
import { type RogueProvider, startRogueProvider } from "#tests/support/sso/rogue_provider.ts";
import { newSamlKey } from "#tests/support/sso/saml_forge.ts";
import { startSamlServer } from "#tests/support/sso/saml_server.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { movableClock } from "#tests/support/stores.ts";

const ENV = { SSO_ALLOW_HTTP: "true", PUBLIC_URL: "https://lexia.test" };
const SSO = "/api/v1/organization/sso";

interface Step {
  step: string;
  target?: string;
  ok: boolean;
  status: string;
  code: string;
  message: string;
  found?: string[];
}

async function reportOf(session: Session, id: string): Promise<{ ok: boolean; steps: Step[] }> {
  const response = await session.post(`${SSO}/${id}/test`, {});
  const report = await response.json();
  strictEqual(response.status, 200, JSON.stringify(report));
  for (const { message, code, ok: isOk, status } of report.steps) {
    // There is a sentence for every code, and the two ways to say how it went agree.
    notStrictEqual(message, code);
    strictEqual(isOk, status !== "failed");
  }
  strictEqual(report.ok, report.steps.every((step: Step) => step.ok));
  return report;
}

const told = ({ step, status, code }: Step) => `${step}: ${status} ${code}`;

Deno.test("POST /api/v1/organization/sso/{id}/test, OpenID Connect", async (t) => {
  await using lexia = await Lexia.start({ env: ENV });
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const [admin, stranger] = [await acme.session("org_admin"), await beta.session("org_admin")];
  const here = `https://${acme.subdomain}.lexia.test`;

  await t.step("finds nothing wrong with a whole provider, and says what to register there", async () => {
    await using provider = await startOpenIdServer();
    provider.register({ callback: `${here}/x`, afterLogout: `${here}/sign-in` });
    const settings = { issuer: provider.issuer, client_id: provider.clientId };
    const id = await addProvider(lexia, acme, admin, { kind: "oidc", settings, isEnabled: false });
    const { ok: isOk, steps } = await reportOf(admin, id);
    deepStrictEqual([isOk, steps.map(told)], [true, [
      "discovery: ok discovery_read",
      "issuer: ok issuer_equal",
      "endpoints: ok endpoints_https",
      "flow: ok code_flow",
      "pkce: ok pkce_s256",
      "signing: ok signing_taken",
      "keys: ok keys_usable",
      "sign_out: ok sign_out_there",
      "register: ok register_oidc",
    ]]);
    deepStrictEqual(steps.at(-1)?.found, [
      `${here}/auth/oidc/${id}/callback`,
      `${here}/sign-in`,
      `${here}/auth/oidc/${id}/backchannel-logout`,
    ]);
    strictEqual((await stranger.post(`${SSO}/${id}/test`, {})).status, 404);
    const [lines] = await lexia.database.owner.batch([{
      text: "select data from audit_log where action = 'provider.test' and target_id = $1",
      values: [id],
    }]);
    deepStrictEqual(lines?.rows, [[{ ok: true, failed: [] }]]);
  });

  await using provider = await startRogueProvider();
  const settings = { issuer: provider.issuer, client_id: "lexia" };
  const id = await addProvider(lexia, acme, admin, { kind: "oidc", settings });
  const { publicKey: elliptic } = await generateKeyPair("ES256");
  const { publicKey: rsa } = await generateKeyPair("RS256");
  const [ec, good] = [await exportJWK(elliptic), await exportJWK(rsa)];
  const withKeys = (...keys: JWK[]) => (rogue: RogueProvider) => {
    rogue.keysAnswer = () => Response.json({ keys });
  };
  const saying = (discovery: Record<string, unknown>) => (rogue: RogueProvider) => {
    rogue.discovery = discovery;
  };
  const answering = (answer: () => Response) => (rogue: RogueProvider) => {
    rogue.discoveryAnswer = answer;
  };

  /** What is changed, and the step that shows it. */
  const FOUND: Record<string, [change: (rogue: RogueProvider) => void, step: string, found?: string[]]> = {
    "another issuer": [
      saying({ issuer: "https://other.example" }),
      "issuer: failed issuer_differs",
      ["https://other.example"],
    ],
    "an endpoint without TLS": [
      saying({ token_endpoint: "http://idp.acme.example/token" }),
      "endpoints: failed endpoints_plain",
      ["token_endpoint"],
    ],
    "no place for keys": [
      saying({ jwks_uri: undefined }),
      "endpoints: failed endpoints_missing",
      ["jwks_uri"],
    ],
    "no code flow": [saying({ response_types_supported: ["id_token"] }), "flow: failed code_flow_missing"],
    "no word about flows": [
      saying({ response_types_supported: undefined }),
      "flow: warning code_flow_unsaid",
    ],
    "PKCE without S256": [
      saying({ code_challenge_methods_supported: ["plain"] }),
      "pkce: failed pkce_missing",
      ["plain"],
    ],
    "no word about PKCE": [saying({}), "pkce: warning pkce_unsaid"],
    "signatures by a shared secret": [
      saying({ id_token_signing_alg_values_supported: ["HS256", "none"] }),
      "signing: failed signing_not_taken",
      ["HS256", "none"],
    ],
    "signatures by elliptic curves": [
      (rogue) => {
        saying({ id_token_signing_alg_values_supported: ["ES256"] })(rogue);
        withKeys(ec)(rogue);
      },
      "keys: ok keys_usable",
      ["EC P-256"],
    ],
    "no key": [withKeys(), "keys: failed keys_unusable"],
    "a key of another kind": [withKeys(ec), "keys: failed keys_unusable"],
    "a key for encryption": [withKeys({ ...good, use: "enc" }), "keys: failed keys_unusable"],
    "a key for another algorithm": [withKeys({ ...good, alg: "PS512" }), "keys: failed keys_unusable"],
    "a key of 1024 bits": [withKeys({ ...good, n: good.n?.slice(0, 171) }), "keys: failed keys_unusable"],
    "one good key among others": [
      withKeys(ec, { kty: "oct", k: "AAAA" }, good),
      "keys: ok keys_usable",
      ["RSA 2048"],
    ],
    "keys that are a page": [
      (rogue) => {
        rogue.keysAnswer = () => new Response("<html>");
      },
      "keys: failed provider_unreadable",
    ],
    "keys that are gone": [
      (rogue) => {
        rogue.keysAnswer = () => new Response(null, { status: 410 });
      },
      "keys: failed provider_status",
      [`${provider.issuer}/jwks`, "410"],
    ],
    "no sign-out": [saying({}), "sign_out: ok sign_out_here_only"],
    "a page in the place of its configuration": [
      answering(() => new Response("<html>")),
      "discovery: failed provider_unreadable",
    ],
    "a configuration that is a list": [
      answering(() => Response.json([])),
      "discovery: failed provider_unreadable",
    ],
    "a configuration without end": [
      answering(() => new Response("x".repeat(600_000))),
      "discovery: failed provider_unreadable",
    ],
    "a redirect": [
      answering(() => new Response(null, { status: 302, headers: { location: "https://other.example" } })),
      "discovery: failed provider_status",
      [`${provider.issuer}/.well-known/openid-configuration`, "302"],
    ],
  };
  for (const [what, [change, expected, found]] of Object.entries(FOUND)) {
    await t.step(`tells ${what}`, async () => {
      Object.assign(provider, { discovery: {}, discoveryAnswer: undefined, keysAnswer: undefined });
      change(provider);
      const { steps } = await reportOf(admin, id);
      const step = steps.find((step) => told(step) === expected);
      ok(step, `${expected} is not in ${steps.map(told)}`);
      if (found) deepStrictEqual(step.found, found);
      strictEqual(steps.at(-1)?.code, "register_oidc");
    });
  }

  await t.step("tells a server that is away, one that nobody vouches for, and one without TLS", async () => {
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {}, ...selfSignedCertificate() },
      () => Response.json({}),
    );
    const wrong = {
      "http://127.0.0.1:9": "provider_unreachable",
      "https://nowhere.invalid": "provider_unreachable",
      [`https://localhost:${server.addr.port}`]: "provider_untrusted",
    };
    for (const [issuer, code] of Object.entries(wrong)) {
      const other = await addProvider(lexia, acme, admin, {
        kind: "oidc",
        settings: { ...settings, issuer },
      });
      const { ok: isOk, steps } = await reportOf(admin, other);
      deepStrictEqual([isOk, steps.map(({ code }) => code)], [false, [code, "register_oidc"]], issuer);
    }
    await server.shutdown();
    await using strict = await lexia.another({ env: { PUBLIC_URL: "https://lexia.test" } });
    const { steps } = await reportOf(admin.at(strict), id);
    deepStrictEqual(steps.map(told), ["discovery: failed not_https", "register: ok register_oidc"]);
  });
});

Deno.test("POST /api/v1/organization/sso/{id}/test, SAML", async (t) => {
  const [key, next, other] = [await newSamlKey("idp"), await newSamlKey("next"), await newSamlKey("other")];
  await using provider = await startSamlServer(key, { acs: "https://acme.lexia.test/acs", encryptFor: null });
  const settings = {
    entity_id: provider.issuer,
    sign_in_url: provider.signInUrl,
    certificates: [key.certificate],
  };
  await using lexia = await Lexia.start({ env: ENV });
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const here = `https://${acme.subdomain}.lexia.test`;

  async function stepsFor(changes: Record<string, unknown> = {}, secrets?: Record<string, string>) {
    const all = { kind: "saml" as const, settings: { ...settings, ...changes }, secrets };
    const id = await addProvider(lexia, acme, admin, all);
    const report = await reportOf(admin, id);
    await admin.send("DELETE", `${SSO}/${id}`);
    return { ...report, id };
  }

  await t.step("finds nothing wrong with a whole provider, and says what to register there", async () => {
    const changes = { metadata_url: provider.metadataUrl, sign_out_url: provider.logoutUrl };
    const { ok: isOk, steps, id } = await stepsFor(changes);
    deepStrictEqual([isOk, steps.map(told)], [true, [
      "metadata: ok metadata_unchanged",
      "certificate: ok certificate_valid",
      "sign_in: ok sign_in_https",
      "sign_out: ok sign_out_there",
      "register: ok register_saml",
      "encryption: ok encryption_ready",
    ]]);
    const { target, found } = steps[1] ?? {};
    deepStrictEqual([target, found], ["CN=idp", ["2046-01-01T00:00:00.000Z", "RSA 2048"]]);
    deepStrictEqual(steps[4]?.found, [
      `${here}/auth/saml/${id}/metadata`,
      `${here}/auth/saml/${id}/acs`,
      `${here}/auth/saml/${id}/slo`,
    ]);
  });

  await t.step("looks at no metadata where it knows no address of them", async () => {
    const { steps } = await stepsFor();
    ok(steps.some(({ code }) => code === "sign_out_here_only"));
    ok(!steps.some(({ step }) => step === "metadata"));
  });

  const known = { metadata_url: provider.metadataUrl, sign_out_url: provider.logoutUrl };
  const CHANGED: Record<string, [changes: Record<string, unknown>, step: string, found: string[]]> = {
    "another name of the provider": [
      { entity_id: "https://other.example" },
      "metadata: failed metadata_changed",
      ["entity_id"],
    ],
    "another sign-in address": [
      { sign_in_url: "https://other.example/sso" },
      "metadata: warning metadata_changed",
      ["sign_in_url"],
    ],
    "another sign-out address": [
      { sign_out_url: null },
      "metadata: warning metadata_changed",
      ["sign_out_url"],
    ],
    "a certificate that it does not know": [
      { certificates: [other.certificate] },
      "metadata: failed metadata_changed",
      ["certificates"],
    ],
  };
  for (const [what, [changes, expected, found]] of Object.entries(CHANGED)) {
    await t.step(`tells ${what}`, async () => {
      const { steps } = await stepsFor({ ...known, ...changes });
      deepStrictEqual([steps[0] && told(steps[0]), steps[0]?.found], [expected, found]);
    });
  }

  await t.step("takes no offence at the next certificate, as long as the present one is there", async () => {
    const certificates = [next.certificate, key.certificate];
    const { ok: isOk, steps } = await stepsFor({ ...known, certificates });
    deepStrictEqual([isOk, steps[0]?.code], [true, "metadata_unchanged"]);
    deepStrictEqual(steps.slice(1, 3).map(({ target }) => target), ["CN=next", "CN=idp"]);
  });

  await t.step("tells metadata that are away, none, or without TLS", async () => {
    const wrong = {
      "http://127.0.0.1:9/metadata": "provider_unreachable",
      [`${provider.signInUrl}x`]: "provider_status",
    };
    for (const [address, code] of Object.entries(wrong)) {
      const { ok: isOk, steps } = await stepsFor({ metadata_url: address });
      deepStrictEqual([isOk, steps[0]?.step, steps[0]?.code], [false, "metadata", code]);
    }
    const page = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      () => new Response("<html/>"),
    );
    const { steps } = await stepsFor({ metadata_url: `http://127.0.0.1:${page.addr.port}/` });
    strictEqual(steps[0]?.code, "provider_unreadable");
    await page.shutdown();
  });

  await t.step("tells a sign-in address without TLS where that is not allowed", async () => {
    const id = await addProvider(lexia, acme, admin, { kind: "saml", settings });
    await using strict = await lexia.another({ env: { PUBLIC_URL: "https://lexia.test" } });
    const { steps } = await reportOf(admin.at(strict), id);
    ok(steps.map(told).includes("sign_in: failed not_https"), steps.map(told).join());
  });

  await t.step("keeps no address of metadata that is not at https://", async () => {
    for (
      const address of ["http://idp.acme.example/m", "ftp://idp.acme.example/m", "https://a@idp.example/"]
    ) {
      const body = { kind: "saml", name: "x", settings: { ...settings, metadata_url: address }, secrets: {} };
      strictEqual((await admin.post(SSO, body)).status, 422, address);
    }
  });
});

Deno.test("POST /api/v1/organization/sso/{id}/test, certificates in time", async (t) => {
  // A certificate of the tests is good from the first of 2026 to the first of 2046.
  const TIMES: Record<string, [at: number, step: string]> = {
    "not valid yet": [Date.UTC(2025, 11, 31), "certificate: warning certificate_not_yet"],
    "31 days from its end": [Date.UTC(2045, 11, 1), "certificate: ok certificate_valid"],
    "29 days from its end": [Date.UTC(2045, 11, 3), "certificate: warning certificate_ends_soon"],
    "over": [Date.UTC(2046, 0, 1), "certificate: failed certificate_over"],
  };
  const { certificate } = await newSamlKey("idp");
  for (const [what, [at, expected]] of Object.entries(TIMES)) {
    await t.step(`tells one that is ${what}`, async () => {
      await using lexia = await Lexia.start({ clock: movableClock(at) });
      const acme = await lexia.organization();
      const admin = await acme.session("org_admin");
      const settings = { entity_id: "idp", sign_in_url: "https://idp.example/", certificates: [certificate] };
      const id = await addProvider(lexia, acme, admin, { kind: "saml", settings });
      const { steps } = await reportOf(admin, id);
      strictEqual(steps[0] && told(steps[0]), expected);
    });
  }
});

Deno.test("A test's words", async (t) => {
  await t.step("are Spanish, or English where the organization speaks it", async () => {
    await using lexia = await Lexia.start({ env: ENV });
    const acme = await lexia.organization();
    const admin = await acme.session("org_admin");
    const settings = { issuer: "http://127.0.0.1:9", client_id: "lexia" };
    const id = await addProvider(lexia, acme, admin, { kind: "oidc", settings });
    match((await reportOf(admin, id)).steps[0]?.message ?? "", /^No se puede llegar a esta dirección/);
    const changed = await admin.send("PATCH", "/api/v1/organization", { locale: "en" });
    strictEqual(changed.status, 200, await changed.text());
    match((await reportOf(admin, id)).steps[0]?.message ?? "", /^This address cannot be reached/);
  });
});
