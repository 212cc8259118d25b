/**
 * LEXIA as the tests use it: a migrated database of its own in the home under test, the shared store of that home,
 * and the simulated court portal. Requests go through the whole app; jobs run when `work()` says so.
 */
import type { Role } from "#domain/authz.ts";
import { PERMISSIONS, permissionsOf } from "#domain/authz.ts";
import type { Actor, Organization } from "#domain/ctx.ts";
import { BY_PASSWORD, openTokenSession } from "#domain/identity/open_session.ts";
import { insertOrganization } from "#domain/organizations/establish.ts";
import type { Clock, FileStore, Log, Mail, Mailer, Platform } from "#domain/ports.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import { assemble, type Lexia as Assembled } from "#main";
import {
  type Config,
  lazyDirectories,
  lazyTexts,
  lazyWebhooks,
  openFiles,
  openLog,
  openMetrics,
  readConfig,
} from "#platform/mod.ts";
import { openPortalFetch } from "#platform/portal_fetch.ts";
import { openProviderFetch } from "#platform/provider_fetch.ts";
import { systemClock } from "#platform/clock.ts";
import { openTextRecords } from "#platform/text_records.ts";
import { openTestDatabase, type TestDatabase, testHome } from "./databases.ts";
import { type DnsServer, startDnsServer } from "./dns_server.ts";
import { hashedPassword } from "./hashed_password.ts";
import { insertOperator } from "./insert_operator.ts";
import {
  type PortalSimulator,
  type SimulatorOptions,
  startPortalSimulator,
} from "./portal_simulator/simulator.ts";
import { signedIn } from "./signed_in.ts";
import { type OpenStore, openStore } from "./stores.ts";

export interface LexiaOptions {
  /** Environment variables beside the tests' own. */
  env?: Record<string, string>;
  clock?: Clock;
  /** Keep the log's lines, as JSON objects, in `lexia.logged`. */
  keepLog?: boolean;
  /** Instead of one that is opened now. */
  database?: TestDatabase;
  portal?: SimulatorOptions;
  /** Changes what the home supplies, to make it fail. */
  change?: (platform: Platform) => Platform;
}

/** What instances of LEXIA share. */
interface World {
  portal: PortalSimulator;
  database: TestDatabase;
  dns: DnsServer;
  store: OpenStore;
  clock: Clock;
  /** Of uploaded files. */
  folder: string;
}

const BASE_DOMAIN = "lexia.test";
const SECRET_KEY = "test-only-".repeat(8);

export class Lexia implements AsyncDisposable {
  readonly logged: Record<string, unknown>[] = [];
  /** What was handed to the mail server, once `work()` has run; the drivers themselves are tested against a real one. */
  readonly mails: Mail[] = [];

  private constructor(
    readonly core: Assembled,
    private readonly world: World,
    private readonly close: () => Promise<void>,
  ) {}

  static async start(options: LexiaOptions = {}): Promise<Lexia> {
    const clock = options.clock ?? systemClock;
    const [portal, dns, database, store] = await Promise.all([
      startPortalSimulator({ cases: 400, ...options.portal }),
      startDnsServer(),
      options.database ?? openTestDatabase(),
      openStore(testHome(), clock),
    ]);
    const folder = await Deno.makeTempDir({ prefix: "lexia_files_" });
    return await Lexia.on({ portal, dns, database, store, clock, folder }, options, async () => {
      await portal.close();
      await dns[Symbol.asyncDispose]();
      await store.close();
      await database.close();
      await Deno.remove(folder, { recursive: true });
    });
  }

  private static async on(world: World, options: LexiaOptions, close: () => Promise<void>): Promise<Lexia> {
    const config = testConfig(world.portal, {
      DNS_SERVER: world.dns.address,
      UPLOAD_PATH: world.folder,
      ...options.env,
    });
    const lines: Record<string, unknown>[] = [];
    const log: Log = openLog({
      level: "debug",
      write: (line) => options.keepLog && lines.push(JSON.parse(line)),
    });
    const mails: Mail[] = [];
    const own = testPlatform(config, { ...world, files: await openFiles(config) }, keeping(mails));
    const platform = options.change?.(own) ?? own;
    const core = await assemble(config, platform, { log, metrics: openMetrics() });
    const lexia = new Lexia(core, world, close);
    Object.defineProperty(lexia, "logged", { value: lines });
    Object.defineProperty(lexia, "mails", { value: mails });
    return lexia;
  }

  /** Another instance on the same database, store and portal; it shares nothing that is kept in the process. */
  async another(options: LexiaOptions = {}): Promise<Lexia> {
    const { store, clock } = this.world;
    const world = { ...this.world, store: { ...store, store: store.second }, clock: options.clock ?? clock };
    return await Lexia.on(world, options, () => Promise.resolve());
  }

  get portal(): PortalSimulator {
    return this.world.portal;
  }

  get dns(): DnsServer {
    return this.world.dns;
  }

  /** Where uploaded files are kept. */
  get folder(): string {
    return this.world.folder;
  }

  get database(): TestDatabase {
    return this.world.database;
  }

  get baseDomain(): string {
    return BASE_DOMAIN;
  }

  /** A request as it comes over the wire, to `host` under the base domain; "" is the base domain itself. */
  async request(
    host: string,
    path: string,
    init: RequestInit & { address?: string } = {},
  ): Promise<Response> {
    const name = host === "" ? BASE_DOMAIN : host.includes(".") ? host : `${host}.${BASE_DOMAIN}`;
    const headers = new Headers(init.headers);
    if (!headers.has("host")) headers.set("host", name);
    const request = new Request(`http://${name}${path}`, { ...init, headers });
    return await this.core.app.fetch(request, { remoteAddress: init.address ?? "192.0.2.1" });
  }

  /** A new organization without limits, unless said otherwise. */
  async organization(
    limits: {
      plan?: "free" | "pro" | "enterprise";
      maxQueriesPerMonth?: number | null;
      maxRequestsPerMinute?: number;
    } = {},
  ): Promise<TestOrganization> {
    const subdomain = `org-${crypto.randomUUID().slice(0, 8)}`;
    const created = await this.core.services.platformDb.tx(
      { purpose: "test" },
      (tx) =>
        insertOrganization(tx, {
          name: `Organization ${subdomain}`,
          subdomain,
          plan: limits.plan ?? "enterprise",
          maxUsers: null,
          maxQueriesPerMonth: limits.maxQueriesPerMonth ?? null,
          maxRequestsPerMinute: limits.maxRequestsPerMinute ?? 1_000_000,
        }),
    );
    return new TestOrganization(this, created);
  }

  /** An operator of the platform, signed in. */
  async operator(): Promise<Session> {
    const { services, identity } = this.core;
    const email = `operator-${crypto.randomUUID().slice(0, 8)}@lexia.test`;
    const name = "Operator";
    const userId = await insertOperator(services, identity, { email, name, password: PASSWORD });
    const person = {
      id: userId,
      organizationId: null,
      email,
      name,
      role: "super_admin" as const,
      permissions: new Set(PERMISSIONS),
    };
    return await this.signIn("admin", null, person);
  }

  async signIn(
    host: string,
    organization: Organization | null,
    person: Parameters<typeof openTokenSession>[1],
  ): Promise<Session> {
    const { services, identity } = this.core;
    const visitor = { services, identity, organization, address: null, requestId: "test", userAgent: null };
    const { accessToken, sessionId } = await openTokenSession(visitor, person, BY_PASSWORD);
    const { id, ...rest } = person;
    return new Session(this, host, accessToken, {
      ...rest,
      userId: id,
      sessionId,
      ...signedIn(services.clock.now()),
    });
  }

  /** Runs every job that is due, to its end. */
  async work(): Promise<number> {
    const drain = () => this.core.jobs.worker.drain({ until: this.core.services.clock.now() + 60_000 });
    let count = await drain();
    // The dispatcher hears of a commit while its answer is on the way, and may not know of the last job yet.
    for (let i = 0; i < 20 && await this.#hasDueJob(); i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      count += await drain();
    }
    return count;
  }

  async #hasDueJob(): Promise<boolean> {
    const text = "select 1 from jobs where status = 'ready' and run_at <= now() limit 1";
    const [found] = await this.database.owner.batch([{ text }]);
    return found !== undefined && found.rows.length > 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.core.stop();
    await this.close();
  }
}

/** Long and random enough for the rules; the same for all, since each hash takes its time. */
export const PASSWORD = "vqzt-hjwm-kxrp-bndg-wlfc";

export class TestOrganization {
  readonly id: string;
  readonly subdomain: string;

  constructor(private readonly lexia: Lexia, readonly record: Organization) {
    this.id = record.id;
    this.subdomain = record.subdomain;
  }

  /** A new member of that role, signed in. The password is hashed only where it is to be typed. */
  async session(
    role: Exclude<Role, "super_admin"> = "user",
    options: { add?: string[]; remove?: string[]; withPassword?: boolean } = {},
  ): Promise<Session> {
    const { services, identity } = this.lexia.core;
    const email = `${role}-${crypto.randomUUID().slice(0, 8)}@${this.subdomain}.test`;
    const name = `A ${role}`;
    const passwordHash = options.withPassword ? await hashedPassword(identity.hasher, PASSWORD) : null;
    const changes = { add: options.add ?? [], remove: options.remove ?? [] };
    const id = await services.tenantDb(this.id).tx(async (tx) => {
      const [user] = await tx.insert(users).values({ email, name, passwordHash }).returning({ id: users.id });
      if (!user) throw new Error("The database made no user");
      await tx.insert(organizationUsers).values({ userId: user.id, role, permissions: changes });
      return user.id;
    });
    const person = {
      id,
      organizationId: this.id,
      email,
      name,
      role,
      permissions: permissionsOf(role, changes),
    };
    return await this.lexia.signIn(this.subdomain, this.record, person);
  }
}

/** Somebody who is signed in, on their host. */
export class Session {
  constructor(
    private readonly lexia: Lexia,
    readonly host: string,
    readonly token: string,
    readonly actor: Actor,
  ) {}

  /** The same person at another instance. */
  at(lexia: Lexia): Session {
    return new Session(lexia, this.host, this.token, this.actor);
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return await this.lexia.request(this.host, path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** A body as it is, such as a form with a file. */
  async sendBytes(
    method: string,
    path: string,
    body: BodyInit,
    type: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return await this.lexia.request(this.host, path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, "content-type": type, ...headers },
      body,
    });
  }

  get(path: string, headers?: Record<string, string>): Promise<Response> {
    return this.send("GET", path, undefined, headers);
  }

  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response> {
    return this.send("POST", path, body, headers);
  }
}

function testConfig(portal: PortalSimulator, env: Record<string, string>): Config {
  const variables: Record<string, string> = {
    BASE_DOMAIN,
    SECRET_KEY,
    CPNU_BASE_URL: portal.url,
    PORTAL_CONTACT: "tests@lexia.test",
    PORTAL_PER_MINUTE: "60000",
    PORTAL_CONCURRENCY: "4",
    PORTAL_WINDOW: "always",
    PORTAL_CANARY_RADICADO: portal.radicados.found[0] ?? "",
    RATE_LIMIT_PER_MINUTE: "1000000",
    RATE_LIMIT_BURST: "100000",
    LDAP_ALLOW_HOSTS: "127.0.0.0/8",
    WEBHOOK_ALLOW_HOSTS: "127.0.0.0/8",
    ...env,
  };
  return readConfig({ get: (name) => variables[name], readTextFile: Deno.readTextFileSync });
}

function keeping(mails: Mail[]): Mailer {
  return {
    isConfigured: true,
    send: (mail) => Promise.resolve(void mails.push(mail)),
    close: () => Promise.resolve(),
  };
}

function testPlatform(
  config: Config,
  { database, store, clock, files }: World & { files: FileStore },
  mailer: Mailer,
): Platform {
  const { ping, ...ports } = store.store;
  return {
    ...ports,
    home: database.home,
    sql: database.driver,
    portalFetch: openPortalFetch(config.portal),
    providerFetch: openProviderFetch(config.sso),
    mailer,
    texts: lazyTexts(config),
    directories: lazyDirectories(config.ldap),
    textRecords: openTextRecords({ server: config.dnsServer }),
    webhooks: lazyWebhooks(config),
    files,
    clock,
    pingStore: ping,
    close: () => Promise.resolve(),
  };
}
