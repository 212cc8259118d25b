/**
 * An installation as it should be before production: PostgreSQL with the shipped settings and roles, Redis with a
 * password, two processes that serve and two that work, nginx with the shipped configuration and TLS, Prometheus with
 * its exporters and Alertmanager, mail, names, and a backup that was verified and rehearsed.
 */
import { join } from "node:path";
import { PasswordHasher } from "#domain/identity/password_hash.ts";
import { type Environment, readConfig } from "#platform/config.ts";
import { startDnsServer } from "#tests/support/dns_server.ts";
import { LexiaProcess } from "#tests/support/lexia_process.ts";
import { MailServer } from "#tests/support/mail_server.ts";
import { Nginx } from "#tests/support/nginx.ts";
import { freePort } from "#tests/support/postgres.ts";
import { TEST_ONLY_CA, testCaCertificate } from "#tests/support/portal_simulator/tls_fixture.ts";
import { startRedis, type TestRedis } from "#tests/support/redis.ts";
import { startS3Server } from "#tests/support/s3_server.ts";
import { Surroundings } from "../../deploy/ops/golive/surroundings.ts";
import { Site } from "../../deploy/ops/outside/site.ts";
import { type Ended, Room, ROOT } from "./_room.ts";
import { copyOfMonitoring, edit, startPrometheus, startTool, type ToolServer } from "./_tools.ts";

export const DOMAIN = "lexia.test";
export const PASSWORD = "vqzt-hjwm-kxrp-bndg-wlfc";
const SUBDOMAIN = "acme";
const LOGIN = "p9x2-dmq7-rk4w-zt81";
const TOKEN = "9f2c71d0ab54e836c1f7";
const CERTIFICATE_DAYS = 60;

type Env = Record<string, string>;

/** How a test has the installation looked at. */
export interface Seen {
  /** Other variables, or "" for none. */
  env?: Env;
  /** How far the clock of whoever looks is ahead. */
  skewMs?: number;
  knowsAuthority?: boolean;
}

export class GoliveRoom implements AsyncDisposable {
  readonly workers: LexiaProcess[] = [];
  readonly tools = new Map<string, ToolServer>();

  private constructor(
    readonly room: Room,
    readonly redis: TestRedis,
    readonly nginx: Nginx,
    readonly env: Env,
    readonly folder: string,
    private readonly workersPorts: readonly number[],
    private readonly stack: AsyncDisposableStack,
  ) {}

  /** Null, and a line that says so, where PostgreSQL with its programs cannot be had. */
  static async open(): Promise<GoliveRoom | null> {
    await using opening = new AsyncDisposableStack();
    const room = await openDatabase();
    if (room === null) return null;
    opening.use(room);
    const folder = await Deno.makeTempDir({ prefix: "lexia_golive_" });
    opening.defer(() => Deno.remove(folder, { recursive: true }));
    const redis = opening.use(await startRedis(REDIS_ARGS));
    const bucket = opening.use(startS3Server());
    const mail = opening.use(await MailServer.start());
    const names = opening.use(await startDnsServer());
    names.setText(DOMAIN, ["v=spf1 mx -all"]);
    names.setText(`default._domainkey.${DOMAIN}`, [`v=DKIM1; k=rsa; p=${"MIGfMA0GCSqGSIb3DQEB".repeat(4)}`]);
    names.setText(`_dmarc.${DOMAIN}`, ["v=DMARC1; p=reject"]);
    const errors = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response("ok"));
    opening.defer(() => errors.shutdown());

    const [serving, working] = [[freePort(), freePort()], [freePort(), freePort()]] as const;
    const nginx = opening.use(
      await Nginx.prepare({
        baseDomain: DOMAIN,
        args: serving.flatMap((port) => ["--upstream", `127.0.0.1:${port}`]),
      }),
    );
    await issue(nginx, CERTIFICATE_DAYS);
    await nginx.run();

    const env = {
      ...await writeSecrets(folder, {
        DATABASE_URL: room.postgres.urlOf("lexia", "lexia_service", LOGIN).replace("127.0.0.1", "localhost"),
        DATABASE_OWNER_URL: room.postgres.urlOf("lexia", "lexia_owner", LOGIN).replace(
          "127.0.0.1",
          "localhost",
        ),
        BACKUP_DATABASE_URL: room.postgres.urlOf("lexia", "lexia_backup", LOGIN).replace(
          "127.0.0.1",
          "localhost",
        ),
        REDIS_PASSWORD: LOGIN,
        SECRET_KEY: [...crypto.getRandomValues(new Uint8Array(48))].map((byte) =>
          byte.toString(16).padStart(2, "0")
        )
          .join(""),
        METRICS_TOKEN: TOKEN,
        SMTP_PASSWORD: mail.password,
        SMOKE_PASSWORD: PASSWORD,
      }),
      PATH: room.env.PATH ?? "",
      HOME: room.env.HOME ?? "",
      DATABASE_CA_FILE: join(folder, "ca.pem"),
      REDIS_URL: redis.url,
      BASE_DOMAIN: DOMAIN,
      PUBLIC_URL: `https://${DOMAIN}:${nginx.httpsPort}`,
      TRUSTED_PROXIES: "127.0.0.1",
      // A test asks more in a minute than anybody should; nginx' own limits stay as they are shipped.
      RATE_LIMIT_PER_MINUTE: "60000",
      RATE_LIMIT_BURST: "5000",
      UPLOAD_PATH: join(folder, "uploads"),
      SMTP_HOST: "localhost",
      SMTP_PORT: String(mail.port),
      SMTP_USER: "lexia",
      SMTP_FROM: `LEXIA <avisos@${DOMAIN}>`,
      SMTP_CA_FILE: join(folder, "ca.pem"),
      DNS_SERVER: names.address,
      SENTRY_DSN: `http://key@127.0.0.1:${errors.addr.port}/1`,
      PORTAL_CONTACT: "operaciones@lexia.test",
      TERMS_VERSION: "2026-11",
      PRIVACY_VERSION: "2026-11",
      SMOKE_ORGANIZATION: SUBDOMAIN,
      SMOKE_EMAIL: `viewer@${DOMAIN}`,
      BACKUP_STORAGE_PATH: join(folder, "shelf"),
      BACKUP_S3_ENDPOINT: bucket.endpoint,
      BACKUP_S3_BUCKET: bucket.bucket,
      BACKUP_S3_ACCESS_KEY_ID: bucket.accessKeyId,
      BACKUP_S3_SECRET_ACCESS_KEY: bucket.secretAccessKey,
      BACKUP_RECIPIENTS: room.env.BACKUP_RECIPIENTS ?? "",
      BACKUP_IDENTITY_FILE: join(folder, "identity"),
      BACKUP_METRICS_FILE: join(folder, "textfiles", "lexia_backup.prom"),
    };
    await Deno.writeTextFile(env.DATABASE_CA_FILE, TEST_ONLY_CA);
    await Deno.writeTextFile(env.BACKUP_IDENTITY_FILE, `${room.identity}\n`, { mode: 0o600 });
    for (const name of ["uploads", "shelf"]) await Deno.mkdir(join(folder, name), { mode: 0o700 });
    await Deno.mkdir(join(folder, "textfiles"));
    const made = new GoliveRoom(room, redis, nginx, env, folder, working, opening.move());
    try {
      await made.#furnish(serving);
    } catch (error) {
      await made[Symbol.asyncDispose]();
      throw error;
    }
    return made;
  }

  async #furnish(serving: readonly number[]): Promise<void> {
    await people(this.room);
    for (const port of serving) {
      const process = LexiaProcess.launch("serve", { env: this.env, port });
      this.stack.defer(async () => void await process.stop());
      await process.firstAnswer();
    }
    for (const port of this.workersPorts) this.workers.push(this.#launchWorker(port));
    this.stack.defer(async () => {
      for (const worker of this.workers) await worker.stop();
    });
    await this.#watch(serving);
    await this.#backUp();
  }

  #launchWorker(port: number): LexiaProcess {
    return LexiaProcess.launch("worker", { env: { ...this.env, PROBES_PORT: String(port) } });
  }

  async stopWorker(): Promise<void> {
    await this.workers.pop()?.stop();
  }

  startWorker(): void {
    this.workers.push(this.#launchWorker(this.workersPorts[1] ?? 0));
  }

  /** Prometheus and what it scrapes, with the shipped configuration but for addresses and shorter times. */
  async #watch(serving: readonly number[]): Promise<void> {
    const copy = this.stack.use(await copyOfMonitoring());
    const { folder } = copy;
    await Deno.writeTextFile(join(folder, "secrets/metrics_token"), TOKEN);
    await edit(join(folder, "alertmanager.yml"), (text) => text.replaceAll("example.com", DOMAIN));
    const start = async (name: string, starting: Promise<ToolServer>) => {
      const tool = await starting;
      this.stack.use({
        [Symbol.asyncDispose]: () => this.tools.get(name)?.[Symbol.asyncDispose]() ?? Promise.resolve(),
      });
      this.tools.set(name, tool);
      return tool;
    };
    const listen = (...args: string[]) => (address: string) => [`--web.listen-address=${address}`, ...args];
    const alertmanager = await start(
      "alertmanager",
      startTool(
        "prometheus-alertmanager",
        listen(
          `--config.file=${folder}/alertmanager.yml`,
          `--storage.path=${folder}/told`,
          "--cluster.listen-address=",
          "--log.level=error",
        ),
      ),
    );
    const node = await start(
      "node",
      startTool(
        "prometheus-node-exporter",
        listen(`--collector.textfile.directory=${this.folder}/textfiles`),
      ),
    );
    const blackbox = await start(
      "blackbox",
      startTool("prometheus-blackbox-exporter", listen(`--config.file=${folder}/blackbox.yml`)),
    );
    const postgres = await start(
      "postgres",
      startTool("prometheus-postgres-exporter", listen(), {
        env: { DATA_SOURCE_NAME: `${this.room.postgres.urlOf("lexia")}?sslmode=disable` },
      }),
    );
    await this.startRedisExporter();
    const targets: Record<string, string> = {
      lexia: [...serving.map((port) => ["serve", port]), ...this.workersPorts.map((port) => ["worker", port])]
        .map(([role, port]) => `- targets: ["127.0.0.1:${port}"]\n  labels: { role: ${role} }\n`).join(""),
      node: `- targets: ["127.0.0.1:${node.port}"]\n`,
      postgres: `- targets: ["127.0.0.1:${postgres.port}"]\n`,
      redis: `- targets: ["127.0.0.1:${this.#redisExporterPort}"]\n`,
      blackbox: `- targets: ["127.0.0.1:${blackbox.port}"]\n`,
      alertmanager: `- targets: ["127.0.0.1:${alertmanager.port}"]\n`,
      // The sign-in page's name is in no name server here.
      probes: ["health", "ready"].map((probe) =>
        `- targets: ["http://127.0.0.1:${serving[0]}/${probe}"]\n` +
        `  labels: { probe: ${probe}, module: lexia_${probe}, prober: "127.0.0.1:${blackbox.port}" }\n`
      ).join(""),
    };
    for (const [name, text] of Object.entries(targets)) {
      await Deno.writeTextFile(`${folder}/targets/${name}.yml`, text);
    }
    const own = freePort();
    await edit(
      join(folder, "prometheus.yml"),
      (text) =>
        text.replace("scrape_interval: 15s", "scrape_interval: 1s").replace(
          "scrape_timeout: 10s",
          "scrape_timeout: 1s",
        )
          .replace("scrape_interval: 30s", "scrape_interval: 10s").replace(
            "evaluation_interval: 30s",
            "evaluation_interval: 1s",
          )
          .replace("localhost:9090", `127.0.0.1:${own}`),
    );
    const prometheus = await start("prometheus", startPrometheus(folder));
    await edit(
      join(folder, "prometheus.yml"),
      (text) => text.replace(`127.0.0.1:${own}`, `127.0.0.1:${prometheus.port}`),
    );
    await this.#hangUp(prometheus);
    this.env.PROMETHEUS_URL = prometheus.url;
  }

  /** Reads its configuration again, now that its own address is known. */
  async #hangUp({ url }: ToolServer): Promise<void> {
    const { status } = await fetch(`${url}/-/reload`, { method: "POST" });
    if (status === 200) return;
    // Without its lifecycle interface it reads again on a signal, and which process it is stands in its own metrics.
    throw new Error(`Prometheus does not read its configuration again: ${status}`);
  }

  readonly #redisExporterPort = freePort();

  async startRedisExporter(): Promise<void> {
    const args = [
      `-web.listen-address=127.0.0.1:${this.#redisExporterPort}`,
      `-redis.addr=${this.redis.url}`,
      `-redis.password=${LOGIN}`,
    ];
    this.tools.set(
      "redis",
      await startTool("prometheus-redis-exporter", () => args, { port: this.#redisExporterPort }),
    );
    this.stack.use({ [Symbol.asyncDispose]: () => this.stopRedisExporter() });
  }

  async stopRedisExporter(): Promise<void> {
    const tool = this.tools.get("redis");
    this.tools.delete("redis");
    await tool?.[Symbol.asyncDispose]();
  }

  async #backUp(): Promise<void> {
    for (const task of ["backup", "backup:verify", "drill"] as const) {
      const { code, out, err } = await this.room.run(task, [], {
        env: { ...NOTHING_OF_THE_ROOM, ...this.env },
      });
      if (code !== 0) throw new Error(`deno task ${task} ended with ${code}: ${out}${err}`);
      if (task === "drill") await Deno.writeTextFile(this.drillFile, out);
    }
  }

  /** As the task runs it, with `--json` unless a table is wanted. */
  async golive(
    args: string[],
    { env = {}, isTable = false }: { env?: Env; isTable?: boolean } = {},
  ): Promise<Ended> {
    const authority = join(this.folder, "authority.pem");
    await Deno.writeTextFile(authority, this.nginx.authority.certificate);
    const all = [
      ...["--connect=127.0.0.1", `--http-port=${this.nginx.httpPort}`, `--ca-file=${authority}`],
      ...[`--drill=${this.drillFile}`, ...args],
    ];
    return await this.room.run("golive", all, {
      env: { ...NOTHING_OF_THE_ROOM, ...this.env, ...env },
      isTable,
    });
  }

  get page(): string {
    return join(this.folder, "golive.html");
  }

  get shelf(): string {
    return join(this.folder, "shelf");
  }

  get metricsToken(): string {
    return TOKEN;
  }

  get redisPassword(): string {
    return LOGIN;
  }

  secrets(): string[] {
    const files = Object.entries(this.env).filter(([name]) =>
      name.endsWith("_FILE") && !name.includes("_CA_")
    );
    return [LOGIN, ...files.map(([, path]) => Deno.readTextFileSync(path).trim())];
  }

  get drillFile(): string {
    return join(this.folder, "drill.json");
  }

  /** What `deno task golive` looks at, with other variables or another clock where a test says so. */
  surroundings({ env = {}, skewMs = 0, knowsAuthority = true }: Seen = {}): Surroundings {
    const all: Env = { ...this.env, ...env };
    const environment: Environment = {
      get: (name) => all[name] || undefined,
      readTextFile: (path) => Deno.readTextFileSync(path),
    };
    const site = new Site({
      url: new URL(this.env.PUBLIC_URL ?? ""),
      address: "127.0.0.1",
      httpPort: this.nginx.httpPort,
      ca: knowsAuthority ? this.nginx.authority.certificate : undefined,
    });
    if (!knowsAuthority) site.distrust();
    return new Surroundings({
      site,
      config: readConfig(environment),
      env: environment.get,
      drillFile: this.drillFile,
      dkimSelector: "default",
      now: () => Date.now() + skewMs,
    });
  }

  /** As PostgreSQL's superuser. */
  async sql(text: string): Promise<unknown[][]> {
    return await this.room.query(text);
  }

  async redisSays(...command: string[]): Promise<void> {
    const answer = await this.surroundings().redis(command);
    if (answer === null) throw new Error(`Redis refused ${command[0]}`);
  }

  /** Changes a file of nginx' configuration, and has it read; gives what undoes it. */
  async front(file: string, change: (text: string) => string): Promise<() => Promise<void>> {
    const path = join(this.nginx.conf, file);
    const before = await Deno.readTextFile(path);
    await edit(path, change);
    await this.reloadFront();
    return async () => {
      await Deno.writeTextFile(path, before);
      await this.reloadFront();
    };
  }

  async reloadFront(): Promise<void> {
    const { code, err } = await this.nginx.check();
    if (code !== 0) throw new Error(err);
    Deno.kill(Number(await Deno.readTextFile(join(this.nginx.folder, "run/nginx.pid"))), "SIGHUP");
  }

  async certificate(days: number): Promise<void> {
    await issue(this.nginx, days);
    await this.reloadFront();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stack[Symbol.asyncDispose]();
  }
}

/** Here secrets come from files. */
const NOTHING_OF_THE_ROOM = { DATABASE_URL: "", SECRET_KEY: "" };

const REDIS_ARGS = [
  ...["--requirepass", LOGIN, "--appendonly", "yes"],
  ...["--maxmemory", "64mb", "--maxmemory-policy", "noeviction"],
];

async function issue(nginx: Nginx, days: number): Promise<void> {
  await nginx.authority.issue(DOMAIN, [DOMAIN, `*.${DOMAIN}`], join(nginx.folder, "live"), days);
}

async function openDatabase(): Promise<Room | null> {
  const { cert, key } = testCaCertificate();
  const conf = await Deno.readTextFile(new URL("deploy/server/postgres/postgresql.conf", ROOT));
  const hba = await Deno.readTextFile(new URL("deploy/server/postgres/pg_hba.conf", ROOT));
  const room = await Room.open({
    settings: [
      conf,
      "listen_addresses = '127.0.0.1'",
      "shared_buffers = 32MB",
      "unix_socket_directories = ''",
      "fsync = off",
    ],
    // The test itself, and the room that migrates, come without TLS; LEXIA does not.
    hba:
      `host all postgres 127.0.0.1/32 scram-sha-256\nhostnossl all lexia_owner 127.0.0.1/32 scram-sha-256\n${hba}`,
    files: { "server.crt": cert, "server.key": key, "ca.crt": TEST_ONLY_CA },
  });
  if (room === null) return null;
  const file = new URL("deploy/server/postgres/roles.sql", ROOT).pathname;
  const args = ["-X", "--set=ON_ERROR_STOP=1", "--set=database=lexia", "-f", file, room.postgres.url];
  const { success, stderr } = await new Deno.Command(`${room.postgres.bin}/psql`, { args, stdout: "null" })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  for (const role of ["lexia_service", "lexia_owner", "lexia_readonly", "lexia_backup"]) {
    await room.query(`alter role ${role} password '${LOGIN}'`);
  }
  // What the room has planted is made to have something in every table, and not to be well.
  await room.query("truncate organizations, users cascade");
  return room;
}

/** Two operators with a second factor, and an organization with somebody who looks. */
async function people(room: Room): Promise<void> {
  const hash = await new PasswordHasher().hash(PASSWORD);
  const organization = crypto.randomUUID();
  await room.query(
    "insert into organizations (id, name, subdomain, plan) values ($1, 'Acme', $2, 'enterprise')",
    [
      organization,
      SUBDOMAIN,
    ],
  );
  for (const name of ["olga", "omar"]) {
    const [row] = await room.query(
      "insert into users (email, name, password_hash) values ($1, $2, $3) returning id",
      [`${name}@${DOMAIN}`, name, hash],
    );
    const id = String(row?.[0]);
    await room.query("insert into platform_admins (user_id) values ($1)", [id]);
    await room.query(
      "insert into totp_secrets (user_id, secret, confirmed_at) values ($1, 'sealed', now())",
      [id],
    );
  }
  const [row] = await room.query(
    "insert into users (organization_id, email, name, password_hash) values ($1, $2, 'Vera', $3) returning id",
    [organization, `viewer@${DOMAIN}`, hash],
  );
  await room.query(
    "insert into organization_users (organization_id, user_id, role) values ($1, $2, 'viewer')",
    [
      organization,
      row?.[0],
    ],
  );
}

/** Each in a file of its own, as secrets should be. */
async function writeSecrets(folder: string, secrets: Env): Promise<Env> {
  const env: Env = {};
  await Deno.mkdir(join(folder, "secrets"));
  for (const [name, value] of Object.entries(secrets)) {
    const path = join(folder, "secrets", name.toLowerCase());
    await Deno.writeTextFile(path, value, { mode: 0o600 });
    env[`${name}_FILE`] = path;
  }
  return env;
}
