/** The environment, read once at start. Nothing else in LEXIA looks at a variable. */
import {
  chooseFiles,
  chooseHome,
  type ConfigProblem,
  type Environment,
  type FilesHome,
  type Home,
  isNamed,
  readAuthorities,
  readFile,
  type Values,
} from "./config_homes.ts";
import { SECRETS, variables } from "./config_variables.ts";

export type { ConfigProblem, Environment, FilesHome, Home } from "./config_homes.ts";

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

export interface LegalDocument {
  version: string;
  /** Where people read it; null: nowhere on the web. */
  url: string | null;
}

export interface Config {
  home: Home;
  port: number;
  /** Where a worker answers /health, /ready and /metrics; null: nowhere. */
  probesPort: number | null;
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
  /** How long administrators may go without a second factor. */
  secondFactorGraceDays: number;
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
  /** Null: no mail server; the embedded home writes messages to its folder. */
  smtp: {
    host: string;
    port: number;
    user: string | null;
    password: string | null;
    ca: string | null;
  } | null;
  mailFrom: { name: string; address: string };
  /** Null: no text messages are sent. */
  textApi: { url: string; token: string } | null;
  /** Identity providers of organizations. */
  sso: {
    /** Whether those on this very machine may be spoken to without TLS. */
    allowHttp: boolean;
    ca: string | null;
  };
  /** How organizations' directories may be reached. */
  ldap: { allowHosts: string[]; allowPlain: boolean; isPrivateAllowed: boolean };
  /** Hosts that webhooks may go to although they are inner ones, and authorities to trust. */
  webhooks: { allowHosts: string[]; ca: string | null };
  /** Null: those of the system. */
  dnsServer: { host: string; port: number } | null;
  /** Where files are kept; null: nowhere, as on an edge without a bucket. */
  files: FilesHome | null;
  /** Files that people send. */
  uploads: { maxBytes: number; extensions: string[]; retentionDays: number };
  /** 0: for ever. */
  auditRetentionDays: number;
  /** What people are asked to accept; null: nothing. */
  legal: { terms: LegalDocument | null; privacy: LegalDocument | null };
  /** How long the deletion of an organization can be taken back. */
  deletionGraceDays: number;
  logLevel: "debug" | "info" | "warn" | "error";
  metrics: { isEnabled: boolean; token: string | null };
  /** Where errors are told beside the log; null: nowhere. */
  sentry: { dsn: URL; environment: string } | null;
  workerConcurrency: number;
}

/** @throws {ConfigError} naming every variable that is wrong or missing. */
export function readConfig(environment: Environment): Config {
  const problems: ConfigProblem[] = [];
  const values = readValues(environment, problems);
  const home = chooseHome(values, environment, problems, (name) => {
    return values[name] !== undefined || isNamed(problems, name);
  });
  const portalCa = readAuthorities(environment, "CPNU_CA_FILE", values.CPNU_CA_FILE, problems);
  const smtpCa = readAuthorities(environment, "SMTP_CA_FILE", values.SMTP_CA_FILE, problems);
  const ssoCa = readAuthorities(environment, "SSO_CA_FILE", values.SSO_CA_FILE, problems);
  const webhookCa = readAuthorities(environment, "WEBHOOK_CA_FILE", values.WEBHOOK_CA_FILE, problems);
  if (values.SMTP_HOST !== undefined && values.SMTP_FROM === undefined && !isNamed(problems, "SMTP_FROM")) {
    problems.push({ name: "SMTP_FROM", expected: "expected the sender's address, beside SMTP_HOST" });
  }
  if ((values.TEXT_API_URL === undefined) !== (values.TEXT_API_TOKEN === undefined)) {
    const name = values.TEXT_API_URL === undefined ? "TEXT_API_URL" : "TEXT_API_TOKEN";
    if (!isNamed(problems, name)) {
      problems.push({ name, expected: "expected TEXT_API_URL and TEXT_API_TOKEN together, or neither" });
    }
  }
  if (home?.kind !== "embedded" && values.SECRET_KEY === undefined && !isNamed(problems, "SECRET_KEY")) {
    problems.push({
      name: "SECRET_KEY",
      expected: "expected at least 64 random characters (or SECRET_KEY_FILE)",
    });
  }
  for (const name of ["TERMS", "PRIVACY"] as const) {
    if (values[`${name}_URL`] !== undefined && values[`${name}_VERSION`] === undefined) {
      problems.push({
        name: `${name}_VERSION`,
        expected: `expected the document's version, beside ${name}_URL`,
      });
    }
  }
  const files = home ? chooseFiles(values, home, problems) : null;
  if (problems.length > 0 || !home) throw new ConfigError(problems);
  return {
    home,
    port: values.PORT,
    probesPort: values.PROBES_PORT ?? null,
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
    secondFactorGraceDays: values.SECOND_FACTOR_GRACE_DAYS,
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
    smtp: values.SMTP_HOST === undefined ? null : {
      host: values.SMTP_HOST,
      port: values.SMTP_PORT,
      user: values.SMTP_USER ?? null,
      password: values.SMTP_PASSWORD ?? null,
      ca: smtpCa,
    },
    mailFrom: mailboxOf(values.SMTP_FROM ?? `lexia@${values.BASE_DOMAIN}`),
    textApi: textApiOf(values),
    sso: { allowHttp: values.SSO_ALLOW_HTTP, ca: ssoCa },
    ldap: {
      allowHosts: values.LDAP_ALLOW_HOSTS,
      allowPlain: values.LDAP_ALLOW_PLAIN,
      isPrivateAllowed: values.SINGLE_TENANT !== undefined,
    },
    webhooks: { allowHosts: values.WEBHOOK_ALLOW_HOSTS, ca: webhookCa },
    dnsServer: values.DNS_SERVER ?? null,
    files,
    uploads: {
      maxBytes: values.MAX_UPLOAD_SIZE,
      extensions: values.ALLOWED_EXTENSIONS,
      retentionDays: values.UPLOAD_RETENTION_DAYS,
    },
    auditRetentionDays: values.AUDIT_RETENTION_DAYS,
    legal: {
      terms: documentOf(values.TERMS_VERSION, values.TERMS_URL),
      privacy: documentOf(values.PRIVACY_VERSION, values.PRIVACY_URL),
    },
    deletionGraceDays: values.ORGANIZATION_DELETION_GRACE_DAYS,
    logLevel: values.LOG_LEVEL,
    metrics: {
      isEnabled: values.ENABLE_METRICS,
      token: values.METRICS_TOKEN ?? null,
    },
    sentry: values.SENTRY_DSN === undefined
      ? null
      : { dsn: new URL(values.SENTRY_DSN), environment: values.SENTRY_ENVIRONMENT },
    workerConcurrency: values.WORKER_CONCURRENCY,
  };
}

function textApiOf({ TEXT_API_URL: url, TEXT_API_TOKEN: token }: Values): Config["textApi"] {
  return url === undefined || token === undefined ? null : { url, token };
}

function documentOf(version: string | undefined, url: string | undefined): LegalDocument | null {
  return version === undefined ? null : { version, url: url ?? null };
}

function mailboxOf(text: string): { name: string; address: string } {
  const [, name, address] = /^([^<]*)<([^<>]*)>$/.exec(text) ?? [];
  return { name: name?.trim() || "LEXIA", address: address ?? text };
}

/** Every variable's name, for `.env.example` to be held against. */
export function variableNames(): string[] {
  return Object.keys(variables.shape).flatMap((name) => SECRETS.has(name) ? [name, `${name}_FILE`] : [name]);
}

function readValues(environment: Environment, problems: ConfigProblem[]): Values {
  const texts: Record<string, string | undefined> = {};
  for (const name of Object.keys(variables.shape)) {
    const text = environment.get(name)?.trim();
    texts[name] = text === "" ? undefined : text;
    if (SECRETS.has(name)) texts[name] = secretOf(environment, name, texts[name], problems);
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

/** Of the variable or of its file. Where both are set nobody could tell which of two secrets holds. */
function secretOf(
  environment: Environment,
  name: string,
  text: string | undefined,
  problems: ConfigProblem[],
): string | undefined {
  const path = environment.get(`${name}_FILE`)?.trim() || undefined;
  if (text !== undefined && path !== undefined) {
    problems.push({ name, expected: `expected ${name} or ${name}_FILE, not both` });
    return undefined;
  }
  // As with variables, what is empty is not set: among containers a file stands ready for each secret.
  return text ?? (readFile(environment, `${name}_FILE`, path, problems)?.trim() || undefined);
}

/** Names under `localhost` never leave the machine, so they speak plain HTTP; all others HTTPS. */
function defaultPublicUrl(values: Values): string {
  const isLocal = values.BASE_DOMAIN === "localhost" || values.BASE_DOMAIN.endsWith(".localhost");
  return isLocal ? `http://${values.BASE_DOMAIN}:${values.PORT}` : `https://${values.BASE_DOMAIN}`;
}
