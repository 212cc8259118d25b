/** Two organizations that trust one SAML provider, which is in the test's hands: it answers whatever a test makes. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Browser } from "#tests/support/sso/browser.ts";
import { addProvider } from "#tests/support/sso/providers.ts";
import {
  assertionXml,
  base64,
  newSamlKey,
  requestIn,
  type ResponseParts,
  responseXml,
  type SamlKey,
  signed,
} from "#tests/support/sso/saml_forge.ts";
import { Lexia, type TestOrganization } from "#tests/support/lexia.ts";

export const ENV = { PUBLIC_URL: "https://lexia.test" };
export const ISSUER = "https://idp.acme.example/metadata";
const SIGN_IN = "https://idp.acme.example/sso";

/** What a test makes of the parts of a right response: base64 of XML. */
export type Make = (parts: ResponseParts) => string;

/** What somebody between provider and LEXIA makes of it. */
export function changed(make: Make, change: (xml: string) => string): Make {
  return (parts) => base64(change(atob(make(parts))));
}

export interface SamlSite extends AsyncDisposable {
  lexia: Lexia;
  acme: TestOrganization;
  /** The provider signs with `key` and soon with `next`; `other` is nobody's. */
  key: SamlKey;
  next: SamlKey;
  other: SamlKey;
  /** The provider's id at either organization. */
  id: string;
  betaId: string;
  /** Their origins. */
  here: string;
  there: string;
  lexiaCertificate: string;
  /** Sets out, and gives the parts of the right answer. */
  setOut(browser: Browser, origin?: string): Promise<{ parts: ResponseParts; relayState: string }>;
  answerWith(make: Make, browser?: Browser): Promise<Response>;
  post(browser: Browser, fields: Record<string, string>, address?: string): Promise<Response>;
  right: Make;
  /** Why the audit log says that the last one was refused. */
  lastReason(): Promise<string>;
  /** Holds that answer to be refused for that reason, and lets the next one in after it. */
  refuses(make: Make, reason: RegExp, what: string): Promise<void>;
  members(): Promise<unknown>;
  /** More is refused here than anybody at one address may fail. */
  forgetFailures(): Promise<void>;
}

export async function openSamlSite(): Promise<SamlSite> {
  const lexia = await Lexia.start({ env: ENV });
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
  const acs = `${here}/auth/saml/${id}/acs`;
  const metadata = await lexia.request(acme.subdomain, `/auth/saml/${id}/metadata`);
  const lexiaCertificate = certificateIn(await metadata.text());
  const idAt = (origin: string) => origin === there ? betaId : id;

  async function setOut(browser: Browser, origin = here) {
    const own = `${origin}/auth/saml/${idAt(origin)}`;
    const away = await browser.follow(`${own}/start`, (url) => url.href.startsWith(SIGN_IN));
    ok(away instanceof URL);
    const { id: requestId, relayState } = requestIn(away);
    const attributes = { email: ["ana@acme.example"], name: ["Ana Pérez"], groups: ["jefes"] };
    const parts: ResponseParts = {
      acs: `${own}/acs`,
      audience: `${own}/metadata`,
      issuer: ISSUER,
      requestId,
      now: Date.now(),
      attributes,
    };
    return { parts, relayState };
  }

  async function post(browser: Browser, fields: Record<string, string>, address = acs): Promise<Response> {
    return await browser.post(address, fields, {
      origin: "https://idp.acme.example",
      "sec-fetch-site": "cross-site",
    });
  }

  async function answerWith(make: Make, browser = new Browser(lexia)): Promise<Response> {
    const { parts, relayState } = await setOut(browser);
    return await post(browser, { SAMLResponse: make(parts), RelayState: relayState });
  }

  async function rows(text: string): Promise<unknown[][]> {
    return (await lexia.database.owner.batch([{ text, values: [acme.id] }]))[0]?.rows ?? [];
  }

  async function lastReason(): Promise<string> {
    const [row] = await rows(
      `select data->>'reason' from audit_log where organization_id = $1 and action = 'session.refused'
       order by id desc limit 1`,
    );
    return String(row?.[0]);
  }

  async function forgetFailures(): Promise<void> {
    await lexia.core.services.limiter.refund("sso:address:192.0.2.1", 60, 900);
  }

  return {
    lexia,
    acme,
    key,
    next,
    other,
    id,
    betaId,
    here,
    there,
    lexiaCertificate,
    setOut,
    answerWith,
    post,
    right: (parts) => base64(signed(responseXml(parts, assertionXml(parts)), { key })),
    lastReason,
    async refuses(make, reason, what) {
      refusedWith(await answerWith(make), "sso_assertion_refused", what);
      match(await lastReason(), reason);
      await forgetFailures();
    },
    members: () =>
      rows(
        "select user_id, role, is_active from organization_users where organization_id = $1 order by user_id",
      ),
    forgetFailures,
    [Symbol.asyncDispose]: () => lexia[Symbol.asyncDispose](),
  };
}

export function refusedWith(response: Response, code: string, what: string): void {
  const location = response.headers.get("location");
  deepStrictEqual([response.status, location], [303, `/sign-in?error=${code}`], what);
  const opened = response.headers.getSetCookie().some((line) => line.startsWith("__Host-lexia_session="));
  strictEqual(opened, false, what);
}

function certificateIn(metadata: string): string {
  const [, base64 = ""] = /use="encryption">.*?<ds:X509Certificate>([^<]+)</.exec(metadata) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join("\n")}\n-----END CERTIFICATE-----\n`;
}
