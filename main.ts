/** The only file that sees every room: configuration → platform → domain → app, then serving, working and ticking. */
import { FairTurns } from "#db/fair_turns.ts";
import { type OnCommit, platformDb, tenantDb } from "#db/tenant_db.ts";
import { migrate, pendingMigrations } from "#db/migrate.ts";
import type { Services } from "#domain/ctx.ts";
import { createIdentity, type IdentityServices } from "#domain/identity/identity.ts";
import { heartOf } from "#domain/operations/instances.ts";
import { StatusProbe } from "#domain/operations/service_status.ts";
import { findCanary } from "#domain/portals/find_canary.ts";
import { CPNU_DEFAULTS, cpnuPortal } from "#domain/portals/cpnu/cpnu.ts";
import type { Log, Platform, QueueEntry } from "#domain/ports.ts";
import { createJobs, type JobsRoom, startTicking, startWorking, type Working } from "#jobs/mod.ts";
import {
  type Config,
  ConfigError,
  lineWriter,
  type MetricsRoom,
  openLocalLimiter,
  openLog,
  openMetrics,
  openPlatform,
  openSentry,
  ownSecretKey,
  readConfig,
  stopOnSignals,
  writeError,
  writeLine,
} from "#platform/mod.ts";
import { createApp, probesHandler, requestHandler } from "#routes/mod.ts";
import { mailText } from "#views/email/message.tsx";
import { renderFile } from "#views/files/render_file.ts";
import { noticeText, webhookText } from "#views/webhooks/text.ts";

export { stopOnSignals, writeError, writeLine };

export const VERSION = "0.1.0";

export interface Lexia {
  config: Config;
  platform: Platform;
  services: Services;
  identity: IdentityServices;
  jobs: JobsRoom;
  app: ReturnType<typeof createApp>;
  log: Log;
  metrics: MetricsRoom;
  /** Tells long answers to end. */
  stop(): void;
}

export interface AssemblyOptions {
  log: Log;
  metrics: MetricsRoom;
  /** Hears that committed transactions have left work to do. */
  onWork?: () => void;
}

/** Puts LEXIA together on an open platform. Touches neither database nor network. */
export async function assemble(config: Config, platform: Platform, options: AssemblyOptions): Promise<Lexia> {
  const { log, metrics } = options;
  const localLimiter = openLocalLimiter(platform.clock);
  const onCommit = dispatching(platform, options);
  const services = createServices(config, platform, { ...options, onCommit });
  const identity = await createIdentity(services, {
    secretKey: config.secretKey ?? await ownSecretKey(config.home),
    issuer: config.publicUrl.origin,
    signupEnabled: config.signupEnabled,
    secondFactorGraceDays: config.secondFactorGraceDays,
    legal: config.legal,
    jwtPrivateKeys: config.jwtPrivateKeys,
    localLimiter,
    sso: { fetch: platform.providerFetch, allowHttp: config.sso.allowHttp },
  });
  const stopping = new AbortController();
  metrics.onRead(() => {
    const { total, idle } = platform.sql.stats();
    metrics.set("database_connections_active", total - idle);
  });
  const turns = new FairTurns();
  const app = createApp({
    // Requests only: the worker has turns between tenants of its own.
    services: { ...services, tenantDb: (id) => tenantDb(turns.around(id, platform.sql), id, onCommit) },
    identity,
    settings: { ...config, version: VERSION },
    localLimiter,
    requestMetrics: metrics,
    readiness: () => readiness(platform),
    status: new StatusProbe(services, () => readiness(platform)),
    stopping: stopping.signal,
  });
  const jobs = createJobs(services, platform.queue, {
    concurrency: config.workerConcurrency,
    sealer: identity.sealer,
    uploads: config.uploads,
  });
  return { config, platform, services, identity, jobs, app, log, metrics, stop: () => stopping.abort() };
}

/** Tells the dispatcher of the jobs that a transaction has left. */
function dispatching({ queue }: Platform, { log, onWork }: AssemblyOptions): OnCommit {
  async function dispatch(entries: readonly QueueEntry[]): Promise<void> {
    try {
      await queue.push(entries);
    } catch (error) {
      log.warn("Cannot tell the dispatcher of new jobs: the next tick will", { jobs: entries.length, error });
    }
    onWork?.();
  }
  // Only `enqueue` and its siblings announce, and they announce queue entries.
  return (announcements) => void dispatch(announcements as readonly QueueEntry[]);
}

function createServices(
  config: Config,
  platform: Platform,
  { log, metrics, onCommit }: AssemblyOptions & { onCommit: OnCommit },
): Services {
  const { sql, clock, limiter, cache, state, events, mailer, texts, directories, textRecords } = platform;
  const { webhooks, files } = platform;
  function addressOf({ subdomain }: { subdomain: string }, path: string): string {
    const url = new URL(path, config.publicUrl);
    if (config.singleTenant === null) url.hostname = `${subdomain}.${url.hostname}`;
    return url.href;
  }
  const platformWide = platformDb(
    sql,
    (purpose) => metrics.increment("platform_database_uses_total", { purpose }),
    onCommit,
  );
  const portal = cpnuPortal({
    fetch: platform.portalFetch,
    clock,
    log,
    metrics,
    cache,
    state,
    settings: { ...CPNU_DEFAULTS, ...config.portal },
    findCanary: () => findCanary(platformWide),
  });
  return {
    clock,
    log,
    metrics,
    limiter,
    cache,
    state,
    events,
    portal,
    mailer,
    texts,
    directories,
    renderMail: (message) => mailText(message),
    renderFile,
    textRecords,
    webhooks,
    webhookText: (notice) => webhookText(notice),
    noticeText: (notice) => noticeText(notice),
    files,
    platformDb: platformWide,
    tenantDb: (organizationId) => tenantDb(sql, organizationId, onCommit),
    addressOf,
    operatorsAddressOf(path) {
      const url = new URL(path, config.publicUrl);
      url.hostname = `admin.${config.baseDomain}`;
      return url.href;
    },
    upgradeUrl: (organization) => addressOf(organization, "/billing/upgrade"),
  };
}

async function readiness(platform: Platform) {
  const [migrations, redis] = await Promise.allSettled([
    pendingMigrations(platform.sql),
    platform.pingStore(),
  ]);
  return {
    database: migrations.status === "fulfilled",
    migrations: migrations.status === "fulfilled" && migrations.value === 0,
    redis: redis.status === "fulfilled",
  };
}

/** What a process does: answer requests, run jobs, or both. */
export interface Part {
  serves: boolean;
  works: boolean;
}

export interface RunningLexia extends Lexia {
  /** Where it listens; null for a worker. */
  port: number | null;
  /** Where a worker tells how it is; null where nobody asked for it. */
  probesPort: number | null;
  /** Ends what is under way, then closes everything. */
  shutDown(): Promise<void>;
}

/** How long requests and jobs under way may take when the process is told to stop. */
const GRACE_MS = 25_000;
const REPORT_MS = 2_000;

/** `everyMinute`: what wakes an edge, where it was registered before anything is served. */
type Overrides = { log?: Log; everyMinute?: Parameters<typeof startWorking>[2] };

/** Opens the platform, migrates the embedded database, and begins to serve or work. */
export async function run(config: Config, part: Part, overrides: Overrides = {}): Promise<RunningLexia> {
  const lines = lineWriter(writeLine);
  const metrics = openMetrics();
  const errors = config.sentry && openSentry({ ...config.sentry, release: VERSION, metrics });
  function write(line: string, isError: boolean): void {
    lines.write(line, isError);
    if (isError) errors?.report(line);
  }
  const log = overrides.log ?? openLog({ level: config.logLevel, write });
  const platform = await openPlatform(config, { log, metrics });
  if (config.home.kind === "embedded") await migrate(platform.sql, { log });
  if (config.portal.contact === null) {
    log.warn("PORTAL_CONTACT is not set: the court portal cannot tell whom to write to");
  }

  if (config.files === null) {
    log.warn("No store for files is configured: uploads and exports are refused, scheduled reports wait");
  }

  let wake: () => void = () => {};
  const lexia = await assemble(config, platform, { log, metrics, onWork: () => wake() });
  const server = part.serves ? serve(lexia) : undefined;
  // A worker answers what watches over it, and nobody else.
  const probes = part.serves || config.probesPort === null
    ? undefined
    : listen(config, config.probesPort, probesHandler(lexia.app));
  const role = config.home.kind === "edge" ? "edge" : !part.serves ? "worker" : part.works ? "all" : "serve";
  const heart = heartOf(lexia.services, {
    role,
    version: VERSION,
    jobsRunning: () => lexia.jobs.worker.jobsRunning,
  });
  const working = part.works ? startWork(lexia, heart.beat, overrides.everyMinute) : undefined;
  if (working) wake = working.wake;
  const ticking = part.works ? undefined : startTicking(heart.beat, log);
  const port = server?.addr.port ?? null;
  const probesPort = probes?.addr.port ?? null;
  log.info("LEXIA started", {
    home: config.home.kind,
    port,
    probesPort,
    works: part.works,
    version: VERSION,
  });
  // Whoever starts it waits for this line.
  lines.flush();
  return {
    ...lexia,
    port,
    probesPort,
    async shutDown() {
      lexia.stop();
      await Promise.all([
        server && withinGrace(server.shutdown()),
        probes && withinGrace(probes.shutdown()),
        working?.stop({ graceMs: GRACE_MS }),
        ticking?.stop({ graceMs: GRACE_MS }),
      ]);
      await heart.stop();
      await platform.close();
      await errors?.flush(REPORT_MS);
      log.info("LEXIA stopped");
      lines.flush();
    },
  };
}

/** Each tick says as well that the process is alive. */
function startWork(lexia: Lexia, beat: () => Promise<void>, everyMinute: Overrides["everyMinute"]): Working {
  const { worker, tick } = lexia.jobs;
  const jobs = { worker, tick: async () => void await Promise.all([tick(), beat()]) };
  const manner = lexia.config.home.kind === "edge" ? "on_call" : "loop";
  return startWorking({ ...lexia, jobs, queue: lexia.platform.queue }, manner, everyMinute);
}

function serve({ config, app }: Lexia): Deno.HttpServer<Deno.NetAddr> {
  return listen(config, config.port, requestHandler(app));
}

function listen(
  { host }: Config,
  port: number,
  handler: ReturnType<typeof requestHandler>,
): Deno.HttpServer<Deno.NetAddr> {
  const onError = () => new Response(null, { status: 500 });
  return Deno.serve({ port, hostname: host, onListen: () => {}, onError }, handler);
}

async function withinGrace(work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([work, new Promise((resolve) => timer = setTimeout(resolve, GRACE_MS))]);
  clearTimeout(timer);
}

/** `start` serves and, unless a worker of its own is to be expected, works; `serve` and `worker` are the two halves. */
function partOf(command: string, config: Config): Part | undefined {
  if (command === "start") return { serves: true, works: config.home.kind !== "server" };
  if (command === "serve") return { serves: true, works: config.home.kind === "edge" };
  if (command === "worker") return { serves: false, works: true };
  return undefined;
}

/** Reads the configuration of this process, and says what is wrong with it. Ends the process where it cannot start. */
export function configOfProcess(overrides: Record<string, string> = {}): Config {
  try {
    return readConfig({
      get: (name) => overrides[name] ?? Deno.env.get(name),
      readTextFile: (path) => Deno.readTextFileSync(path),
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    writeError(error.message);
    Deno.exit(78);
  }
}

/** Begins what the first argument of the process says. */
export async function main(overrides: Overrides = {}): Promise<void> {
  const config = configOfProcess();
  const part = partOf(Deno.args[0] ?? "start", config);
  if (!part) {
    writeError(`Cannot run "${Deno.args[0]}": choose start, serve or worker`);
    Deno.exit(64);
  }
  if (config.home.kind === "embedded" && !(part.serves && part.works)) {
    writeError(
      "The embedded database belongs to one process: use start, or configure a server's database and Redis",
    );
    Deno.exit(64);
  }
  try {
    const lexia = await run(config, part, overrides);
    stopOnSignals(() => lexia.shutDown());
    if (lexia.port !== null && config.home.kind === "embedded") {
      lexia.log.info("Open LEXIA in a browser", {
        address: `${config.publicUrl.protocol}//${config.baseDomain}:${lexia.port}`,
      });
    }
  } catch (error) {
    writeError(`Cannot start: ${error instanceof Error ? error.message : "unknown reason"}`);
    Deno.exit(1);
  }
}

if (import.meta.main) await main();
