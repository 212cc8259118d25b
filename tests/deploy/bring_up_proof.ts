/**
 * compose.yml, brought up from nothing: migrated, asked over TLS, watched by Prometheus, backed up, with a case that a
 * worker looks up at the simulated portal. Then each part is killed in turn under load, and nothing may be lost.
 */
import { setTimeout as pause } from "node:timers/promises";
import { Installation, type Member, MEMBER_PASSWORD } from "#tests/support/installation.ts";
import { bearer, LoadConnection } from "#tests/support/load.ts";
import { type PortalSimulator, startPortalSimulator } from "#tests/support/portal_simulator/simulator.ts";
import { atLeast, exactly, type Finding, holds, type Proof } from "#tests/support/proof.ts";
import { type S3Server, startS3Server } from "#tests/support/s3_server.ts";
import { exchange } from "#tests/support/raw_http.ts";
import { openLine, openTlsLine } from "#tests/support/tls_line.ts";
import { Clients, follow, radicado, SOLICITUDES, until } from "../chaos/_following.ts";
import { type ComposeFile, composeFrom, GIVEN, SERVER } from "./_compose.ts";
import { beforeProduction, rehearse } from "./_before_production.ts";
import { ComposeRun, staying } from "./_compose_run.ts";
import { Containers } from "./_containers.ts";
import { imageOf, makeImages, programOf } from "./_stand_in_images.ts";
import { copyFolder, edit, MONITORING } from "./_tools.ts";

const CLIENTS = 2;
const WRITE_PAUSE_MS = 400;
const PATIENCE_MS = 120_000;

export const bringUp: Proof = {
  id: "C2",
  title: "compose.yml comes up from nothing, and loses nothing when a part of it is killed",
  async run(scale) {
    await using containers = await Containers.open({ hasNames: true });
    await makeImages(containers);
    return await brought(containers, scale === "full" ? 120_000 : 20_000);
  },
};

/** With the images there already. */
export async function brought(containers: Containers, loadMs: number): Promise<Finding[]> {
  const folder = await Deno.makeTempDir({ prefix: "lexia_bring_up_" });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  await Deno.chmod(folder, 0o755);
  await makeSecrets(folder);
  await addressMonitoring(`${folder}/monitoring`);
  const portal = stack.use(await startPortalSimulator({ cases: 400, hostname: "0.0.0.0" }));
  const bucket = stack.use(startS3Server({ hostname: "0.0.0.0" }));
  await fillIn(stack, `${folder}/secrets`, bucket);
  const options = { images: imageOf, programs: programOf, folder, replaced: ["./monitoring"] };
  const run = stack.use(new ComposeRun(containers, await composeFor(portal, bucket), options));
  await run.up();
  for (const name of staying(run.compose)) await run.untilHealthy(name);
  const site = await openSite(stack, run, folder);
  return [
    ...await ofTheContainers(run, folder),
    ...await ofTheFirstRequests(site, run, portal),
    ...await ofTheWatch(run),
    ...await beforeProduction(run, site.smoke),
    ...await underLoad(site, run, loadMs),
    (await rehearse(run))[0],
  ];
}

async function makeSecrets(folder: string): Promise<void> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "task",
      "-q",
      "compose:secrets",
      `--to=${folder}/secrets`,
      `--certificates=${folder}/certificates`,
    ],
    env: { BASE_DOMAIN: GIVEN.BASE_DOMAIN ?? "" },
  }).output();
  if (code !== 0) throw new Error(`Cannot make secrets: ${new TextDecoder().decode(stderr)}`);
}

/** What an administrator has from elsewhere. */
async function fillIn(stack: AsyncDisposableStack, folder: string, bucket: S3Server): Promise<void> {
  const errors = Deno.serve({ hostname: "0.0.0.0", port: 0, onListen() {} }, () => new Response("ok"));
  stack.defer(() => errors.shutdown());
  const secrets = {
    backup_s3_access_key_id: bucket.accessKeyId,
    backup_s3_secret_access_key: bucket.secretAccessKey,
    sentry_dsn: `http://key@${OUTSIDE.gateway}:${errors.addr.port}/1`,
    smoke_password: MEMBER_PASSWORD,
  };
  for (const [name, text] of Object.entries(secrets)) await Deno.writeTextFile(`${folder}/${name}`, text);
}

/** As the docs have an installation put its own addresses in. */
async function addressMonitoring(folder: string): Promise<void> {
  await Deno.mkdir(folder);
  await copyFolder(MONITORING.pathname, folder);
  const domain = GIVEN.BASE_DOMAIN ?? "";
  await edit(`${folder}/alertmanager.yml`, (text) => text.replaceAll("example.com", domain));
  await edit(
    `${folder}/targets/probes.yml`,
    (text) => text.replace("acme.lexia.example.com", `${SUBDOMAIN}.${domain}`),
  );
}

const OUTSIDE = { subnet: "172.30.252.0/24", gateway: "172.30.252.1" };

const NGINX_ADDRESS = "172.30.250.2";
const SUBDOMAIN = "acme";

/** What this machine offers to containers. */
function fromInside(url: string): string {
  return url.replace("0.0.0.0", OUTSIDE.gateway);
}

/** What ships, with the overlays for monitoring and restores, and what a test changes: the portal, its pace, and limits of callers. */
async function composeFor(portal: PortalSimulator, bucket: S3Server): Promise<ComposeFile> {
  const texts = await Promise.all(
    ["", "monitoring.", "restore.", "offsite."].map((name) => `compose.${name}yml`).map((name) =>
      Deno.readTextFile(new URL(name, SERVER))
    ),
  );
  const environment = {
    CPNU_BASE_URL: fromInside(portal.url),
    PORTAL_CONTACT: "tests@lexia.test",
    PORTAL_PER_MINUTE: "60000",
    PORTAL_CONCURRENCY: "16",
    PORTAL_WINDOW: "always",
    PORTAL_CANARY_RADICADO: portal.radicados.found[0] ?? "",
    RATE_LIMIT_PER_MINUTE: "1000000",
    RATE_LIMIT_BURST: "100000",
    TERMS_VERSION: "2026-11",
    PRIVACY_VERSION: "2026-11",
  };
  const change = {
    services: {
      serve: { environment },
      worker: { environment },
      golive: { environment },
      // No name server knows the site, and no browser its authority.
      "blackbox-exporter": {
        extra_hosts: [`${SUBDOMAIN}.${GIVEN.BASE_DOMAIN}:${NGINX_ADDRESS}`],
        environment: { SSL_CERT_FILE: "/run/secrets/inner_ca" },
        secrets: ["inner_ca"],
      },
    },
    networks: { outside: { ipam: { config: [{ subnet: OUTSIDE.subnet }] } } },
  };
  const ofBucket = { BACKUP_S3_ENDPOINT: fromInside(bucket.endpoint), BACKUP_S3_BUCKET: bucket.bucket };
  const given = { ...GIVEN, ...ofBucket, NGINX_ADDRESS, POSTGRES_SHARED_BUFFERS: "128MB" };
  const compose = composeFrom([...texts, JSON.stringify(change)], given);
  compose.services["nginx-conf"]?.command?.push("--api-per-second=9999");
  const { services } = compose;
  for (const name of Object.keys(services)) if (NOT_HERE.test(name)) delete services[name];
  return compose;
}

/** Of the overlays: what Debian has no program of. */
const NOT_HERE = /^grafana$/;

interface Site {
  /** Plain on this machine, and over TLS from here to nginx. */
  port: number;
  httpPort: number;
  member: Member;
  /** With what the checklist signs in. */
  smoke: Readonly<Record<string, string>>;
  /** As PostgreSQL's administrator, in its container. */
  ask(sql: string): Promise<string>;
}

async function openSite(stack: AsyncDisposableStack, run: ComposeRun, folder: string): Promise<Site> {
  const secret = async (name: string) => (await Deno.readTextFile(`${folder}/secrets/${name}`)).trim();
  const [postgres = "", redis = ""] = ["postgres", "redis"].flatMap((name) => run.containersOf(name));
  const toPostgres = stack.use(lineTo(await run.addressOf(postgres, "back"), 5432));
  const toRedis = stack.use(lineTo(await run.addressOf(redis, "back"), 6379));
  const here = async (name: string, { port }: { port: number }) =>
    (await secret(name)).replace(/@\w+:\d+/, `@127.0.0.1:${port}`);
  const url = await here("database_url", toPostgres);
  const installation = await Installation.open({
    database: { url, superuserUrl: url },
    redisUrl: await here("redis_url", toRedis),
    // The certificates of both are good for 127.0.0.1 too.
    env: {
      DATABASE_CA_FILE: `${folder}/secrets/inner_ca`,
      REDIS_CA_FILE: `${folder}/secrets/inner_ca`,
      SECRET_KEY: await secret("secret_key"),
    },
  });
  const organization = await installation.organization({ subdomain: SUBDOMAIN });
  const member = await installation.member(organization);
  const { email } = await installation.member(organization, "viewer", { withPassword: true });
  for (let i = 0; i < 2; i++) await installation.operator();
  // Before the stores are killed: this process is none of the installation's.
  await installation[Symbol.asyncDispose]();
  const line = stack.use(
    openTlsLine({
      port: run.published.get("443") ?? 0,
      hostname: member.host,
      caCerts: [await secret("inner_ca")],
    }),
  );
  const ask = async (sql: string) => {
    const { stdout } = await run.execute(postgres, [
      "psql",
      "-U",
      "postgres",
      "-d",
      "lexia",
      "-At",
      "-c",
      sql,
    ]);
    return stdout.trim();
  };
  await ask(
    "insert into totp_secrets (user_id, secret, confirmed_at) select user_id, 'sealed', now() from platform_admins",
  );
  const smoke = { SMOKE_ORGANIZATION: SUBDOMAIN, SMOKE_EMAIL: email };
  return { port: line.port, httpPort: run.published.get("80") ?? 0, member, smoke, ask };
}

/** To a container, for what knows it by another address than its name. */
function lineTo(hostname: string, port: number) {
  return openLine(() => Deno.connect({ hostname, port }));
}

/** What the kernel says of each process, and what an inspection of a container shows. */
async function ofTheContainers(run: ComposeRun, folder: string): Promise<Finding[]> {
  const secrets: string[] = [];
  for await (const { name } of Deno.readDir(`${folder}/secrets`)) {
    const text = (await Deno.readTextFile(`${folder}/secrets/${name}`)).trim();
    if (text !== "") secrets.push(text);
  }
  const names = staying(run.compose).flatMap((name) => run.containersOf(name));
  const told = await Promise.all(names.map((name) => run.describe(name)));
  return [
    exactly("containers that run", told.length, names.length),
    exactly("of these, as root", told.filter(({ user }) => user === 0).length, 0),
    exactly("with a capability", told.filter(({ capabilities }) => !/^0+$/.test(capabilities)).length, 0),
    exactly("that may get new privileges", told.filter(({ noNewPrivileges }) => !noNewPrivileges).length, 0),
    exactly(
      "that show a secret to who inspects them",
      told.filter(({ shown }) => secrets.some((secret) => shown.includes(secret))).length,
      0,
    ),
  ];
}

async function ofTheFirstRequests(site: Site, run: ComposeRun, portal: PortalSimulator): Promise<Finding[]> {
  const { member, ask } = site;
  const plain = await exchange(site.httpPort, `GET / HTTP/1.1\r\nHost: ${member.host}\r\n\r\n`);
  const connection = new LoadConnection(site.port);
  const list = await connection.send({
    method: "GET",
    path: SOLICITUDES,
    host: member.host,
    headers: bearer(member.token),
  }, true);
  const first = () => connection.send(follow(member, portal.radicados.found[0] ?? ""), true);
  let made = await first();
  // On a busy machine an instance may not have its first connection to PostgreSQL within the two seconds that it waits.
  for (const end = Date.now() + PATIENCE_MS; made.status === 503 && Date.now() < end; made = await first()) {
    await pause(1_000);
  }
  connection.close();
  if (made.status !== 201) {
    const told = await Promise.all(
      ["nginx", "serve"].flatMap((name) => run.containersOf(name)).map((one) => run.logs(one)),
    );
    const lines = told.map((text) => text.slice(-1_500)).join("\n");
    throw new Error(`No solicitud was made: ${made.status} ${made.body} ${list.status}\n${lines}`);
  }
  const { id } = JSON.parse(made.body);
  const result = `select last_execution->>'result' from solicitudes where id = '${id}'`;
  await until("a worker has looked the case up", async () => await ask(result) !== "", PATIENCE_MS)
    .catch(async (error) => {
      const told = await Promise.all(run.containersOf("worker").map((name) => run.logs(name)));
      const state = await ask("select task, status, attempts, last_error from jobs order by id desc limit 5");
      throw new Error(`${error.message}\n${state}\n${told.map((text) => text.slice(-2_000)).join("\n")}`);
    });
  const [backup = ""] = run.containersOf("backup");
  const kept = await run.execute(backup, ["/bin/sh", "-c", "ls /backups"]);
  return [
    exactly("plain HTTP is sent to TLS", plain.status, 301),
    exactly("the first request, over TLS", list.status, 200),
    exactly("a solicitud is made", made.status, 201),
    exactly("what a worker found at the portal", await ask(result), "found"),
    holds(
      "the first backup",
      kept.out.includes(".dump.age"),
      kept.out.split("\n")[0] ?? "",
      "is there, encrypted",
    ),
  ];
}

/** By their names in the network, as many as there are of each. */
async function ofTheWatch(run: ComposeRun): Promise<Finding[]> {
  const [prometheus = ""] = run.containersOf("prometheus");
  const query = "http://127.0.0.1:9090/api/v1/query?query=sum%20by(role)(up%7Bjob%3D%22lexia%22%7D)";
  let seen = "";
  await until("Prometheus sees all processes of LEXIA", async () => {
    const { stdout } = await run.execute(prometheus, ["curl", "--silent", query]);
    const { data: { result = [] } = {} } = JSON.parse(stdout || "{}");
    seen = result.map(({ metric, value }: { metric: { role: string }; value: [number, string] }) =>
      `${metric.role} ${value[1]}`
    ).sort().join(", ");
    return seen === "serve 2, worker 2";
  }, PATIENCE_MS);
  return [exactly("processes that Prometheus sees", seen, "serve 2, worker 2")];
}

/** Follows one radicado after another, no faster than workers can look them up. */
function startFollowing({ port, member }: Site): { acknowledged: Set<string>; stop(): Promise<void> } {
  const acknowledged = new Set<string>();
  const connection = new LoadConnection(port);
  let isStopped = false;
  const running = (async () => {
    for (let index = 0; !isStopped; index++) {
      const { status, body } = await connection.send(follow(member, radicado(index)), true);
      if (status === 201) acknowledged.add(JSON.parse(body).id);
      await pause(WRITE_PAUSE_MS);
    }
    connection.close();
  })();
  return {
    acknowledged,
    stop() {
      isStopped = true;
      return running;
    },
  };
}

const PARTS = ["serve", "worker", "redis", "postgres", "nginx"] as const;

async function underLoad(site: Site, run: ComposeRun, loadMs: number): Promise<Finding[]> {
  const { member, port, ask } = site;
  const readers = new Clients(port, CLIENTS, () => ({
    method: "GET",
    path: SOLICITUDES,
    host: member.host,
    headers: bearer(member.token),
  }));
  const writer = startFollowing(site);
  const failed = () => readers.answers.filter(({ status }) => status !== 200).length;
  let failedOfOne = 0;
  for (const part of PARTS) {
    await pause(loadMs / PARTS.length);
    const [victim = ""] = run.containersOf(part);
    const before = failed();
    await run.kill(victim);
    if (part === "serve") {
      await pause(loadMs / PARTS.length);
      failedOfOne = failed() - before;
    }
    await run.startAgain(victim);
    for (const name of PARTS) await run.untilHealthy(name);
    const [answered, acknowledged] = [readers.answers.length, writer.acknowledged.size];
    await until(`requests are answered after ${part} was killed`, () =>
      Promise.resolve(
        readers.answers.slice(answered).some(({ status }) => status === 200) &&
          writer.acknowledged.size > acknowledged,
      ), PATIENCE_MS);
  }
  await Promise.all([readers.stop(), writer.stop()]);
  const ids = [...writer.acknowledged];
  const list = ids.map((id) => `'${id}'`).join();
  const unfinished = "select count(*) from solicitudes where last_execution->>'result' is null";
  await until("all are executed", async () => await ask(unfinished) === "0", PATIENCE_MS).catch(() => {});
  return [
    atLeast("requests answered", readers.answers.filter(({ status }) => status === 200).length, 100),
    atLeast("solicitudes acknowledged", ids.length, PARTS.length),
    exactly("requests failed while one of two serve was killed and gone", failedOfOne, 0),
    exactly(
      "acknowledged and missing",
      ids.length - Number(await ask(`select count(*) from solicitudes where id in (${list})`)),
      0,
    ),
    exactly("never executed", Number(await ask(unfinished)), 0),
    exactly("jobs given up", Number(await ask("select count(*) from jobs where status = 'buried'")), 0),
  ];
}
