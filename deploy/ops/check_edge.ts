/**
 * `deno task check:edge`: starts LEXIA as the edge does, with nothing but the network and the environment, over Neon's
 * and Upstash's protocols in front of a real PostgreSQL and a real Redis, and goes the main way through it once.
 */
import { migrate } from "#db/migrate.ts";
import { writeLine } from "#main";
import { freePort } from "#tests/support/postgres.ts";
import { startNeonProxy } from "#tests/support/neon_proxy.ts";
import { startPortalSimulator } from "#tests/support/portal_simulator/simulator.ts";
import { isolatedRedisUrl } from "#tests/support/redis.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { createDatabase } from "#tests/support/test_server.ts";
import { startUpstashFront } from "#tests/support/upstash_front.ts";
import { openServerDatabase } from "#platform/server/database.ts";

export interface EdgeCheck {
  what: string;
  isGood: boolean;
  found: string;
}

const PASSWORD = "vqzt-hjwm-kxrp-bndg-wlfc";
/** What Deno Deploy grants a program. */
const PERMISSIONS = ["--allow-net", "--allow-env"];

/** Every check in order; stops at the first that fails, since the next ones build on it. */
export async function checkEdge(report: (check: EdgeCheck) => void = () => {}): Promise<EdgeCheck[]> {
  const surroundings = await startSurroundings();
  const checks: EdgeCheck[] = [];
  const server = startMain(surroundings.env);
  try {
    for (const [what, check] of Object.entries(CHECKS)) {
      const result = await attempt(what, () => check(surroundings));
      checks.push(result);
      report(result);
      if (!result.isGood) break;
    }
  } finally {
    server.kill("SIGKILL");
    await server.status;
    await surroundings.close();
  }
  return checks;
}

interface Surroundings {
  env: Record<string, string>;
  port: number;
  radicado: string;
  /** The access token, once somebody has signed in. */
  token: string;
  solicitud: string;
  close(): Promise<void>;
}

async function startSurroundings(): Promise<Surroundings> {
  const database = await createDatabase({ isEmpty: true });
  const owner = openServerDatabase({ url: database.url, max: 1, statementTimeoutSeconds: 0, log: silentLog });
  await migrate(owner);
  await owner.close();
  const proxy = startNeonProxy(Number(new URL(database.url).port));
  const redis = await isolatedRedisUrl();
  const upstash = await startUpstashFront(redis.url);
  const simulator = await startPortalSimulator({ cases: 200 });
  const port = freePort();
  const [canary = "", radicado = ""] = simulator.radicados.found;
  return {
    port,
    radicado,
    token: "",
    solicitud: "",
    env: {
      PORT: String(port),
      HOST: "127.0.0.1",
      BASE_DOMAIN: "lexia.localhost",
      DATABASE_URL: database.url,
      DATABASE_WEBSOCKET_PROXY: proxy.address,
      UPSTASH_REDIS_REST_URL: upstash.url,
      UPSTASH_REDIS_REST_TOKEN: upstash.token,
      SECRET_KEY: crypto.getRandomValues(new Uint8Array(48)).toHex(),
      CPNU_BASE_URL: simulator.url,
      PORTAL_CONTACT: "edge@lexia.localhost",
      PORTAL_PER_MINUTE: "6000",
      PORTAL_CANARY_RADICADO: canary,
      LOG_LEVEL: "warn",
    },
    async close() {
      await simulator.close();
      await upstash.close();
      await redis.close();
      await proxy.close();
      await database.drop();
    },
  };
}

function startMain(env: Record<string, string>): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--cached-only", ...PERMISSIONS, "main.ts", "start"],
    env: { ...env, PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "" },
    clearEnv: true,
    stdout: "null",
    stderr: "inherit",
  }).spawn();
}

async function attempt(what: string, check: () => Promise<string>): Promise<EdgeCheck> {
  try {
    return { what, isGood: true, found: await check() };
  } catch (error) {
    return { what, isGood: false, found: error instanceof Error ? error.message : String(error) };
  }
}

const CHECKS: Record<string, (around: Surroundings) => Promise<string>> = {
  "answers with network and environment alone": async ({ port }) => {
    const startedAt = performance.now();
    while (performance.now() - startedAt < 20_000) {
      const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.ok) return `first answer after ${Math.round(performance.now() - startedAt)} ms`;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error("no answer within 20 s");
  },
  "is ready: database, Redis, migrations": async (around) => {
    const { status, body } = await ask(around, "", "/ready");
    return expect(status === 200, body);
  },
  "describes its API, and shows the reference": async (around) => {
    const document = await ask(around, "", "/api/openapi.json");
    const page = await ask(around, "", "/api/docs");
    return expect(document.status === 200 && page.status === 200, `${document.status}, ${page.status}`);
  },
  "signs up an organization": async (around) => {
    const { status, body } = await ask(around, "", "/auth/register", {
      organization_name: "Edge Abogados",
      subdomain: "edge",
      name: "Eva",
      email: "eva@edge.test",
      password: PASSWORD,
    });
    return expect(status === 201, body);
  },
  "makes a person, who signs in": async (around) => {
    around.token = await signIn(around, "eva@edge.test");
    const person = { name: "Paz", email: "paz@edge.test", password: PASSWORD, role: "user" };
    const { status, body } = await ask(around, "edge", "/api/v1/users", person);
    around.token = await signIn(around, "paz@edge.test");
    return expect(status === 201, body);
  },
  "follows a radicado": async (around) => {
    const { status, body } = await ask(around, "edge", "/api/v1/solicitudes", { radicado: around.radicado });
    around.solicitud = JSON.parse(body).id;
    return expect(status === 201, body);
  },
  "runs the lookup after the response, to its result": async (around) => {
    const startedAt = performance.now();
    while (performance.now() - startedAt < 20_000) {
      const { body } = await ask(around, "edge", `/api/v1/solicitudes/${around.solicitud}`);
      const { status, last_execution: execution } = JSON.parse(body);
      if (status === "completed") {
        return expect(execution.result === "found", `${execution.result} after ${execution.duration_ms} ms`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("no result within 20 s");
  },
};

async function signIn(around: Surroundings, email: string): Promise<string> {
  const { body } = await ask(around, "edge", "/auth/login", { email, password: PASSWORD });
  return JSON.parse(body).access_token;
}

/** Over plain TCP to this machine, whatever its resolver thinks of `*.localhost`. */
async function ask(
  { port, token }: Surroundings,
  subdomain: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: string }> {
  const host = `${subdomain === "" ? "" : `${subdomain}.`}lexia.localhost:${port}`;
  const { request } = await import("node:http");
  return await new Promise((resolve, reject) => {
    const headers: Record<string, string> = { host, "content-type": "application/json" };
    if (token) headers.authorization = `Bearer ${token}`;
    const sent = request(
      { host: "127.0.0.1", port, path, method: body ? "POST" : "GET", headers },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => text += chunk);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function expect(isGood: boolean, found: string): string {
  if (!isGood) throw new Error(found.slice(0, 500));
  return found.length > 80 ? "as it should" : found;
}

if (import.meta.main) {
  const checks = await checkEdge(({ what, isGood, found }) => {
    writeLine(`${isGood ? "ok  " : "FAIL"} ${what}: ${found}`);
  });
  Deno.exit(checks.every(({ isGood }) => isGood) ? 0 : 1);
}
