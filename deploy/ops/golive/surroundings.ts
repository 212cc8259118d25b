/** What the probes look at. Opened when the first of them asks, and closed at the end. */
import type { SqlDriver } from "#db/driver.ts";
import { PERMISSIONS } from "#domain/authz.ts";
import type { Actor, PlatformCtx } from "#domain/ctx.ts";
import { type Instance, listInstances } from "#domain/operations/instances.ts";
import { platformContext } from "#domain/platform_context.ts";
import type { Log } from "#domain/ports.ts";
import { assemble, type Lexia } from "#main";
import { type Config, openLog, openMetrics, openPlatform } from "#platform/mod.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { redisLink } from "#platform/server/redis.ts";
import { rowsOf } from "../backup/sessions.ts";
import { type BackupSettings, backupSettings, databaseLogins } from "../backup/settings.ts";
import { openShelves, type Shelf } from "../backup/shelf.ts";
import type { Answer, Site } from "../outside/site.ts";
import { askPrometheus, type Sample } from "./prometheus.ts";
import { Untold } from "./probe.ts";

/** Which kind of installation the configuration means; `outside`: there is none here, only the address. */
export type GoliveHome = "server" | "edge" | "embedded" | "outside";

export interface Given {
  site: Site;
  config: Config | null;
  env(name: string): string | undefined;
  /** The line of JSON that `deno task drill --json` has said, as a file; "-" where it comes in right now. */
  drillFile: string | null;
  dkimSelector: string;
  now(): number;
}

const SILENT: Log = openLog({ level: "error", write: () => {} });

export class Surroundings {
  readonly #kept = new Map<string, Promise<unknown>>();
  readonly #stack = new AsyncDisposableStack();

  constructor(readonly given: Given) {}

  get site(): Site {
    return this.given.site;
  }

  get home(): GoliveHome {
    return this.given.config?.home.kind ?? "outside";
  }

  /** @throws {Untold} where probes ask for it that did not say that they need it. */
  get config(): Config {
    const { config } = this.given;
    if (config === null) throw new Untold({ en: "no configuration here", es: "aquí no hay configuración" });
    return config;
  }

  /** The value of a variable, or of the file that its `_FILE` names. */
  secret(name: string): string | undefined {
    const value = this.given.env(name)?.trim();
    if (value) return value;
    const file = this.given.env(`${name}_FILE`)?.trim();
    // Among containers the file is there, and empty where nobody has filled it in.
    return file ? Deno.readTextFileSync(file).trim() || undefined : undefined;
  }

  /** Asked once, however many probes want to know. */
  async once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key) ?? work();
    this.#kept.set(key, kept);
    // Only this function writes under the key, and always what `work` gives.
    return await kept as T;
  }

  async page(path: string, host = ""): Promise<Answer> {
    return await this.once(`page ${host} ${path}`, () => this.site.ask(path, { host }));
  }

  /** As whoever owns the database, where that login is known: it sees its settings and roles. */
  async owner(): Promise<SqlDriver> {
    return await this.once("owner", async () => {
      const { owner } = databaseLogins((name) => this.given.env(name));
      const ca = owner.caFile === null ? undefined : await Deno.readTextFile(owner.caFile);
      const driver = openServerDatabase({
        url: owner.url,
        ca,
        max: 1,
        statementTimeoutSeconds: 30,
        log: SILENT,
      });
      this.#stack.defer(() => driver.close());
      return driver;
    });
  }

  /** Rows as the operators' role sees them: of every organization. */
  async rows(text: string, values: unknown[] = []): Promise<unknown[][]> {
    const driver = this.home === "server" ? await this.owner() : (await this.lexia()).platform.sql;
    const become = { text: "select set_config('role', 'lexia_platform', true)" };
    return (await driver.batch([become, { text, values }])).at(-1)?.rows ?? [];
  }

  /** Rows of the catalog and of statistics, as the login itself. */
  async catalog(text: string, values: unknown[] = []): Promise<unknown[][]> {
    return await rowsOf(await this.owner(), text, values);
  }

  /** LEXIA put together as its processes are, without serving and working. */
  async lexia(): Promise<Lexia> {
    return await this.once("lexia", async () => {
      const metrics = openMetrics();
      const platform = await openPlatform({ ...this.config, databasePoolSize: 2 }, { log: SILENT, metrics });
      this.#stack.defer(() => platform.close());
      return await assemble(this.config, platform, { log: SILENT, metrics });
    });
  }

  /** One command to Redis; `isNobody` sends no password. Null where it is refused. */
  async redis(command: string[], { isNobody = false } = {}): Promise<string | null> {
    const { home } = this.config;
    if (home.kind !== "server") throw new Untold({ en: "not a server", es: "no es un servidor" });
    const url = new URL(home.redisUrl);
    if (isNobody) [url.username, url.password] = ["", ""];
    const password = isNobody ? undefined : home.redisPassword ?? undefined;
    const answer = await askRedis({ url: url.href, password, ca: home.redisCa ?? undefined }, command);
    // Redis that wants no password refuses whoever brings one.
    return answer === null && !isNobody ? await this.redis(command, { isNobody: true }) : answer;
  }

  /** Lines of Redis' INFO by name. */
  async redisInfo(): Promise<ReadonlyMap<string, string>> {
    return await this.once("redis info", async () => {
      const text = await this.redis(["INFO"]);
      if (text === null) {
        throw new Untold({ en: "Redis does not answer INFO", es: "Redis no responde a INFO" });
      }
      return new Map(
        [...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = "", value = ""]) => [name, value]),
      );
    });
  }

  /** Processes that were heard of of late, as they say themselves. */
  async instances(): Promise<Instance[]> {
    const { services } = await this.lexia();
    return (await this.once("instances", () => listInstances(this.#asOperator(services)))).filter((
      { isSilent },
    ) => !isSilent);
  }

  /** The program itself, as the verbs of operators want somebody to ask. */
  #asOperator(services: Lexia["services"]): PlatformCtx {
    const proof = {
      via: "session",
      method: "password",
      authenticatedAt: this.given.now(),
      secondFactorAt: null,
      impersonatorId: null,
    } as const;
    const actor: Actor = {
      userId: "",
      sessionId: "",
      role: "super_admin",
      permissions: new Set(PERMISSIONS),
      email: "",
      name: "golive",
      proof,
      hasSecondFactor: false,
    };
    return platformContext(services, { actor, requestId: "golive", address: null });
  }

  get prometheusUrl(): string | undefined {
    return this.given.env("PROMETHEUS_URL")?.trim() || undefined;
  }

  async prometheus(query: string): Promise<Sample[]> {
    return await askPrometheus(this.prometheusUrl ?? "", query);
  }

  async backups(): Promise<{ settings: BackupSettings; shelves: Shelf[] }> {
    return await this.once("backups", () => {
      const settings = backupSettings((name) => this.given.env(name));
      return Promise.resolve({ settings, shelves: openShelves(settings) });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack[Symbol.asyncDispose]();
  }
}

async function askRedis(
  login: { url: string; password?: string; ca?: string },
  command: string[],
): Promise<string | null> {
  const link = redisLink({ ...login, log: SILENT });
  try {
    await link.firstConnection;
    return String(await link.exchange((connection) => connection.sendCommand(command)));
  } catch {
    return null;
  } finally {
    link.close();
  }
}
