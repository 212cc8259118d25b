/** J1 and J2: tokens that were made, changed or kept by somebody else, over HTTP. */
import { exportJWK, generateKeyPair } from "jose";
import { AccessTokens } from "#domain/identity/access_tokens.ts";
import { keysFromConfiguration } from "#domain/identity/signing_keys.ts";
import { systemClock } from "#platform/clock.ts";
import { Forger, type Forgeries, type GenuineToken } from "#tests/support/forged_tokens.ts";
import { Installation, type Member } from "#tests/support/installation.ts";
import { LoadConnection } from "#tests/support/load.ts";
import { atLeast, exactly, type Finding, type Proof } from "#tests/support/proof.ts";
import { silentLog } from "#tests/support/silent_log.ts";

export const forgedTokens: Proof = {
  id: "J1",
  title: "forged tokens",
  async run() {
    await using installation = await Installation.open();
    const [server, scene] = await Promise.all([installation.serve(), prepare(installation)]);
    const forgeries = await scene.forger.heads();
    const door = new Door(server.port, scene.member);
    return [
      ...await door.tried(forgeries),
      await door.oddly(await scene.forger.good()),
      ...await door.opens(scene.forger),
    ];
  },
};

export const foreignTokens: Proof = {
  id: "J2",
  title: "tokens of another time, place or purpose",
  async run() {
    await using installation = await Installation.open();
    const [server, scene] = await Promise.all([installation.serve(), prepare(installation)]);
    const door = new Door(server.port, scene.member);
    const forgeries = { ...scene.forger.claims(), ...await ofElsewhere(installation, scene) };
    return [
      ...await door.tried(forgeries),
      await mistakenForRefreshTokens(installation, scene),
      ...await door.opens(scene.forger),
    ];
  },
};

interface Scene {
  member: Member;
  genuine: GenuineToken;
  forger: Forger;
}

/** With LEXIA's own key and a live session: nothing but the one fault can be what is refused. */
async function prepare(installation: Installation): Promise<Scene> {
  const member = await installation.member(await installation.organization(), "org_admin");
  const { keys, settings } = installation.core.identity;
  const { kid, x, privateKey } = await keys.current();
  const genuine = {
    key: privateKey,
    kid,
    x,
    now: Math.floor(Date.now() / 1_000),
    issuer: settings.issuer,
    audience: member.organizationId,
    userId: member.userId,
    sessionId: sessionIn(member.token),
  };
  return { member, genuine, forger: new Forger(genuine) };
}

function sessionIn(token: string): string {
  const claims = Uint8Array.fromBase64(token.split(".")[1] ?? "", { alphabet: "base64url" });
  return JSON.parse(new TextDecoder().decode(claims)).sid;
}

class Door {
  readonly #connection: LoadConnection;

  constructor(port: number, private readonly member: Member) {
    this.#connection = new LoadConnection(port);
  }

  /** With these headers at two endpoints: one about the person, one about the organization's rows. */
  async #statuses(headers: Record<string, string>, query = ""): Promise<number[]> {
    const statuses = [];
    for (const path of ["/auth/me", "/api/v1/solicitudes"]) {
      const request = { host: this.member.host, path: path + query, headers };
      statuses.push((await this.#connection.send(request, false)).status);
    }
    return statuses;
  }

  /** Each as a bearer token and as the browser's cookie. */
  async tried(forgeries: Forgeries): Promise<Finding[]> {
    const [accepted, notRefused]: [string[], string[]] = [[], []];
    for (const [what, making] of Object.entries(forgeries)) {
      const token = await making;
      const statuses = [
        ...await this.#statuses({ authorization: `Bearer ${token}` }),
        ...await this.#statuses({ cookie: `__Host-lexia_session=${encodeURIComponent(token)}` }),
      ];
      if (statuses.some((status) => status < 400)) accepted.push(`${what}: ${statuses}`);
      else if (statuses.some((status) => status !== 401 && status !== 400)) {
        notRefused.push(`${what}: ${statuses}`);
      }
    }
    const count = Object.keys(forgeries).length;
    return [
      exactly(
        `tokens accepted, of ${count}, each as bearer and as cookie at two endpoints`,
        listed(accepted),
        "0",
      ),
      exactly(
        "answers other than 401, or 400 where the head is longer than HTTP's parser takes",
        listed(notRefused),
        "0",
      ),
      atLeast("tokens tried", count, 31),
    ];
  }

  /** A good token where no token is looked for, or in a form that is not its own. */
  async oddly(good: string): Promise<Finding> {
    const accepted: string[] = [];
    const forms: Record<string, Record<string, string>> = {
      "two tokens": { authorization: `Bearer ${good} ${good}` },
      "two with a comma": { authorization: `Bearer ${good}, Bearer ${good}` },
      "a blank within": { authorization: `Bearer ${good.slice(0, 50)} ${good.slice(50)}` },
      "quotes": { authorization: `Bearer "${good}"` },
      "no scheme": { authorization: good },
      "the scheme Token": { authorization: `Token ${good}` },
      "Basic": { authorization: `Basic ${btoa(`token:${good}`)}` },
      "the scheme twice": { authorization: `Bearer Bearer ${good}` },
      "an escaped dot": { authorization: `Bearer ${good.replaceAll(".", "%2e")}` },
      "X-Access-Token": { "x-access-token": good },
      "Proxy-Authorization": { "proxy-authorization": `Bearer ${good}` },
      "a cookie": { cookie: `__Host-lexia_session=${good}` },
      "a cookie of its own name": { cookie: `access_token=${good}` },
    };
    for (const [what, headers] of Object.entries(forms)) {
      const statuses = await this.#statuses(headers);
      if (statuses.some((status) => status !== 401)) accepted.push(`${what}: ${statuses}`);
    }
    const inAddress = await this.#statuses({}, `?access_token=${good}&token=${good}`);
    if (inAddress.some((status) => status !== 401)) accepted.push(`in the address: ${inAddress}`);
    return exactly(
      `a good token taken from elsewhere than its header, of ${Object.keys(forms).length + 1} ways`,
      listed(accepted),
      "0",
    );
  }

  /** The same without a fault, at the end: so that neither key nor session nor endpoint was what refused. */
  async opens(forger: Forger): Promise<Finding[]> {
    const statuses = [];
    for (const token of [await forger.good(), await forger.goodByHand()]) {
      statuses.push(...await this.#statuses({ authorization: `Bearer ${token}` }));
    }
    this.#connection.close();
    return [exactly("the same token without a fault", statuses.join(" "), "200 200 200 200")];
  }
}

async function ofElsewhere(installation: Installation, { member, genuine }: Scene): Promise<Forgeries> {
  const { userId, sessionId, audience, issuer, kid } = genuine;
  const subject = { userId, sessionId, audience };
  const organization = await installation.organization();
  const stranger = await installation.member(organization, "org_admin");
  const { refreshToken, cookieToken } = await otherTokens(installation, member);
  const by = async (iss: string, under: string) => (await environment(iss, under)).issue(subject);
  return {
    "another environment's key, under its own kid": by(issuer, "theirs").then(({ accessToken }) =>
      accessToken
    ),
    "another environment's key, under our kid": by(issuer, kid).then(({ accessToken }) => accessToken),
    "another environment's issuer, under our key": new AccessTokens(
      installation.core.identity.keys,
      systemClock,
      "https://staging.lexia.test",
    ).issue(subject).then(({ accessToken }) => accessToken),
    "another organization's token": stranger.token,
    "an operator's token": installation.operator(),
    "a refresh token": refreshToken,
    "half a cookie": cookieToken.slice(0, -1),
    "a cookie in capitals": cookieToken.toUpperCase(),
  };
}

/** As an installation with another SECRET_KEY and database signs. */
async function environment(issuer: string, kid: string): Promise<AccessTokens> {
  const { privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  const set = JSON.stringify({ keys: [{ ...await exportJWK(privateKey), kid }] });
  return new AccessTokens(await keysFromConfiguration(set, systemClock, silentLog), systemClock, issuer);
}

async function otherTokens(installation: Installation, { organizationId, userId, email }: Member) {
  const [row] = await installation.query("select subdomain from organizations where id = $1", [
    organizationId,
  ]);
  const organization = await installation.core.identity.directory.bySubdomain(String(row?.[0]));
  if (!organization) throw new Error("The organization is gone");
  const { refreshToken } = await installation.signIn(organization, { userId, email, role: "org_admin" });
  const cookieToken = await installation.signInBrowser(organization, { userId, email, role: "org_admin" });
  return { refreshToken, cookieToken };
}

/** What is no refresh token of this host's organization, where one is asked for. */
async function mistakenForRefreshTokens(installation: Installation, { member }: Scene): Promise<Finding> {
  const { refreshToken, cookieToken } = await otherTokens(installation, member);
  const elsewhere = await installation.member(await installation.organization());
  const attempts: [string, string, string][] = [
    ["an access token", member.host, member.token],
    ["a cookie", member.host, cookieToken],
    ["a cookie that calls itself a refresh token", member.host, cookieToken.replace("lxs_", "lxr_")],
    ["a refresh token at another organization", elsewhere.host, refreshToken],
    ["a refresh token at the operators'", "admin.lexia.test", refreshToken],
    ["a refresh token with a blank", member.host, `${refreshToken} `],
  ];
  const accepted: string[] = [];
  const send = async (host: string, token: string) => {
    const response = await installation.request(host, "/auth/refresh", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refresh_token: token }),
    });
    await response.body?.cancel();
    return response.status;
  };
  for (const [what, host, token] of attempts) {
    const status = await send(host, token);
    // 422: longer than a refresh token can be.
    if (status !== 401 && status !== 422) accepted.push(`${what}: ${status}`);
  }
  const still = await send(member.host, refreshToken);
  if (still !== 200) accepted.push(`the refresh token itself, where it belongs: ${still}`);
  return exactly(
    `taken for a refresh token, of ${attempts.length} that are none here`,
    listed(accepted),
    "0",
  );
}

function listed(found: readonly string[]): string {
  return found.length === 0 ? "0" : `${found.length}: ${found.slice(0, 5).join("; ")}`;
}
