/** Signing in through a whole SAML provider, by browser and over HTTP. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Browser, formIn } from "#tests/support/sso/browser.ts";
import { addProvider } from "#tests/support/sso/providers.ts";
import { newSamlKey } from "#tests/support/sso/saml_forge.ts";
import { startSamlServer } from "#tests/support/sso/saml_server.ts";
import { Lexia } from "#tests/support/lexia.ts";

const ENV = { SSO_ALLOW_HTTP: "true", PUBLIC_URL: "https://lexia.test" };
const CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";

for (const isEncrypted of [false, true]) {
  Deno.test(`GET /auth/saml/{id}/start${isEncrypted ? ", with encrypted assertions" : ""}`, async (t) => {
    await using lexia = await Lexia.start({ env: ENV });
    const acme = await lexia.organization();
    const admin = await acme.session("org_admin");
    const host = `${acme.subdomain}.lexia.test`;
    const key = await newSamlKey("idp");
    const settings = {
      entity_id: "https://idp.example",
      sign_in_url: "https://idp.example/sso",
      certificates: [key.certificate],
      attributes: { email: `${CLAIMS}/emailaddress`, name: `${CLAIMS}/name` },
      default_role: "user",
    };
    const id = await addProvider(lexia, acme, admin, { kind: "saml", settings, isEnabled: false });
    const metadata = await (await lexia.request(acme.subdomain, `/auth/saml/${id}/metadata`)).text();
    const [, acs = ""] = /<md:AssertionConsumerService [^>]*Location="([^"]+)"/.exec(metadata) ?? [];
    const encryptFor = isEncrypted ? certificateIn(metadata) : null;
    await using provider = await startSamlServer(key, { acs, encryptFor });

    await t.step("is set up with what the two say of each other in their metadata", async () => {
      strictEqual(acs, `https://${host}/auth/saml/${id}/acs`);
      const xml = await (await fetch(provider.metadataUrl)).text();
      const read = await admin.post("/api/v1/organization/sso/saml-metadata", { xml });
      const facts = await read.json();
      strictEqual(read.status, 200, JSON.stringify(facts));
      deepStrictEqual([facts.entity_id, facts.sign_in_url], [provider.issuer, provider.signInUrl]);
      const body = { is_enabled: true, settings: facts };
      const changed = await admin.send("PATCH", `/api/v1/organization/sso/${id}`, body);
      strictEqual(changed.status, 200, await changed.text());
    });

    await t.step("signs a new person in, and goes where they wanted to", async () => {
      const browser = new Browser(lexia);
      const start = `https://${host}/auth/saml/${id}/start?next=%2Fsolicitudes%3Fq%3D1`;
      const page = await browser.follow(start);
      ok(page instanceof Response);
      const { action, fields } = formIn(await page.text(), provider.signInUrl);
      strictEqual(action.href, acs);
      const xml = atob(fields.SAMLResponse ?? "");
      strictEqual(/EncryptedAssertion/.test(xml), isEncrypted);
      const answer = await browser.post(action, fields, {
        origin: new URL(provider.issuer).origin,
        "sec-fetch-site": "cross-site",
      });
      deepStrictEqual([answer.status, answer.headers.get("location")], [303, "/solicitudes?q=1"]);
      const home = await browser.ask(`https://${host}/solicitudes`);
      strictEqual(home.status, 200);
      match(await home.text(), /Ana Pérez/);
    });

    await t.step("takes metadata in no other form than it should have", async () => {
      const wrong = ["", "<a/>", "<!DOCTYPE a><a/>", "x".repeat(1000), metadata];
      for (const xml of wrong) {
        const answer = await admin.post("/api/v1/organization/sso/saml-metadata", { xml });
        strictEqual(answer.status, 422, xml.slice(0, 50));
      }
    });
  });
}

function certificateIn(metadata: string): string {
  const [, base64 = ""] = /use="encryption">.*?<ds:X509Certificate>([^<]+)</.exec(metadata) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join("\n")}\n-----END CERTIFICATE-----\n`;
}
