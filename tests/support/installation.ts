/**
 * A whole installation of the server home: a PostgreSQL, a Redis and a simulated court portal of its own, and as many
 * processes of LEXIA as a proof starts. Organizations, people and tokens are made here, in this process, on the same
 * database.
 */
import { PERMISSIONS, permissionsOf, type Role } from "#domain/authz.ts";
import type { Organization } from "#domain/ctx.ts";
import {
  BY_PASSWORD,
  openBrowserSession,
  openTokenSession,
  type Person,
} from "#domain/identity/open_session.ts";
import { insertOrganization } from "#domain/organizations/establish.ts";
import type { Platform, SqlDriver } from "#domain/ports.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import { assemble, type Lexia as Assembled } from "#main";
import { openMetrics, openPlatform, readConfig } from "#platform/mod.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { startDnsServer } from "./dns_server.ts";
import { hashedPassword } from "./hashed_password.ts";
import { insertOperator } from "./insert_operator.ts";
import { LexiaProcess, type ProcessOptions } from "./lexia_process.ts";
import {
  type PortalSimulator,
  type SimulatorOptions,
  startPortalSimulator,
} from "./portal_simulator/simulator.ts";
import { isolatedRedisUrl } from "./redis.ts";
import { silentLog } from "./silent_log.ts";
import { createDatabase } from "./test_server.ts";

export interface InstallationOptions {
  /** For every process of LEXIA, beside the installation's own. */
  env?: Record<string, string>;
  portal?: SimulatorOptions;
  /** Another server than the test run's, for proofs that stop or kill it. */
  database?: { url: string; superuserUrl: string };
  redisUrl?: string;
  /** Changes what `core`, LEXIA in this process, stands on. */
  change?: (platform: Platform) => Platform;
}

export interface Member {
  host: string;
  token: string;
  /** Good for one use. */
  refreshToken: string;
  userId: string;
  organizationId: string;
  email: string;
}

export const INSTALLATION_DOMAIN = "lexia.test";
/** Long and random enough for the rules. */
export const MEMBER_PASSWORD = "vqzt-hjwm-kxrp-bndg-wlfc";

export class Installation implements AsyncDisposable {
  readonly #processes: LexiaProcess[] = [];
  readonly #closing: (() => Promise<void>)[] = [];

  private constructor(
    /** What every process of LEXIA gets. */
    readonly env: Record<string, string>,
    readonly portal: PortalSimulator,
    /** As a superuser. */
    readonly owner: SqlDriver,
    /** LEXIA in this process, on the same stores; it neither serves nor works. */
    readonly core: Assembled,
  ) {}

  static async open(options: InstallationOptions = {}): Promise<Installation> {
    const own = options.database ? undefined : await createDatabase();
    const database = options.database ?? own;
    if (!database) throw new Error("There is no database");
    const redis = options.redisUrl === undefined ? await isolatedRedisUrl() : undefined;
    const portal = await startPortalSimulator({ cases: 400, ...options.portal });
    const dns = await startDnsServer();
    const env: Record<string, string> = {
      BASE_DOMAIN: INSTALLATION_DOMAIN,
      DNS_SERVER: dns.address,
      DATABASE_URL: database.url,
      REDIS_URL: options.redisUrl ?? redis?.url ?? "",
      SECRET_KEY: "for-tests-only-".repeat(6),
      CPNU_BASE_URL: portal.url,
      PORTAL_CONTACT: "tests@lexia.test",
      PORTAL_PER_MINUTE: "60000",
      PORTAL_CONCURRENCY: "16",
      PORTAL_WINDOW: "always",
      PORTAL_CANARY_RADICADO: portal.radicados.found[0] ?? "",
      RATE_LIMIT_PER_MINUTE: "1000000",
      RATE_LIMIT_BURST: "100000",
      LOG_LEVEL: "warn",
      ...options.env,
    };
    const owner = openServerDatabase({
      url: database.superuserUrl,
      max: 3,
      statementTimeoutSeconds: 0,
      log: silentLog,
    });
    const config = readConfig({ get: (name) => env[name], readTextFile: Deno.readTextFileSync });
    const metrics = openMetrics();
    const opened = await openPlatform(config, { log: silentLog, metrics });
    const platform = options.change?.(opened) ?? opened;
    const core = await assemble(config, platform, { log: silentLog, metrics });
    const installation = new Installation(env, portal, owner, core);
    installation.#closing.push(
      () => platform.close(),
      () => owner.close(),
      async () => await own?.drop(),
      async () => await redis?.close(),
      () => portal.close(),
      async () => await dns[Symbol.asyncDispose](),
    );
    return installation;
  }

  /** A process that serves; it has answered once. */
  async serve(options: Partial<ProcessOptions> = {}): Promise<LexiaProcess> {
    const process = await LexiaProcess.serve({ ...options, env: { ...this.env, ...options.env } });
    this.#processes.push(process);
    return process;
  }

  /** A process that runs jobs. */
  work(options: Partial<ProcessOptions> = {}): LexiaProcess {
    const process = LexiaProcess.launch("worker", { ...options, env: { ...this.env, ...options.env } });
    this.#processes.push(process);
    return process;
  }

  /** Without limits, unless said otherwise. */
  async organization(
    { subdomain = `org-${crypto.randomUUID().slice(0, 8)}`, ...limits }: {
      subdomain?: string;
      maxQueriesPerMonth?: number | null;
      maxRequestsPerMinute?: number;
    } = {},
  ): Promise<Organization> {
    return await this.core.services.platformDb.tx({ purpose: "test" }, (tx) =>
      insertOrganization(tx, {
        name: `Organization ${subdomain}`,
        subdomain,
        plan: "enterprise",
        maxUsers: null,
        maxQueriesPerMonth: limits.maxQueriesPerMonth ?? null,
        maxRequestsPerMinute: limits.maxRequestsPerMinute ?? 1_000_000,
      }));
  }

  /** A new person of that role, signed in; with `MEMBER_PASSWORD` where it is to be typed. */
  async member(
    organization: Organization,
    role: Exclude<Role, "super_admin"> = "user",
    options: { withPassword?: boolean } = {},
  ): Promise<Member> {
    const { services, identity } = this.core;
    const email = `${role}-${crypto.randomUUID().slice(0, 12)}@${organization.subdomain}.test`;
    const passwordHash = options.withPassword ? await hashedPassword(identity.hasher, MEMBER_PASSWORD) : null;
    const userId = await services.tenantDb(organization.id).tx(async (tx) => {
      const [user] = await tx.insert(users).values({ email, name: `A ${role}`, passwordHash })
        .returning({ id: users.id });
      if (!user) throw new Error("The database made no user");
      await tx.insert(organizationUsers).values({ userId: user.id, role });
      return user.id;
    });
    return await this.signIn(organization, { userId, email, role });
  }

  /** A new session of somebody who is there. */
  async signIn(
    organization: Organization,
    { userId, email, role }: { userId: string; email: string; role: Role },
  ): Promise<Member> {
    const person = personOf(organization, { userId, email, role });
    const opened = await openTokenSession(this.#visitor(organization), person, BY_PASSWORD);
    const { accessToken: token, refreshToken } = opened;
    const host = `${organization.subdomain}.${INSTALLATION_DOMAIN}`;
    return { host, token, refreshToken, userId, organizationId: organization.id, email };
  }

  /** A new session of theirs in a browser: the value of its cookie. */
  async signInBrowser(
    organization: Organization,
    { userId, email, role }: { userId: string; email: string; role: Role },
  ): Promise<string> {
    const person = personOf(organization, { userId, email, role });
    return (await openBrowserSession(this.#visitor(organization), person, BY_PASSWORD)).cookieToken;
  }

  /** The token of a new operator of the platform, for the admin host. */
  async operator(): Promise<string> {
    const { services, identity } = this.core;
    const email = `operator-${crypto.randomUUID().slice(0, 8)}@${INSTALLATION_DOMAIN}`;
    const name = "Operator";
    const userId = await insertOperator(services, identity, {
      email,
      name,
      password: MEMBER_PASSWORD,
    });
    const opened = await openTokenSession(this.#visitor(null), {
      id: userId,
      organizationId: null,
      email,
      name,
      role: "super_admin",
      permissions: new Set(PERMISSIONS),
    }, BY_PASSWORD);
    return opened.accessToken;
  }

  #visitor(organization: Organization | null) {
    const { services, identity } = this.core;
    return { services, identity, organization, address: null, requestId: "test", userAgent: null };
  }

  /** Asks LEXIA in this process; "" is the base domain. */
  async request(host: string, path: string, init: RequestInit = {}): Promise<Response> {
    const name = host || INSTALLATION_DOMAIN;
    const headers = new Headers(init.headers);
    if (!headers.has("host")) headers.set("host", name);
    const request = new Request(`http://${name}${path}`, { ...init, headers });
    return await this.core.app.fetch(request, { remoteAddress: "127.0.0.1" });
  }

  /** As a superuser. */
  async query(text: string, values: unknown[] = []): Promise<unknown[][]> {
    return (await this.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  }

  async count(table: string, condition = "true"): Promise<number> {
    return Number((await this.query(`select count(*)::int from ${table} where ${condition}`))[0]?.[0]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.kill()));
    this.core.stop();
    for (const close of this.#closing) await close();
  }
}

function personOf(
  organization: Organization,
  { userId, email, role }: { userId: string; email: string; role: Role },
): Person {
  const permissions = permissionsOf(role, { add: [], remove: [] });
  return { id: userId, organizationId: organization.id, email, name: `A ${role}`, role, permissions };
}
