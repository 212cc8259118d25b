/** Every variable that LEXIA knows: how it is read, and what holds where it is absent. */
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { DEFAULT_DATA_DIR } from "./config_homes.ts";

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

const hosts = list.refine(
  (parts) =>
    parts.every((part) =>
      ipaddr.isValid(part) || ipaddr.isValidCIDR(part) || hostName.safeParse(part).success
    ),
  "expected host names, addresses or ranges such as 10.0.0.0/8, separated by commas",
);

/** An address and a port: a name would need a name server itself. */
const nameServer = z.string().transform((text) => {
  const [, host = "", port = ""] = /^\[?([\d.:a-fA-F]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  return { host, port: Number(port) };
}).refine(
  ({ host, port }) => ipaddr.isValid(host) && port >= 1 && port <= 65_535,
  "expected an address and a port, such as 192.0.2.53:53",
);

/** Bytes, as `52428800`, `512KB`, `50MB` or `1GB`; KB, MB and GB count by 1,024. */
const byteCount = z.string().toUpperCase().regex(
  /^\d{1,12}\s*(B|KB|MB|GB)?$/,
  "expected a size such as 50MB",
).transform((text) => {
  const [, digits = "", unit = ""] = /^(\d+)\s*([A-Z]*)$/.exec(text) ?? [];
  return Number(digits) * 1024 ** Math.max(0, ["B", "KB", "MB", "GB"].indexOf(unit));
});

const DAY = "(mon|tue|wed|thu|fri|sat|sun)";
const HOURS = "([01]\\d|2[0-3]):[0-5]\\d\\s*[-\u2010-\u2015]\\s*(([01]\\d|2[0-3]):[0-5]\\d|24:00)";
const SPAN = `\\s*(${DAY}(\\s*[-,\u2010-\u2015]\\s*${DAY})*\\s+)?${HOURS}(\\s+America/Bogota)?\\s*`;
/** The portal's run window, as `domain/portals/window.ts` reads it. */
const WINDOW = new RegExp(`^(\\s*always\\s*|${SPAN}(;${SPAN})*;?)$`, "i");
/** A span that ends when it begins. */
const NO_TIME = /(\d\d:\d\d)\s*[-\u2010-\u2015]\s*\1/;

/** An address, or a name and an address in angle brackets. */
const MAILBOX =
  /^(?:[^\s<>@,;"\p{Cc}]+@[^\s<>@,;"\p{Cc}]+|[^<>@,;"\p{Cc}]+<[^\s<>@,;"\p{Cc}]+@[^\s<>@,;"\p{Cc}]+>)$/u;

const documentVersion = z.string().max(20).regex(/^[\w.-]+$/, "expected a version such as 2026-11 or 3.1");

/** Each variable once: how it is read, and what it is without. The names are the owner's. */
export const variables = z.object({
  PORT: whole(0, 65_535).default(8000),
  PROBES_PORT: whole(0, 65_535).optional(),
  HOST: z.string().min(1).optional(),
  BASE_DOMAIN: hostName.default("lexia.localhost"),
  PUBLIC_URL: address("http:", "https:").optional(),
  SINGLE_TENANT: hostName.refine((name) => !name.includes("."), "expected the subdomain of one organization")
    .optional(),
  DATA_DIR: z.string().min(1).default(DEFAULT_DATA_DIR),
  TRUSTED_PROXIES: list.refine(
    (parts) => parts.every((part) => ipaddr.isValid(part) || ipaddr.isValidCIDR(part)),
    "expected addresses or ranges such as 10.0.0.0/8, separated by commas",
  ).default([]),
  CORS_ORIGINS: list.refine(
    (parts) => parts.every((part) => URL.canParse(part) && new URL(part).origin === part),
    "expected origins such as https://app.example.com, separated by commas",
  ).default([]),
  ALLOWED_HOSTS: list.transform((hosts) => hosts.map((host) => host.toLowerCase())).refine(
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
  REDIS_CA_FILE: z.string().min(1).optional(),
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
  SECOND_FACTOR_GRACE_DAYS: whole(0, 3_650).default(7),
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
  PORTAL_WINDOW: z.string().refine(
    (text) => WINDOW.test(text) && !NO_TIME.test(text),
    'expected hours such as "Mon-Fri 06:00-20:00; Sat 08:00-12:00", or "always"',
  ).default("Mon-Fri 06:00-20:00"),
  PORTAL_CONCURRENCY: whole(1, 50).default(1),
  PORTAL_TIMEOUT_SECONDS: whole(1, 120).default(45),
  PORTAL_CACHE_SECONDS: whole(0, 3_600).default(120),
  PORTAL_CANARY_RADICADO: z.string().regex(/^\d{23}$/, "expected the 23 digits of a radicado that exists")
    .optional(),
  SMTP_HOST: hostName.optional(),
  SMTP_PORT: whole(1, 65_535).default(587),
  SMTP_USER: z.string().min(1).optional(),
  SMTP_PASSWORD: z.string().min(1).optional(),
  SMTP_FROM: z.string().regex(MAILBOX, "expected an address such as LEXIA <lexia@example.com>").optional(),
  SMTP_CA_FILE: z.string().min(1).optional(),
  TEXT_API_URL: address("https:", "http:").optional(),
  TEXT_API_TOKEN: z.string().min(1).optional(),
  SSO_ALLOW_HTTP: flag.default(false),
  SSO_CA_FILE: z.string().min(1).optional(),
  LDAP_ALLOW_HOSTS: hosts.default([]),
  LDAP_ALLOW_PLAIN: flag.default(false),
  WEBHOOK_ALLOW_HOSTS: hosts.default([]),
  WEBHOOK_CA_FILE: z.string().min(1).optional(),
  DNS_SERVER: nameServer.optional(),
  AUDIT_RETENTION_DAYS: whole(0, 36_500).refine(
    (days) => days === 0 || days >= 365,
    "expected 0, to keep the log for ever, or at least 365",
  ).default(0),
  S3_ENDPOINT: address("https:", "http:").optional(),
  S3_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "expected the name of a bucket")
    .optional(),
  S3_REGION: z.string().regex(/^[a-z0-9-]+$/, "expected a region such as us-east-1").default("us-east-1"),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  UPLOAD_PATH: z.string().min(1).optional(),
  MAX_UPLOAD_SIZE: byteCount.refine(
    (bytes) => bytes >= 1_024 && bytes <= 1024 ** 3,
    "expected a size from 1KB to 1GB",
  ).default(50 * 1024 ** 2),
  ALLOWED_EXTENSIONS: list.transform((names) => names.map((name) => name.toLowerCase().replace(/^\./, "")))
    .refine(
      (names) => names.length > 0 && names.every((name) => ["xlsx", "csv", "pdf"].includes(name)),
      "expected some of xlsx, csv and pdf, separated by commas",
    ).default(["xlsx", "csv", "pdf"]),
  UPLOAD_RETENTION_DAYS: whole(1, 3_650).default(30),
  TERMS_VERSION: documentVersion.optional(),
  TERMS_URL: address("https:", "http:").optional(),
  PRIVACY_VERSION: documentVersion.optional(),
  PRIVACY_URL: address("https:", "http:").optional(),
  ORGANIZATION_DELETION_GRACE_DAYS: whole(1, 365).default(30),
  LOG_LEVEL: z.string().toLowerCase()
    .pipe(z.enum(["debug", "info", "warn", "error"], "expected debug, info, warn or error")).default("info"),
  ENABLE_METRICS: flag.default(true),
  METRICS_TOKEN: z.string().min(16, "expected at least 16 characters").optional(),
  SENTRY_DSN: z.string().refine(isSentryDsn, "expected an address such as https://key@sentry.example.com/42")
    .optional(),
  SENTRY_ENVIRONMENT: z.string().regex(/^[\w.-]{1,64}$/, "expected a name such as production")
    .default("production"),
  WORKER_CONCURRENCY: whole(1, 100).default(16),
});

/** These may also come from a file, named by the variable with `_FILE` behind it. */
export const SECRETS: ReadonlySet<string> = new Set([
  "DATABASE_URL",
  "REDIS_URL",
  "REDIS_PASSWORD",
  "UPSTASH_REDIS_REST_TOKEN",
  "SECRET_KEY",
  "JWT_PRIVATE_KEYS",
  "METRICS_TOKEN",
  "SENTRY_DSN",
  "SMTP_PASSWORD",
  "TEXT_API_TOKEN",
  "S3_ACCESS_KEY_ID",
  "S3_SECRET_ACCESS_KEY",
]);

/** A key for sending before the @, and the project's number at the end. */
function isSentryDsn(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname } = new URL(text);
  const isWeb = protocol === "https:" || protocol === "http:";
  return isWeb && /^\w+$/.test(username) && password === "" && /\/\d+$/.test(pathname);
}

function isPrivateKeySet(text: string): boolean {
  const key = z.object({
    kty: z.literal("OKP"),
    crv: z.literal("Ed25519"),
    x: z.string(),
    d: z.string(),
    kid: z.string().min(1),
  });
  try {
    return z.object({ keys: z.array(key).min(1) }).safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
