/**
 * Redis as compose.yml runs it: the shipped redis.conf, with the secrets that `compose:secrets` makes, asked by its health
 * check, by LEXIA, by the exporter, and by the lines of the checklist before production.
 */
import { X509Certificate } from "node:crypto";
import { deepStrictEqual, match, notStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { type MadeFile, recipes } from "../../deploy/ops/_installation_secrets.ts";
import { makeAuthority } from "../../deploy/ops/_inner_authority.ts";
import type { Finding } from "../../deploy/ops/golive/probe.ts";
import { Untold } from "../../deploy/ops/golive/probe.ts";
import { INSIDE_PROBES } from "../../deploy/ops/golive/security_inside.ts";
import { Surroundings } from "../../deploy/ops/golive/surroundings.ts";
import { Site } from "../../deploy/ops/outside/site.ts";
import { tryStore } from "../../deploy/ops/setup/connections.ts";
import { readConfig } from "#platform/mod.ts";
import { openServerRedis } from "#platform/server/redis.ts";
import { startConfiguredRedis, startRedis, type TestRedis } from "#tests/support/redis.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { readCompose, SERVER } from "./_compose.ts";
import { startTool, until } from "./_tools.ts";

const SECRETS = "/run/secrets/";

/** Those of Redis, and what they are made of. */
async function makeSecrets(
  folder: string,
  { among = /^(redis|inner_ca)/, made = new Map<string, string>() } = {},
): Promise<Map<string, string>> {
  const ask = (name: string) => Promise.resolve(made.get(name) ?? "");
  for (const { names, make } of recipes()) {
    if (!names.some((name) => among.test(name))) continue;
    for (const { name, text } of await make(ask) satisfies MadeFile[]) made.set(name, text.trim());
  }
  for (const [name, text] of made) {
    await Deno.writeTextFile(`${folder}/${name}`, `${text}\n`, { mode: 0o600 });
  }
  return made;
}

async function runShipped(folder: string): Promise<TestRedis> {
  const text = await Deno.readTextFile(new URL("redis/redis.conf", SERVER));
  return await startConfiguredRedis(
    text.replaceAll(SECRETS, `${folder}/`).replace("dir /data", `dir ${folder}`),
  );
}

async function succeeds(command: string): Promise<boolean> {
  const child = new Deno.Command("sh", { args: ["-c", command], stdout: "null", stderr: "null" });
  return (await child.output()).success;
}

/** What `deno task golive` looks at, on a machine that these variables configure. */
function surroundings(env: Record<string, string>): Surroundings {
  const all: Record<string, string> = {
    DATABASE_URL: "postgres://lexia@127.0.0.1:1/lexia",
    SECRET_KEY: "0123456789abcdef".repeat(4),
    BASE_DOMAIN: "lexia.test",
    ...env,
  };
  const environment = {
    get: (name: string) => all[name],
    readTextFile: (path: string) => Deno.readTextFileSync(path),
  };
  return new Surroundings({
    site: new Site({ url: new URL("https://lexia.test") }),
    config: readConfig(environment),
    env: environment.get,
    drillFile: null,
    dkimSelector: "default",
    now: () => Date.now(),
  });
}

async function lookAt(id: "redis_tls" | "redis_password", env: Record<string, string>): Promise<Finding> {
  await using from = surroundings(env);
  const probe = INSIDE_PROBES.find((one) => one.id === id);
  if (!probe) throw new Error(`There is no line "${id}"`);
  return await probe.look(from);
}

Deno.test("Redis as it is shipped", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "lexia_redis_tls_" });
  try {
    const secrets = await makeSecrets(folder);
    const other = `${folder}/other_ca`;
    await Deno.writeTextFile(other, (await makeAuthority("another")).certificate);
    await using redis = await runShipped(folder);
    const { host, port } = new URL(redis.url);
    const here = (text = "") => text.replaceAll("redis:6379", host).replaceAll(SECRETS, `${folder}/`);
    const url = here(secrets.get("redis_url"));
    const ca = secrets.get("inner_ca") ?? "";
    const compose = await readCompose(["monitoring"]);

    await t.step("is healthy by the check of its container, over TLS that is verified", async () => {
      const [kind, command = ""] = compose.services.redis?.healthcheck?.test ?? [];
      strictEqual(kind, "CMD-SHELL");
      const asked = here(command).replace("redis-cli ", `redis-cli -p ${port} `);
      notStrictEqual(asked, command);
      ok(await succeeds(asked), asked);
      ok(!await succeeds(asked.replace(`${folder}/inner_ca`, other)), "of another authority");
      ok(!await succeeds(asked.replace(/--tls --cacert \S+/, "")), "in plain");
    });

    await t.step("lets LEXIA in, with what `compose:secrets` made for it", async () => {
      const { redis: client, close } = await openServerRedis({ url, ca, log: silentLog });
      try {
        await client.set("shipped", "yes");
        strictEqual(await client.get("shipped"), "yes");
        await rejects(client.exec(["CONFIG", "GET", "port"]), /NOPERM|permissions/);
      } finally {
        close();
      }
    });

    await t.step("is good for the set-up", async () => {
      await using from = surroundings({ REDIS_URL: url, REDIS_CA_FILE: `${folder}/inner_ca` });
      const [finding, ...more] = await tryStore(from.config);
      deepStrictEqual([finding?.what, finding?.state, more], ["Redis", "ok", []]);
      match(finding?.said ?? "", /noeviction/);
      await using wrong = surroundings({ REDIS_URL: url, REDIS_CA_FILE: other });
      strictEqual((await tryStore(wrong.config))[0]?.state, "failed");
    });

    await t.step("tells the exporter, which verifies it", async () => {
      const { environment = {} } = compose.services["redis-exporter"] ?? {};
      await Deno.writeTextFile(
        `${folder}/redis_exporter_passwords`,
        here(secrets.get("redis_exporter_passwords")),
      );
      const env = Object.fromEntries(
        Object.entries(environment).map(([name, text]) => [name, here(`${text}`)]),
      );
      const isUp = async (wanted: Record<string, string>) => {
        await using exporter = await startTool(
          "prometheus-redis-exporter",
          (address) => [`-web.listen-address=${address}`],
          { env: wanted },
        );
        const text = await (await fetch(`${exporter.url}/metrics`)).text();
        return [/^redis_up (\d)$/m.exec(text)?.[1], /^redis_memory_max_bytes /m.test(text)];
      };
      deepStrictEqual(await isUp(env), ["1", true]);
      deepStrictEqual(await isUp({ ...env, REDIS_EXPORTER_TLS_CA_CERT_FILE: other }), ["0", false]);
    });

    await t.step("passes the lines of the checklist", async () => {
      const env = { REDIS_URL: url, REDIS_CA_FILE: `${folder}/inner_ca` };
      deepStrictEqual(await lookAt("redis_tls", env), { verdict: "pass", evidence: "rediss://localhost" });
      deepStrictEqual(await lookAt("redis_password", env), { verdict: "pass", evidence: "PING: NOAUTH" });
    });

    await t.step(
      "shows a certificate that was renewed once it has started again, and LEXIA comes back",
      async () => {
        const shown = async () => {
          const command = `openssl s_client -connect ${host} -CAfile ${folder}/inner_ca < /dev/null`;
          const { stdout } = await new Deno.Command("sh", { args: ["-c", command], stderr: "null" }).output();
          return new X509Certificate(stdout).serialNumber;
        };
        const before = await shown();
        const { redis: client, close } = await openServerRedis({ url, ca, log: silentLog });
        try {
          await client.set("renewed", "no");
          const renewed = await makeSecrets(folder, { among: /^redis_(certificate|key)$/, made: secrets });
          await redis.restart();
          const { serialNumber } = new X509Certificate(renewed.get("redis_certificate") ?? "");
          deepStrictEqual([await shown(), serialNumber !== before], [serialNumber, true]);
          await until(async () => await client.get("renewed").catch(() => null) === "no", "LEXIA is back");
        } finally {
          close();
        }
      },
    );

    await t.step("is no pass where its certificate cannot be trusted", async () => {
      const env = { REDIS_URL: url, REDIS_CA_FILE: other };
      await rejects(lookAt("redis_tls", env), Untold);
      await rejects(lookAt("redis_password", env), Untold);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("A Redis that speaks in plain", async (t) => {
  await using redis = await startRedis();
  await t.step("fails for its password where it has none", async () => {
    const found = await lookAt("redis_password", { REDIS_URL: redis.url });
    deepStrictEqual(found, { verdict: "fail", evidence: "PING: PONG" });
  });

  await t.step("fails elsewhere, and passes on the machine itself", async () => {
    const elsewhere = await lookAt("redis_tls", { REDIS_URL: "redis://redis:6379" });
    deepStrictEqual(elsewhere, { verdict: "fail", evidence: "redis://…" });
    strictEqual((await lookAt("redis_tls", { REDIS_URL: redis.url })).verdict, "pass");
  });
});
