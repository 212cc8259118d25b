/** Whether the logs of real processes hold what nobody may read there, at their most talkative. */
import { setTimeout as pause } from "node:timers/promises";
import {
  Installation,
  INSTALLATION_DOMAIN,
  type Member,
  MEMBER_PASSWORD,
} from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { bearer } from "#tests/support/load.ts";
import { atLeast, exactly, holds, type Proof } from "#tests/support/proof.ts";
import { exchange } from "#tests/support/raw_http.ts";

/** Such as nobody types by chance: each of them is looked for in every line. */
const CANARY = {
  "a wrong password": "canary-wrong-password-7261",
  "a password with a typo in the address field": "canary-in-the-address-field-55",
  "a new password": "canary tranvia musgo 47 violin",
  "a refresh token of nobody": `lxr_${"canary".repeat(7)}C`,
  "a cookie of nobody": `lxs_${"canary".repeat(7)}C`,
  "a word as a token": "canary.bearer.token",
  "a cedula in a search": "1020345678",
  "a cedula in an alias": "79845612",
  "a name": "Canaria Nombre Apellido",
  "an e-mail address": "canary.address@secret-domain.test",
  "a broken body": "canary-in-a-broken-body",
  "an idempotency key": "canary-idempotency-key",
};

export const secretsInLogs: Proof = {
  id: "O4",
  title: "Logs of processes that have seen passwords, tokens and identity numbers",
  async run() {
    const databasePassword = "for-tests-only";
    await using installation = await Installation.open({ env: { LOG_LEVEL: "debug" } });
    const process = await installation.serve({ keepLog: true });
    const worker = installation.work({ keepLog: true });
    const organization = await installation.organization();
    const member = await installation.member(organization, "org_admin", { withPassword: true });
    const issued = await useEverything(process, member, installation.portal.radicados.found[0] ?? "");
    await untilDone(installation);
    await breakStatement(installation, process, member);
    await process.stop();
    await worker.stop();

    const text = [...process.lines, ...worker.lines].join("\n");
    const secrets: Record<string, string> = {
      ...CANARY,
      ...issued,
      "the password": MEMBER_PASSWORD,
      "the member's address": member.email,
      "SECRET_KEY": installation.env.SECRET_KEY ?? "",
      "the database's password": `:${databasePassword}@`,
    };
    const found = Object.entries(secrets).filter(([, secret]) => holdsSecret(text, secret)).map(([what]) =>
      what
    );
    return [
      holds(
        `of ${Object.keys(secrets).length} secrets, in the logs`,
        found.length === 0,
        found.join(", ") || "0",
        "0",
      ),
      exactly(
        "tokens in the form of LEXIA's, or of a JWT",
        (text.match(/lx[rsd]_[\w-]{20}|eyJ[\w-]{20}/g) ?? []).length,
        0,
      ),
      exactly("hashes of passwords", text.split("$argon2").length - 1, 0),
      atLeast("lines looked at", process.lines.length + worker.lines.length, 20),
    ];
  },
};

/** As it is, as it stands in an address, and as it stands in JSON. */
function holdsSecret(text: string, secret: string): boolean {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].some((form) =>
    text.includes(form)
  );
}

/** Signs in rightly and wrongly, registers, refreshes, creates and errs; gives what was issued. */
async function useEverything(
  process: LexiaProcess,
  member: Member,
  radicado: string,
): Promise<Record<string, string>> {
  const { host, email } = member;
  const call = caller(process, host);
  const login = (wanted: number, email: string, password: string) => call(LOGIN, wanted, { email, password });
  const own = bearer(member.token);

  const signedIn = await login(200, email, MEMBER_PASSWORD);
  const { access_token: access, refresh_token: refresh } = JSON.parse(signedIn.text);
  const form = new URLSearchParams({ email, password: MEMBER_PASSWORD }).toString();
  const ofForm = { "Content-Type": "application/x-www-form-urlencoded", Origin: `http://${host}` };
  const browser = await call(["POST", "/sign-in"], 303, form, ofForm);
  await login(401, email, CANARY["a wrong password"]);
  await login(401, CANARY["a password with a typo in the address field"], "x");
  await login(401, CANARY["an e-mail address"], CANARY["a wrong password"]);

  const person = {
    name: CANARY["a name"],
    email: CANARY["an e-mail address"],
    password: CANARY["a new password"],
  };
  const subdomain = `canary-${crypto.randomUUID().slice(0, 8)}`;
  const registration = { ...person, organization_name: CANARY["a name"], subdomain };
  await caller(process, INSTALLATION_DOMAIN)(["POST", "/auth/register"], 201, registration);
  const next = JSON.parse((await call(REFRESH, 200, { refresh_token: refresh })).text);
  await call(REFRESH, 401, { refresh_token: CANARY["a refresh token of nobody"] });
  await call(REFRESH, 401, { refresh_token: refresh });
  await call(["GET", "/auth/me"], 401, undefined, bearer(CANARY["a word as a token"]));
  const ofNobody = { Cookie: `__Host-lexia_session=${CANARY["a cookie of nobody"]}` };
  await call(["GET", "/solicitudes"], 303, undefined, ofNobody);

  await call(["GET", `/api/v1/solicitudes?q=${CANARY["a cedula in a search"]}`], 200, undefined, own);
  await call(["POST", "/api/v1/users"], 201, { ...person, role: "user" }, own);
  const added = JSON.parse((await login(200, person.email, person.password)).text);
  const headers = { ...bearer(added.access_token), "Idempotency-Key": CANARY["an idempotency key"] };
  const alias = `C.C. ${CANARY["a cedula in an alias"]}`;
  await call(["POST", "/api/v1/solicitudes"], 201, { radicado, alias }, headers);
  await call(["POST", "/api/v1/solicitudes"], 400, `{"alias": "${CANARY["a broken body"]}`, headers);
  return {
    "an access token": access,
    "a refresh token": refresh,
    "the next refresh token": next.refresh_token,
    "a session cookie": cookieIn(browser.head, "lexia_session"),
    "a device token": cookieIn(signedIn.head, "lexia_device"),
  };
}

const LOGIN: [string, string] = ["POST", "/auth/login"];
const REFRESH: [string, string] = ["POST", "/auth/refresh"];

function cookieIn(head: string, name: string): string {
  const [, value] = new RegExp(`^set-cookie: __Host-${name}=([^;]+)`, "im").exec(head) ?? [];
  if (value === undefined) throw new Error(`There is no cookie "${name}"`);
  return value;
}

/** Calls over the wire, since `fetch` would name another host; and sees to it that they went as they should. */
function caller({ port }: LexiaProcess, host: string) {
  return async (
    [method, path]: [method: string, path: string],
    wanted: number,
    body?: string | Record<string, unknown>,
    headers: Record<string, string> = {},
  ) => {
    const payload = typeof body === "object" ? JSON.stringify(body) : body ?? "";
    const all = {
      Host: host,
      "Content-Type": "application/json",
      "Content-Length": String(new TextEncoder().encode(payload).length),
      Connection: "close",
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    const answer = await exchange(
      port,
      `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${payload}`,
    );
    if (answer.status !== wanted) {
      throw new Error(`${method} ${path}: ${answer.status}, where ${wanted} was expected`);
    }
    const [head = "", text = ""] = answer.text.split("\r\n\r\n");
    return { head, text };
  };
}

async function untilDone(installation: Installation): Promise<void> {
  for (let i = 0; i < 200 && await installation.count("jobs", "status <> 'done'") > 0; i++) await pause(50);
}

/** A defect in the middle of a statement with a password among its values: its error must not repeat them. */
async function breakStatement(
  installation: Installation,
  process: LexiaProcess,
  { host, token }: Member,
): Promise<void> {
  await installation.query(
    "alter table users add constraint broken check (name not like 'Broken%') not valid",
  );
  const broken = {
    name: `Broken ${CANARY["a name"]}`,
    email: `second.${CANARY["an e-mail address"]}`,
    password: CANARY["a new password"],
    role: "user",
  };
  await caller(process, host)(["POST", "/api/v1/users"], 500, broken, bearer(token));
}
