import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { TEST_ONLY_CA } from "#tests/support/portal_simulator/tls_fixture.ts";
import { parseWindow } from "#domain/portals/window.ts";
import { type Config, ConfigError, type ConfigProblem, readConfig, variableNames } from "#platform/config.ts";

type Variables = Record<string, string>;

const SECRET_KEY = "0123456789abcdef".repeat(4);
const DATABASE_URL = "postgres://lexia:canary-database@db.internal/lexia";
const REDIS_URL = "redis://cache.internal:6379";
const SERVER: Variables = { DATABASE_URL, REDIS_URL, SECRET_KEY };
const UPSTASH: Variables = {
  UPSTASH_REDIS_REST_URL: "https://eu1.upstash.example",
  UPSTASH_REDIS_REST_TOKEN: "canary-upstash",
};

function read(variables: Variables, files: Variables = {}): Config {
  return readConfig({
    get: (name) => variables[name],
    readTextFile(path) {
      const text = files[path];
      if (text === undefined) throw new Deno.errors.NotFound(path);
      return text;
    },
  });
}

function problemsOf(variables: Variables, files: Variables = {}): readonly ConfigProblem[] {
  let found: readonly ConfigProblem[] = [];
  throws(() => read(variables, files), (error) => {
    ok(error instanceof ConfigError, String(error));
    found = error.problems;
    return true;
  });
  return found;
}

Deno.test("readConfig", async (t) => {
  await t.step("needs nothing: LEXIA then lives in a folder and answers on this machine", () => {
    const config = read({});
    deepStrictEqual(config.home, { kind: "embedded", dataDir: "./data" });
    deepStrictEqual([config.host, config.port, config.baseDomain], ["127.0.0.1", 8000, "lexia.localhost"]);
    strictEqual(config.publicUrl.href, "http://lexia.localhost:8000/");
    strictEqual(config.secretKey, null);
    deepStrictEqual([config.rateLimitPerMinute, config.rateLimitBurst], [300, 50]);
    const { perMinute, concurrency, window, dailyBudget } = config.portal;
    deepStrictEqual([perMinute, concurrency, window, dailyBudget], [12, 1, "Mon-Fri 06:00-20:00", null]);
    deepStrictEqual([config.corsOrigins, config.trustedProxies, config.allowedHosts], [[], [], []]);
    deepStrictEqual([config.signupEnabled, config.sentry], [true, null]);
    deepStrictEqual(config.metrics, { isEnabled: true, token: null });
    strictEqual(config.probesPort, null);
  });

  await t.step("takes what is empty for what is not set", () => {
    deepStrictEqual(read(Object.fromEntries(variableNames().map((name) => [name, "  "]))), read({}));
  });

  await t.step("chooses the server by a database and a Redis", () => {
    const config = read({ ...SERVER, REDIS_PASSWORD: "r" });
    deepStrictEqual(config.home, {
      kind: "server",
      databaseUrl: DATABASE_URL,
      databaseCa: null,
      redisUrl: REDIS_URL,
      redisPassword: "r",
      redisCa: null,
    });
    strictEqual(config.host, "0.0.0.0");
  });

  await t.step("reads whom to trust, for the database and for a Redis that is reached over TLS", () => {
    const files = { "/ca/db": TEST_ONLY_CA, "/ca/redis": `Redis' own:\n${TEST_ONLY_CA}\n${TEST_ONLY_CA}` };
    const config = read({
      ...SERVER,
      DATABASE_CA_FILE: "/ca/db",
      REDIS_URL: "rediss://cache.internal",
      REDIS_CA_FILE: "/ca/redis",
    }, files);
    ok(config.home.kind === "server");
    strictEqual(config.home.databaseCa, files["/ca/db"]);
    strictEqual(config.home.redisCa, files["/ca/redis"]);
  });

  await t.step("says what to do with authorities for a Redis that is reached in plain", () => {
    const files = { "/ca": TEST_ONLY_CA };
    const [problem, ...more] = problemsOf({ ...SERVER, REDIS_CA_FILE: "/ca" }, files);
    deepStrictEqual([problem?.name, more], ["REDIS_CA_FILE", []]);
    match(problem?.expected ?? "", /rediss:\/\/ address in REDIS_URL/);
  });

  const TLS = { ...SERVER, REDIS_URL: "rediss://cache.internal" };
  const BROKEN: [what: string, text: string][] = [
    ["empty", ""],
    ["no PEM", "canary"],
    ["a key", "-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----"],
    ["half of one", TEST_ONLY_CA.slice(0, 200)],
    ["a second one that is none", TEST_ONLY_CA + TEST_ONLY_CA.replaceAll(/[a-z]/g, "0")],
  ];
  for (const name of ["REDIS_CA_FILE", "DATABASE_CA_FILE", "SMTP_CA_FILE"]) {
    await t.step(`takes nothing but certificates for ${name}`, () => {
      for (const [what, text] of BROKEN) {
        const [problem, ...more] = problemsOf({ ...TLS, [name]: "/ca" }, { "/ca": text });
        deepStrictEqual([problem?.name, more], [name, []], what);
        match(problem?.expected ?? "", /certificates in PEM/, what);
      }
      const [unread] = problemsOf({ ...TLS, [name]: "/nothing" });
      match(unread?.expected ?? "", /a file that LEXIA may read/);
    });
  }

  await t.step("chooses the edge by Upstash", () => {
    const config = read({ DATABASE_URL, SECRET_KEY, ...UPSTASH });
    deepStrictEqual(config.home, {
      kind: "edge",
      databaseUrl: DATABASE_URL,
      webSocketProxy: null,
      upstashUrl: UPSTASH.UPSTASH_REDIS_REST_URL,
      upstashToken: "canary-upstash",
    });
  });

  await t.step("speaks HTTPS to the world, and HTTP to this machine", () => {
    strictEqual(read({ BASE_DOMAIN: "LEXIA.Example.com" }).publicUrl.href, "https://lexia.example.com/");
    strictEqual(read({ BASE_DOMAIN: "localhost", PORT: "80" }).publicUrl.href, "http://localhost/");
    strictEqual(read({ PUBLIC_URL: "https://x.example:8443" }).publicUrl.href, "https://x.example:8443/");
  });

  await t.step("lets nobody sign up where there is a single tenant, unless told to", () => {
    strictEqual(read({ SINGLE_TENANT: "acme" }).signupEnabled, false);
    strictEqual(read({ SINGLE_TENANT: "acme", SIGNUP_ENABLED: "yes" }).signupEnabled, true);
    strictEqual(read({ SIGNUP_ENABLED: "0" }).signupEnabled, false);
  });

  await t.step("reads secrets from files too, without the line's end", () => {
    const files = { "/secret/key": `${SECRET_KEY}\n`, "/secret/db": `${DATABASE_URL}\n` };
    const config = read(
      { REDIS_URL, SECRET_KEY_FILE: "/secret/key", DATABASE_URL_FILE: "/secret/db" },
      files,
    );
    strictEqual(config.secretKey, SECRET_KEY);
    strictEqual(config.home.kind === "server" && config.home.databaseUrl, DATABASE_URL);
    const empty = read({ ...SERVER, SECRET_KEY: " ", SECRET_KEY_FILE: "/secret/key" }, files);
    strictEqual(empty.secretKey, SECRET_KEY, "empty counts as not set");
  });

  await t.step("reads lists, in any case and spacing", () => {
    const config = read({
      ALLOWED_HOSTS: "API.Example.com, b.example ",
      CORS_ORIGINS: "https://app.example.com,http://localhost:3000",
      TRUSTED_PROXIES: "10.0.0.0/8, 127.0.0.1, fd00::/8",
    });
    deepStrictEqual(config.allowedHosts, ["api.example.com", "b.example"]);
    deepStrictEqual(config.corsOrigins, ["https://app.example.com", "http://localhost:3000"]);
    deepStrictEqual(config.trustedProxies, ["10.0.0.0/8", "127.0.0.1", "fd00::/8"]);
  });

  const REFUSED: [string, Variables, string[]][] = [
    ["half a server: no Redis", { DATABASE_URL, SECRET_KEY }, ["REDIS_URL"]],
    ["half a server: no database", { REDIS_URL, SECRET_KEY }, ["DATABASE_URL"]],
    ["half an Upstash: no token", { DATABASE_URL, SECRET_KEY, UPSTASH_REDIS_REST_URL: "https://u.example" }, [
      "UPSTASH_REDIS_REST_TOKEN",
    ]],
    ["half an Upstash: no address", { DATABASE_URL, SECRET_KEY, UPSTASH_REDIS_REST_TOKEN: "t" }, [
      "UPSTASH_REDIS_REST_URL",
    ]],
    ["two kinds of Redis", { ...SERVER, ...UPSTASH }, ["REDIS_URL"]],
    ["a server without a secret of its own", { DATABASE_URL, REDIS_URL }, ["SECRET_KEY"]],
    ["a short secret", { ...SERVER, SECRET_KEY: "canary-short" }, ["SECRET_KEY"]],
    ["another kind of database", { ...SERVER, DATABASE_URL: "mysql://canary@db/lexia" }, ["DATABASE_URL"]],
    ["a file that is not there", { ...SERVER, METRICS_TOKEN_FILE: "/nothing" }, ["METRICS_TOKEN_FILE"]],
    ["a secret in a variable and in a file", { ...SERVER, SECRET_KEY_FILE: "/nothing" }, ["SECRET_KEY"]],
    ["a secret that is optional, twice", {
      ...SERVER,
      METRICS_TOKEN: "m".repeat(16),
      METRICS_TOKEN_FILE: "/nothing",
    }, ["METRICS_TOKEN"]],
    ["a port that is none", { PORT: "65536" }, ["PORT"]],
    ["a number in words", { PORTAL_PER_MINUTE: "twelve" }, ["PORTAL_PER_MINUTE"]],
    ["a number below its least", { PORTAL_CONCURRENCY: "0" }, ["PORTAL_CONCURRENCY"]],
    ["half a number", { RATE_LIMIT_PER_MINUTE: "1.5" }, ["RATE_LIMIT_PER_MINUTE"]],
    ["an address as a domain", { BASE_DOMAIN: "https://lexia.example.com" }, ["BASE_DOMAIN"]],
    ["a domain as the single tenant", { SINGLE_TENANT: "acme.lexia.example" }, ["SINGLE_TENANT"]],
    ["a star as an origin", { CORS_ORIGINS: "*" }, ["CORS_ORIGINS"]],
    ["an origin with a path", { CORS_ORIGINS: "https://app.example.com/" }, ["CORS_ORIGINS"]],
    ["a host with a port", { ALLOWED_HOSTS: "api.example.com:443" }, ["ALLOWED_HOSTS"]],
    ["a proxy by its name", { TRUSTED_PROXIES: "10.0.0.1,proxy.internal" }, ["TRUSTED_PROXIES"]],
    ["a range that is none", { TRUSTED_PROXIES: "10.0.0.0/33" }, ["TRUSTED_PROXIES"]],
    ["hours that are none", { PORTAL_WINDOW: "Mon-Fri 25:00-26:00" }, ["PORTAL_WINDOW"]],
    ["a contact that no header can carry", { PORTAL_CONTACT: "a\nb" }, ["PORTAL_CONTACT"]],
    ["a canary with 22 digits", { PORTAL_CANARY_RADICADO: "1".repeat(22) }, ["PORTAL_CANARY_RADICADO"]],
    ["a level that there is not", { LOG_LEVEL: "verbose" }, ["LOG_LEVEL"]],
    ["a word that is neither yes nor no", { ENABLE_METRICS: "maybe" }, ["ENABLE_METRICS"]],
    ["a short token", { METRICS_TOKEN: "canary" }, ["METRICS_TOKEN"]],
    ["keys of another kind", { JWT_PRIVATE_KEYS: '{"keys":[{"kty":"RSA","kid":"1","d":"canary"}]}' }, [
      "JWT_PRIVATE_KEYS",
    ]],
    ["keys that are public", {
      JWT_PRIVATE_KEYS: '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"canary","kid":"1"}]}',
    }, ["JWT_PRIVATE_KEYS"]],
    ["half a key", { JWT_PRIVATE_KEYS: '{"keys":[{"kty":"OKP","crv":"Ed25519","d":"canary","kid":"1"}]}' }, [
      "JWT_PRIVATE_KEYS",
    ]],
    ["no keys", { JWT_PRIVATE_KEYS: '{"keys":[]}' }, ["JWT_PRIVATE_KEYS"]],
    ["several mistakes, all of them", { PORT: "x", LOG_LEVEL: "x", DATABASE_URL, PORTAL_WINDOW: "x" }, [
      "LOG_LEVEL",
      "PORT",
      "PORTAL_WINDOW",
      "REDIS_URL",
      "SECRET_KEY",
    ]],
  ];
  for (const [what, variables, names] of REFUSED) {
    await t.step(`refuses ${what}`, () => {
      const problems = problemsOf(variables);
      deepStrictEqual(problems.map(({ name }) => name).sort(), names);
      for (const { name, expected } of problems) match(expected, /^expected /, name);
    });
  }

  await t.step("names each variable that is wrong, and repeats no value", () => {
    throws(() => read({ ...SERVER, SECRET_KEY: "canary-short", PORT: "canary-port" }), (error) => {
      ok(error instanceof ConfigError);
      match(
        error.message,
        /^Cannot start: 2 settings are wrong\n\s+PORT: expected .*\n\s+SECRET_KEY: expected /,
      );
      ok(!error.message.includes("canary"), error.message);
      return true;
    });
  });

  await t.step("takes the portal's hours exactly as the portal's pace reads them", () => {
    const clock = fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 61 }))
      .map(([hours, minutes]) => `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`);
    const day = fc.constantFrom("Mon", "tue", "WED", "Thu", "Fri", "sat", "Sun", "Day");
    const days = fc.oneof(
      fc.constant(""),
      day,
      fc.tuple(day, fc.constantFrom("-", "–", ","), day).map((parts) => parts.join("")),
    );
    const span = fc.tuple(days, clock, fc.constantFrom("-", " - ", "–", "~"), clock)
      .map(([days, from, dash, to]) => `${days} ${from}${dash}${to}`);
    const expression = fc.oneof(
      fc.array(span, { minLength: 1, maxLength: 3 }).map((spans) => spans.join("; ")),
      fc.constantFrom(
        "always",
        "Always",
        "never",
        "",
        ";",
        "Mon-Fri 06:00-20:00 America/Bogota",
        "08:00-24:00",
        "24:00-08:00",
        "08:00-08:00",
        "Mon-Fri",
      ),
    );
    fc.assert(
      fc.property(expression, (text) => {
        if (text.trim() === "") return;
        strictEqual(succeeds(() => read({ PORTAL_WINDOW: text })), succeeds(() => parseWindow(text)), text);
      }),
      { numRuns: 2_000 },
    );
  });
});

function succeeds(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
