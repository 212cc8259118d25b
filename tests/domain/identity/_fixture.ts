/** Identity over a real database, with a clock that tests move. */
import { noFiles } from "#platform/files/no_files.ts";
import { rejects } from "node:assert/strict";
import { parseWindow } from "#domain/portals/window.ts";
import type { Ctx, Organization, PlatformCtx, Services } from "#domain/ctx.ts";
import { DomainError, type DomainErrorData, type ErrorCode } from "#domain/errors.ts";
import {
  createIdentity,
  type IdentityServices,
  type IdentitySettings,
  type VisitorCtx,
} from "#domain/identity/identity.ts";
import { register } from "#domain/identity/register.ts";
import type { SessionState } from "#domain/identity/session_state.ts";
import type { CounterName, Log, LogFields, RateLimiter } from "#domain/ports.ts";
import { platformDb, tenantDb } from "#db/tenant_db.ts";
import { embeddedLimiter } from "#platform/embedded/limiter.ts";
import { embeddedStore } from "#platform/embedded/store.ts";
import { openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { type MovableClock, movableClock } from "#tests/support/stores.ts";
import { mailText } from "#views/email/message.tsx";

export const PASSWORD = "tranvia musgo 47 violin";
export const SECRET_KEY = "k".repeat(20) + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";
export const ISSUER = "https://lexia.test";

export interface Fixture extends AsyncDisposable {
  database: TestDatabase;
  clock: MovableClock;
  services: Services;
  identity: IdentityServices;
  /** Counted metrics, as `name result`. */
  counted: string[];
  logged: string[];
  /** Purposes for which the platform's handle was used. */
  uses: string[];
  /** Another instance of LEXIA on the same database. */
  another(settings?: Partial<IdentitySettings>): Promise<Fixture>;
  visitor(organization: Organization | null, address?: string): VisitorCtx;
  /** A new organization with its org_admin. */
  organization(subdomain: string): Promise<Member>;
  rows(sql: string, ...values: unknown[]): Promise<unknown[][]>;
}

export interface Member {
  organization: Organization;
  userId: string;
  email: string;
}

interface Options extends Partial<IdentitySettings> {
  limiter?: RateLimiter;
}

export async function openFixture(options: Options = {}): Promise<Fixture> {
  const database = await openTestDatabase();
  return { ...await instance(database, movableClock(), options), [Symbol.asyncDispose]: database.close };
}

async function instance(database: TestDatabase, clock: MovableClock, options: Options): Promise<Fixture> {
  const { limiter, ...settings } = options;
  const counted: string[] = [];
  const logged: string[] = [];
  const uses: string[] = [];
  const { queue: _queue, ping: _ping, ...store } = embeddedStore(clock);
  const services: Services = {
    ...store,
    limiter: limiter ?? store.limiter,
    clock,
    log: recordingLog(logged),
    metrics: {
      increment: (name: CounterName, labels) => counted.push(`${name} ${labels?.result ?? ""}`.trim()),
      set() {},
      observe() {},
    },
    portal: {
      limits: { perMinute: 60, dailyBudget: null, window: parseWindow("always") },
      source: "none",
      lookup: () => Promise.reject(new Error("Identity asks no portal")),
      searchByName: () => Promise.reject(new Error("Identity asks no portal")),
      readOffices: () => Promise.reject(new Error("Identity asks no portal")),
      health: () => Promise.reject(new Error("Identity asks no portal")),
    },
    platformDb: platformDb(database.driver, (purpose) => uses.push(purpose)),
    tenantDb: (organizationId) => tenantDb(database.driver, organizationId),
    directories: { open: () => Promise.reject(new Error("No directory is asked here")) },
    texts: null,
    mailer: {
      isConfigured: false,
      send: () => Promise.reject(new Error("No mail is sent here")),
      close: () => Promise.resolve(),
    },
    renderMail: mailText,
    textRecords: { lookUp: () => Promise.reject(new Error("No name is looked up here")) },
    webhooks: {
      check: () => Promise.reject(new Error("No address is looked at here")),
      send: () => Promise.reject(new Error("No webhook is sent here")),
    },
    webhookText: () => "",
    renderFile: () => {
      throw new Error("No file is made here");
    },
    noticeText: () => "",
    files: noFiles(),
    addressOf: ({ subdomain }, path) => `https://${subdomain}.lexia.test${path}`,
    operatorsAddressOf: (path) => `https://admin.lexia.test${path}`,
    upgradeUrl: ({ subdomain }) => `https://${subdomain}.lexia.test/billing`,
  };
  const identity = await createIdentity(services, {
    secretKey: SECRET_KEY,
    issuer: ISSUER,
    signupEnabled: true,
    jwtPrivateKeys: null,
    localLimiter: embeddedLimiter(clock),
    hashing: { derive: fastDerive },
    ...settings,
  });

  function visitor(organization: Organization | null, address = "203.0.113.7"): VisitorCtx {
    return { services, identity, organization, address, requestId: "req-1", userAgent: "test/1" };
  }
  return {
    database,
    clock,
    services,
    identity,
    counted,
    logged,
    uses,
    visitor,
    another: (other = {}) => instance(database, clock, other),
    async organization(subdomain) {
      const email = `ana@${subdomain}.example`;
      const { organization, person } = await register(visitor(null), {
        organizationName: `Bufete ${subdomain}`,
        subdomain,
        name: "Ana Torres",
        email,
        password: PASSWORD,
      });
      return { organization, userId: person.id, email };
    },
    rows: async (text, ...values) => (await database.owner.batch([{ text, values }]))[0]?.rows ?? [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A person's request, as the middleware makes it of a session. */
export function ctxOf({ services }: Fixture, organization: Organization, { actor }: SessionState): Ctx {
  const db = services.tenantDb(organization.id);
  return { ...services, organization, actor, db, requestId: "req-2", address: "203.0.113.7" };
}

export function platformCtxOf({ services }: Fixture, { actor }: SessionState): PlatformCtx {
  return { ...services, actor, requestId: "req-3", address: "203.0.113.9" };
}

/** Fails unless `work` is refused with that code; returns what the refusal says. */
export async function refused(work: Promise<unknown>, code: ErrorCode): Promise<DomainErrorData> {
  let data: DomainErrorData = {};
  await rejects(work, (error) => {
    if (!(error instanceof DomainError) || error.code !== code) return false;
    data = error.data;
    return true;
  });
  return data;
}

/** SHA-256 in the place of Argon2id where a test is not about the hash: it signs in often. */
async function fastDerive(password: Uint8Array, salt: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array([...salt, ...password])));
}

export function recordingLog(lines: string[]): Log {
  const record = (message: string, fields?: LogFields) =>
    void lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  return { debug: record, info: record, warn: record, error: record };
}
