/** How soon a new instance answers, and that it leaves nothing behind on the machine. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { changedFiles, seeFiles } from "#tests/support/changed_files.ts";
import { EDGE_PERMISSIONS, openEdgeFront } from "#tests/support/edge_front.ts";
import { Installation, type Member } from "#tests/support/installation.ts";
import { LexiaProcess, type ProcessOptions } from "#tests/support/lexia_process.ts";
import { bearer, LoadConnection, median } from "#tests/support/load.ts";
import { atMost, exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** An embedded database that is made on a busy machine takes its time. */
const PATIENCE_MS = 120_000;
const GOALS_MS = { edge: 500, server: 1_000, embedded: 3_000 };
/** The lock as it is, packages as a deploy has stored them, and no folder of packages beside the program. */
const AS_DEPLOYED = ["--frozen", "--node-modules-dir=none"];

interface Start extends ProcessOptions {
  command: "serve" | "start";
}

export const coldStart: Proof = {
  id: "E2",
  title: "a new instance answers soon after it was started",
  async run(scale) {
    await using stack = new AsyncDisposableStack();
    const installation = stack.use(await Installation.open());
    const front = stack.use(await edgeFrontOf(installation));
    const folder = await temporaryFolder(stack);
    const { SECRET_KEY: _, DATABASE_URL: __, REDIS_URL: ___, ...embedded } = installation.env;
    const edge: Start = {
      command: "start",
      env: { ...installation.env, ...front.env },
      permissions: EDGE_PERMISSIONS,
      flags: AS_DEPLOYED,
    };
    const starts = {
      edge,
      server: { command: "serve", env: installation.env } satisfies Start,
      embedded: { command: "start", env: { ...embedded, DATA_DIR: join(folder, "data") } } satisfies Start,
    };
    // Stores what a deploy stores, and makes the embedded database.
    for (const start of Object.values(starts)) await timeToFirstAnswer(start);

    const times = { edge: [] as number[], server: [] as number[], embedded: [] as number[] };
    for (let i = 0; i < (scale === "full" ? 9 : 1); i++) {
      for (const home of ["edge", "server", "embedded"] as const) {
        times[home].push(await timeToFirstAnswer(starts[home]));
      }
    }
    const uncompiled = await timeToFirstAnswer({ ...edge, flags: [...AS_DEPLOYED, "--no-code-cache"] });
    // A machine that is shared with other work only ever adds: the suite takes the best, the task the median.
    const figure = (values: number[]) => Math.round(scale === "full" ? median(values) : Math.min(...values));
    return [
      timed(atMost("edge: from spawn to the first answer", figure(times.edge), GOALS_MS.edge, "ms")),
      holds("edge: the same without V8's code cache", true, `${Math.round(uncompiled)} ms`, "none is set"),
      timed(atMost("server: from spawn to the first answer", figure(times.server), GOALS_MS.server, "ms")),
      timed(atMost("embedded, with its database made", figure(times.embedded), GOALS_MS.embedded, "ms")),
    ];
  },
};

async function timeToFirstAnswer({ command, ...options }: Start): Promise<number> {
  const startedAt = performance.now();
  const process = LexiaProcess.launch(command, options);
  try {
    await process.firstAnswer(PATIENCE_MS);
    return performance.now() - startedAt;
  } finally {
    await process.stop();
  }
}

export const nothingWritten: Proof = {
  id: "E3",
  title: "an instance on the edge writes no file",
  async run() {
    await using stack = new AsyncDisposableStack();
    const installation = stack.use(await Installation.open());
    const front = stack.use(await edgeFrontOf(installation));
    const folder = await temporaryFolder(stack);
    const places = {
      HOME: join(folder, "home"),
      TMPDIR: join(folder, "tmp"),
      DENO_DIR: join(folder, "deno"),
    };
    for (const place of Object.values(places)) await Deno.mkdir(place);
    await Deno.symlink(await packagesOfDeno(), join(places.DENO_DIR, "npm"));
    const instance: ProcessOptions = {
      env: { ...installation.env, ...front.env, ...places },
      permissions: EDGE_PERMISSIONS,
      flags: [...AS_DEPLOYED, "--no-code-cache"],
    };
    const member = await installation.member(await installation.organization(), "user");
    const [, radicado = "", another = ""] = installation.portal.radicados.found;
    // Deno stores each file as JavaScript when it is first used, as a deploy does.
    const first = await LexiaProcess.serve(instance, "start");
    await useAll(first.port, member, radicado);
    await first.stop();

    const look = () => seeFiles([ROOT, folder], isOfOthers);
    const before = await look();
    const process = await LexiaProcess.serve(instance, "start");
    stack.defer(() => process.kill());
    const answered = await useAll(process.port, member, another);
    await process.stop();
    const written = changedFiles(before, await look());
    return [
      holds("requests of all kinds were answered", answered.every(isGood), answered.join(" "), "200 and 201"),
      exactly("files made, changed or removed", written.map(shortened).join(", ") || "none", "none"),
      await controlOf(join(places.TMPDIR, "control"), before, look),
    ];
  },
};

/** The look would have seen a file. */
async function controlOf(
  path: string,
  before: Awaited<ReturnType<typeof seeFiles>>,
  look: () => ReturnType<typeof seeFiles>,
): Promise<Finding> {
  await Deno.writeTextFile(path, "");
  const isSeen = changedFiles(before, await look()).includes(path);
  return holds("a file that is made on purpose is noticed", isSeen, isSeen ? "noticed" : "missed", "noticed");
}

/** Pages, the API's reference, metrics, writing and reading; the lookup follows by itself. */
async function useAll(port: number, member: Member, radicado: string): Promise<number[]> {
  const connection = new LoadConnection(port);
  const headers = bearer(member.token);
  const statuses: number[] = [];
  for (const path of ["/api/docs", "/api/openapi.json", "/metrics", "/ready", "/solicitudes"]) {
    statuses.push((await connection.send({ path, host: member.host, headers }, false)).status);
  }
  const path = "/api/v1/solicitudes";
  const request = { method: "POST", path, host: member.host, headers, body: { radicado } };
  statuses.push((await connection.send(request, false)).status);
  statuses.push((await connection.send({ path, host: member.host, headers }, false)).status);
  connection.close();
  return statuses;
}

function isGood(status: number): boolean {
  return status === 200 || status === 201;
}

/** What other programs write here: version control, tests under way; and what Deno remembers of packages' files. */
function isOfOthers(path: string): boolean {
  return /\/(\.git|\.test|node_modules|coverage)$/.test(path) ||
    /\/deno\/(npm|(dep|node)_analysis_cache_v2(-shm|-wal)?)$/.test(path);
}

function shortened(path: string): string {
  return path.split("/").slice(-3).join("/");
}

async function packagesOfDeno(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"], cwd: ROOT })
    .output();
  return JSON.parse(new TextDecoder().decode(stdout)).npmCache;
}

async function edgeFrontOf(
  { env: { DATABASE_URL: databaseUrl = "", REDIS_URL: redisUrl = "" } }: Installation,
) {
  return await openEdgeFront({ databaseUrl, redisUrl });
}

async function temporaryFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "lexia-edge-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  return folder;
}
