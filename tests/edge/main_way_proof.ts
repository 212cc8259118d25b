/** The main way through LEXIA, once, from an empty database to a lookup's result. */
import { setTimeout as pause } from "node:timers/promises";
import { migrate } from "#db/migrate.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { EDGE_PERMISSIONS, openEdgeFront } from "#tests/support/edge_front.ts";
import { LexiaProcess } from "#tests/support/lexia_process.ts";
import { bearer, LoadConnection } from "#tests/support/load.ts";
import { startPortalSimulator } from "#tests/support/portal_simulator/simulator.ts";
import { type Finding, holds, type Proof } from "#tests/support/proof.ts";
import { isolatedRedisUrl } from "#tests/support/redis.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { createDatabase } from "#tests/support/test_server.ts";

const PASSWORD = "vqzt-hjwm-kxrp-bndg-wlfc";
const DOMAIN = "lexia.test";
const PATH = "/api/v1/solicitudes";
const RESULT_MS = 20_000;

export const mainWay: Proof = {
  id: "E1",
  title: "with network and environment alone LEXIA goes the main way",
  async run() {
    await using stack = new AsyncDisposableStack();
    const { env, radicado } = await surroundings(stack);
    const process = await LexiaProcess.serve({ env, permissions: EDGE_PERMISSIONS }, "start");
    stack.defer(() => process.kill());
    const connection = new LoadConnection(process.port);
    stack.defer(() => connection.close());
    return await walk(connection, radicado);
  },
};

async function surroundings(stack: AsyncDisposableStack) {
  const database = await createDatabase({ isEmpty: true });
  stack.defer(() => database.drop());
  const owner = openServerDatabase({ url: database.url, max: 1, statementTimeoutSeconds: 0, log: silentLog });
  await migrate(owner);
  await owner.close();
  const redis = await isolatedRedisUrl();
  stack.defer(() => redis.close());
  const portal = stack.use(await startPortalSimulator({ cases: 200 }));
  const front = stack.use(await openEdgeFront({ databaseUrl: database.url, redisUrl: redis.url }));
  const [canary = "", radicado = ""] = portal.radicados.found;
  const env = {
    ...front.env,
    BASE_DOMAIN: DOMAIN,
    SECRET_KEY: "for-tests-only-".repeat(6),
    CPNU_BASE_URL: portal.url,
    PORTAL_CONTACT: "tests@lexia.test",
    PORTAL_PER_MINUTE: "6000",
    PORTAL_CANARY_RADICADO: canary,
    SIGNUP_ENABLED: "true",
    LOG_LEVEL: "warn",
  };
  return { env, radicado };
}

/** Each step builds on the one before, so the first that fails is the last. */
async function walk(connection: LoadConnection, radicado: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const { what, status, wanted, found } of steps(connection, radicado)) {
    const isReached = status === wanted;
    findings.push(holds(what, isReached, isReached ? `${status}` : `${status}: ${found}`, `${wanted}`));
    if (!isReached) break;
  }
  return findings;
}

interface Step {
  what: string;
  status: number | string;
  wanted: number | string;
  /** The answer, to be read where it is not the wanted one. */
  found: string;
}

async function* steps(connection: LoadConnection, radicado: string): AsyncGenerator<Step> {
  let token = "";
  const ask = async (subdomain: string, path: string, body?: unknown) => {
    const host = subdomain === "" ? DOMAIN : `${subdomain}.${DOMAIN}`;
    const method = body === undefined ? "GET" : "POST";
    return await connection.send({ method, path, host, body, headers: token ? bearer(token) : {} }, true);
  };
  const step = (what: string, { status, body }: { status: number; body: string }, wanted = 200): Step => {
    return { what, status, wanted, found: body.slice(0, 300) };
  };
  const signIn = async (email: string) => {
    token = "";
    const signedIn = await ask("edge", "/auth/login", { email, password: PASSWORD });
    if (signedIn.status === 200) token = JSON.parse(signedIn.body).access_token;
    return signedIn;
  };

  yield step("is ready: database, Redis, migrations", await ask("", "/ready"));
  yield step("describes its API", await ask("", "/api/openapi.json"));
  yield step("shows the API's reference", await ask("", "/api/docs"));
  const organization = {
    organization_name: "Edge Abogados",
    subdomain: "edge",
    name: "Eva",
    email: "eva@edge.test",
    password: PASSWORD,
  };
  yield step("signs up an organization", await ask("", "/auth/register", organization), 201);
  yield step("signs its first person in", await signIn("eva@edge.test"));
  const person = { name: "Paz", email: "paz@edge.test", password: PASSWORD, role: "user" };
  yield step("makes a person", await ask("edge", "/api/v1/users", person), 201);
  yield step("signs that person in", await signIn("paz@edge.test"));
  const created = await ask("edge", PATH, { radicado });
  yield step("follows a radicado", created, 201);
  const solicitud = `${PATH}/${JSON.parse(created.body).id}`;
  yield { what: "runs the lookup after the response", wanted: "found", ...await resultOf(ask, solicitud) };
  yield step("shows its metrics", await ask("", "/metrics"));
}

async function resultOf(
  ask: (subdomain: string, path: string) => Promise<{ body: string }>,
  path: string,
): Promise<{ status: string; found: string }> {
  for (const startedAt = performance.now(); performance.now() - startedAt < RESULT_MS; await pause(50)) {
    const { body } = await ask("edge", path);
    const { status, last_execution: execution } = JSON.parse(body);
    if (status === "completed") return { status: execution.result, found: body };
  }
  return { status: "no result", found: `within ${RESULT_MS / 1_000} s` };
}
