/** The environment, read once at start. Nothing else in LEXIA looks at a variable. */
import ipaddr from "ipaddr.js";
import { z } from "zod";

/** The environment as given, and how a secret's file is read. */
export interface Environment {
  get(name: string): string | undefined;
  readTextFile(path: string): string;
}

export interface ConfigProblem {
  /** The variable. */
  name: string;
  /** What was expected, in a sentence. */
  expected: string;
}

/** Every mistake in the configuration, all at once. Repeats no value: it may be a secret. */
export class ConfigError extends Error {
  override name = "ConfigError";
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(
      `Cannot start: ${problems.length} ${problems.length === 1 ? "setting is" : "settings are"} wrong\n` +
        problems.map(({ name, expected }) => `  ${name}: ${expected}`).join("\n"),
    );
  }
}

const flag = z.enum(["true", "false", "1", "0", "yes", "no"], "expected true or false")
  .transform((text) => text === "true" || text === "1" || text === "yes");
const list = z.string().transform((text) => text.split(",").map((part) => part.trim()).filter(Boolean));

function whole(min: number, max: number) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z.string().regex(/^\d+$/, expected).transform(Number)
    .refine((value) => value >= min && value <= max, expected);
}

function address(...protocols: string[]) {
  return z.string().refine(
    (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
    `expected an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`,
  );
}

const hostName = z.string().toLowerCase().regex(
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  "expected a host name such as lexia.example.com, without scheme and port",
);

const DAY = "(mon|tue|wed|thu|fri|sat|sun)";
const HOURS = "([01]\\d|2[0-3]):[0-5]\\d\\s*[-\u2010-\u2015]\\s*(([01]\\d|2[0-3]):[0-5]\\d|24:00)";
const SPAN = `\\s*(${DAY}(\\s*[-,\u2010-\u2015]\\s*${DAY})*\\s+)?${HOURS}(\\s+America/Bogota)?\\s*`;
/** The portal's run window, as `domain/portals/window.ts` reads it. */
const WINDOW = new RegExp(`^(\\s*always\\s*|${SPAN}(;${SPAN})*;?)$`, "i");

/** Each variable once: how it is read, and what it is without. The names are the owner's. */
const VARIABLES = {
  PORT: whole(0, 65_535).default(8000),
  HOST: z.string().min(1).optional(),
  BASE_DOMAIN: hostName.default("lexia.localhost"),
  PUBLIC_URL: address("http:", "https:").optional(),
  SINGLE_TENANT: hostName.optional(),
  DATA_DIR: z.string().min(1).default("./data"),
  TRUSTED_PROXIES: list.refine(
    (parts) => parts.every((part) => ipaddr.isValid(part) || ipaddr.isValidCIDR(part)),
    "expected addresses or ranges such as 10.0.0.0/8, separated by commas",
  ).default([]),
  CORS_ORIGINS: list.refine(
    (parts) => parts.every((part) => URL.canParse(part) && new URL(part).origin === part),
    "expected origins such as https://app.example.com, separated by commas",
  ).default([]),
  ALLOWED_HOSTS: list.refine(
    (parts) => parts.every((part) => hostName.safeParse(part).success),
    "expected host names without scheme and port, separated by commas",
  ).default([]),
  DATABASE_URL: address("postgres:", "postgresql:").optional(),
  DATABASE_CA_FILE: z.string().min(1).optional(),
  /** `host:port` of a WebSocket proxy other than Neon's own, reached without TLS: for tests and closed networks. */
  DATABASE_WEBSOCKET_PROXY: z.string().regex(/^[^\s/:]+:\d+$/, "expected host:port").optional(),
  DATABASE_POOL_SIZE: whole(1, 200).default(10),
  REDIS_URL: address("redis:", "rediss:").optional(),
  REDIS_PASSWORD: z.string().optional(),
  UPSTASH_REDIS_REST_URL: address("https:", "http:").optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().min(1).optional(),
  SECRET_KEY: z.string().min(64, "expected at least 64 random characters").optional(),
  JWT_PRIVATE_KEYS: z.string().refine(
    isPrivateKeySet,
    "expected a JWK set of private Ed25519 keys, each with a kid",
  )
    .optional(),
  RATE_LIMIT_PER_MINUTE: whole(1, 1_000_000).default(300),
  RATE_LIMIT_BURST: whole(1, 1_000_000).default(50),
  SIGNUP_ENABLED: flag.optional(),
  CPNU_BASE_URL: address("https:", "http:").default(
    "https://consultaprocesos.ramajudicial.gov.co:448/api/v2",
  ),
  CPNU_CA_FILE: z.string().min(1).optional(),
  PORTAL_CONTACT: z.string().min(3).max(200).regex(
    /^[\x20-\x7e]+$/,
    "expected plain text: a mail or web address",
  )
    .optional(),
  PORTAL_PER_MINUTE: whole(1, 100_000).default(12),
  PORTAL_DAILY_BUDGET: whole(1, 10_000_000).optional(),
  PORTAL_WINDOW: z.string().regex(
    WINDOW,
    'expected hours such as "Mon-Fri 06:00-20:00; Sat 08:00-12:00", or "always"',
  ).default("Mon-Fri 06:00-20:00"),
  PORTAL_CONCURRENCY: whole(1, 50).default(1),
  PORTAL_TIMEOUT_SECONDS: whole(1, 120).default(45),
  PORTAL_CACHE_SECONDS: whole(0, 3_600).default(120),
  PORTAL_CANARY_RADICADO: z.string().regex(/^\d{23}$/, "expected the 23 digits of a radicado that exists")
    .optional(),
  LOG_LEVEL: z.string().toLowerCase()
    .pipe(z.enum(["debug", "info", "warn", "error"], "expected debug, info, warn or error")).default("info"),
  ENABLE_METRICS: flag.default(true),
  METRICS_TOKEN: z.string().min(16, "expected at least 16 characters").optional(),
  WORKER_CONCURRENCY: whole(1, 100).default(16),
} as const;

/** These may also come from a file, named by the variable with `_FILE` behind it. */
const SECRETS = new Set([
  "DATABASE_URL",
  "REDIS_URL",
  "REDIS_PASSWORD",
  "UPSTASH_REDIS_REST_TOKEN",
  "SECRET_KEY",
  "JWT_PRIVATE_KEYS",
  "METRICS_TOKEN",
]);

const variables = z.object(VARIABLES);
type Values = z.output<typeof variables>;

export type Home =
  | { kind: "embedded"; dataDir: string }
  | {
    kind: "server";
    databaseUrl: string;
    databaseCa: string | null;
    redisUrl: string;
    redisPassword: string | null;
  }
  | {
    kind: "edge";
    databaseUrl: string;
    webSocketProxy: string | null;
    upstashUrl: string;
    upstashToken: string;
  };

export interface Config {
  home: Home;
  port: number;
  host: string;
  baseDomain: string;
  /** `scheme://BASE_DOMAIN[:port]` as people type it. */
  publicUrl: URL;
  singleTenant: string | null;
  trustedProxies: string[];
  corsOrigins: string[];
  allowedHosts: string[];
  databasePoolSize: number;
  /** Null in the embedded home, which makes one and keeps it in its folder. */
  secretKey: string | null;
  jwtPrivateKeys: string | null;
  rateLimitPerMinute: number;
  rateLimitBurst: number;
  signupEnabled: boolean;
  portal: {
    baseUrl: URL;
    ca: string | null;
    contact: string | null;
    perMinute: number;
    dailyBudget: number | null;
    window: string;
    concurrency: number;
    timeoutMs: number;
    /** How long one answer serves everybody who asks for the same radicado. */
    cacheSeconds: number;
    canaryRadicado: string | null;
  };
  logLevel: "debug" | "info" | "warn" | "error";
  metrics: { isEnabled: boolean; token: string | null };
  workerConcurrency: number;
}

/** @throws {ConfigError} naming every variable that is wrong or missing. */
export function readConfig(environment: Environment): Config {
  const problems: ConfigProblem[] = [];
  const values = readValues(environment, problems);
  const home = chooseHome(values, environment, problems, (name) => {
    return values[name] !== undefined || isNamed(problems, name);
  });
  const portalCa = readFile(environment, "CPNU_CA_FILE", values.CPNU_CA_FILE, problems);
  if (home?.kind !== "embedded" && values.SECRET_KEY === undefined && !isNamed(problems, "SECRET_KEY")) {
    problems.push({
      name: "SECRET_KEY",
      expected: "expected at least 64 random characters (or SECRET_KEY_FILE)",
    });
  }
  if (problems.length > 0 || !home) throw new ConfigError(problems);
  return {
    home,
    port: values.PORT,
    host: values.HOST ?? (home.kind === "embedded" ? "127.0.0.1" : "0.0.0.0"),
    baseDomain: values.BASE_DOMAIN,
    publicUrl: new URL(values.PUBLIC_URL ?? defaultPublicUrl(values)),
    singleTenant: values.SINGLE_TENANT ?? null,
    trustedProxies: values.TRUSTED_PROXIES,
    corsOrigins: values.CORS_ORIGINS,
    allowedHosts: values.ALLOWED_HOSTS,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    secretKey: values.SECRET_KEY ?? null,
    jwtPrivateKeys: values.JWT_PRIVATE_KEYS ?? null,
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
    rateLimitBurst: values.RATE_LIMIT_BURST,
    signupEnabled: values.SIGNUP_ENABLED ?? values.SINGLE_TENANT === undefined,
    portal: {
      baseUrl: new URL(values.CPNU_BASE_URL),
      ca: portalCa,
      contact: values.PORTAL_CONTACT ?? null,
      perMinute: values.PORTAL_PER_MINUTE,
      dailyBudget: values.PORTAL_DAILY_BUDGET ?? null,
      window: values.PORTAL_WINDOW,
      concurrency: values.PORTAL_CONCURRENCY,
      timeoutMs: values.PORTAL_TIMEOUT_SECONDS * 1000,
      cacheSeconds: values.PORTAL_CACHE_SECONDS,
      canaryRadicado: values.PORTAL_CANARY_RADICADO ?? null,
    },
    logLevel: values.LOG_LEVEL,
    metrics: { isEnabled: values.ENABLE_METRICS, token: values.METRICS_TOKEN ?? null },
    workerConcurrency: values.WORKER_CONCURRENCY,
  };
}

/** Every variable's name, for `.env.example` to be held against. */
export function variableNames(): string[] {
  return Object.keys(VARIABLES).flatMap((name) => SECRETS.has(name) ? [name, `${name}_FILE`] : [name]);
}

function readValues(environment: Environment, problems: ConfigProblem[]): Values {
  const texts: Record<string, string | undefined> = {};
  for (const name of Object.keys(VARIABLES)) {
    const text = environment.get(name)?.trim();
    texts[name] = text === "" ? undefined : text;
    if (SECRETS.has(name)) texts[name] ??= secretFromFile(environment, name, problems);
  }
  const parsed = variables.safeParse(texts);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0]);
    if (!isNamed(problems, name)) problems.push({ name, expected: issue.message });
  }
  // What is right must still be looked at together, so that all mistakes show at once.
  const right = Object.fromEntries(Object.entries(texts).filter(([name]) => !isNamed(problems, name)));
  return variables.parse(right);
}

function secretFromFile(
  environment: Environment,
  name: string,
  problems: ConfigProblem[],
): string | undefined {
  const path = environment.get(`${name}_FILE`)?.trim();
  return readFile(environment, `${name}_FILE`, path || undefined, problems)?.trim();
}

function readFile(
  environment: Environment,
  name: string,
  path: string | undefined,
  problems: ConfigProblem[],
): string | null {
  if (path === undefined) return null;
  try {
    return environment.readTextFile(path);
  } catch {
    problems.push({ name, expected: "expected the path of a file that LEXIA may read" });
    return null;
  }
}

/** `isGiven` tells whether a variable is there at all, however wrong: a mistyped address still means that home. */
function chooseHome(
  values: Values,
  environment: Environment,
  problems: ConfigProblem[],
  isGiven: (name: keyof Values) => boolean,
): Home | undefined {
  const { DATABASE_URL, REDIS_URL, UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = values;
  const isEdge = isGiven("UPSTASH_REDIS_REST_URL") || isGiven("UPSTASH_REDIS_REST_TOKEN");
  if (!isGiven("DATABASE_URL") && !isGiven("REDIS_URL") && !isEdge) {
    return { kind: "embedded", dataDir: values.DATA_DIR };
  }
  const missing = (name: string, expected: string) => {
    if (!isNamed(problems, name)) problems.push({ name, expected });
  };
  if (DATABASE_URL === undefined) {
    missing("DATABASE_URL", "expected a PostgreSQL address, since Redis is configured");
  }
  if (isEdge && isGiven("REDIS_URL")) {
    missing("REDIS_URL", "expected to be absent where UPSTASH_REDIS_REST_URL is set: choose one Redis");
  }
  if (isEdge) {
    if (UPSTASH_REDIS_REST_URL === undefined) missing("UPSTASH_REDIS_REST_URL", "expected beside its token");
    if (UPSTASH_REDIS_REST_TOKEN === undefined) {
      missing("UPSTASH_REDIS_REST_TOKEN", "expected beside its address");
    }
    if (!DATABASE_URL || !UPSTASH_REDIS_REST_URL || !UPSTASH_REDIS_REST_TOKEN) return undefined;
    return {
      kind: "edge",
      databaseUrl: DATABASE_URL,
      webSocketProxy: values.DATABASE_WEBSOCKET_PROXY ?? null,
      upstashUrl: UPSTASH_REDIS_REST_URL,
      upstashToken: UPSTASH_REDIS_REST_TOKEN,
    };
  }
  if (REDIS_URL === undefined) {
    missing(
      "REDIS_URL",
      "expected a Redis address (or UPSTASH_REDIS_REST_URL and _TOKEN), since a database is configured",
    );
  }
  const databaseCa = readFile(environment, "DATABASE_CA_FILE", values.DATABASE_CA_FILE, problems);
  if (!DATABASE_URL || !REDIS_URL) return undefined;
  return {
    kind: "server",
    databaseUrl: DATABASE_URL,
    databaseCa,
    redisUrl: REDIS_URL,
    redisPassword: values.REDIS_PASSWORD ?? null,
  };
}

function isNamed(problems: readonly ConfigProblem[], name: string): boolean {
  return problems.some((problem) => problem.name === name || problem.name === `${name}_FILE`);
}

/** Names under `localhost` never leave the machine, so they speak plain HTTP; all others HTTPS. */
function defaultPublicUrl(values: Values): string {
  const isLocal = values.BASE_DOMAIN === "localhost" || values.BASE_DOMAIN.endsWith(".localhost");
  return isLocal ? `http://${values.BASE_DOMAIN}:${values.PORT}` : `https://${values.BASE_DOMAIN}`;
}

function isPrivateKeySet(text: string): boolean {
  const key = z.object({
    kty: z.literal("OKP"),
    crv: z.literal("Ed25519"),
    d: z.string(),
    kid: z.string().min(1),
  });
  try {
    return z.object({ keys: z.array(key).min(1) }).safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
