/** Prometheus and what belongs to it, as Debian packages have them: run to an end, or as servers for a while. */
import { setTimeout as pause } from "node:timers/promises";
import { installed, succeeds } from "#tests/support/debian.ts";
import { freePort } from "#tests/support/postgres.ts";

export const MONITORING = new URL("../../deploy/server/monitoring/", import.meta.url);

/** Which Debian package has a program. */
const PACKAGES = {
  "prometheus": "prometheus",
  "promtool": "prometheus",
  "amtool": "prometheus-alertmanager",
  "prometheus-alertmanager": "prometheus-alertmanager",
  "prometheus-node-exporter": "prometheus-node-exporter",
  "prometheus-blackbox-exporter": "prometheus-blackbox-exporter",
  "prometheus-postgres-exporter": "prometheus-postgres-exporter",
  "prometheus-redis-exporter": "prometheus-redis-exporter",
} as const;

export type Program = keyof typeof PACKAGES;

/** @throws where it is not there and cannot be installed. */
export async function demand(program: Program): Promise<Program> {
  if (await succeeds(program, ["--version"])) return program;
  const name = PACKAGES[program];
  if (await installed(name) && await succeeds(program, ["--version"])) return program;
  throw new Error(`Cannot find ${program}: install Debian's package ${name}`);
}

export interface Ended {
  code: number;
  text: string;
}

export async function runTool(
  program: Program,
  args: string[],
  cwd: URL | string = MONITORING,
): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(await demand(program), { args, cwd }).output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

export interface ToolServer extends AsyncDisposable {
  port: number;
  url: string;
}

/** Starts a server, on a free port unless one is given, and waits until it answers `path`. */
export async function startTool(
  program: Program,
  argsFor: (address: string) => string[],
  { path = "/metrics", env, port = freePort() }: {
    path?: string;
    env?: Record<string, string>;
    port?: number;
  } = {},
): Promise<ToolServer> {
  const args = argsFor(`127.0.0.1:${port}`);
  const child = new Deno.Command(await demand(program), { args, env, stdout: "null", stderr: "piped" })
    .spawn();
  const said = new Response(child.stderr).text();
  const url = `http://127.0.0.1:${port}`;
  let isOver = false;
  void child.status.then(() => isOver = true);
  const end = async () => {
    if (!isOver) child.kill("SIGKILL");
    await child.status;
    await said;
  };
  try {
    await until(async () => {
      if (isOver) throw new Error(`${program} ended: ${(await said).slice(-600)}`);
      return await isAnswered(`${url}${path}`);
    }, `${program} answers`);
  } catch (error) {
    await end();
    throw error;
  }
  return { port, url, [Symbol.asyncDispose]: end };
}

async function isAnswered(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return false;
  }
}

const PATIENCE_MS = 90_000;

/** However busy the machine is. @throws when it does not become true. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const startedAt = performance.now();
  while (!await isSo()) {
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`Waited in vain until ${what}`);
    await pause(100);
  }
}

/** A copy of the shipped folder, in which a test may change what an installation would. */
export async function copyOfMonitoring(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ prefix: "lexia_monitoring_" });
  await copyFolder(MONITORING.pathname, folder);
  await Deno.mkdir(`${folder}/secrets`);
  for (const name of ["prometheus.yml", "alertmanager.yml"]) {
    await edit(`${folder}/${name}`, (text) => text.replaceAll("/run/secrets/", `${folder}/secrets/`));
  }
  for (const name of SECRETS) {
    await Deno.writeTextFile(`${folder}/secrets/${name}`, "a-secret-for-tests-only");
  }
  return { folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

const SECRETS = [
  "metrics_token",
  "alerts_smtp_password",
  "alerts_on_call_token",
  "alerts_outside_watch_token",
];

export async function edit(file: string, change: (text: string) => string): Promise<void> {
  const before = await Deno.readTextFile(file);
  const after = change(before);
  if (after === before) throw new Error(`Nothing of ${file} was changed`);
  await Deno.writeTextFile(file, after);
}

export async function copyFolder(from: string, to: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    const [source, target] = [`${from}/${name}`, `${to}/${name}`];
    if (isDirectory) await Deno.mkdir(target).then(() => copyFolder(source, target));
    else await Deno.copyFile(source, target);
  }
}

/** Prometheus with the configuration in that folder, keeping what it sees there. */
export async function startPrometheus(folder: string): Promise<ToolServer> {
  return await startTool("prometheus", (address) => [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/seen`,
    `--web.listen-address=${address}`,
    "--web.enable-lifecycle",
    "--log.level=warn",
  ], { path: "/-/ready" });
}
