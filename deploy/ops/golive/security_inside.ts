/** Secrets, settings, accounts and the audit log. */
import { existsSync, statSync } from "node:fs";
import { platformDb } from "#db/tenant_db.ts";
import { verifyAudit } from "#domain/audit_seals.ts";
import { PasswordHasher } from "#domain/identity/password_hash.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { SECRETS } from "#platform/config_variables.ts";
import { fail, notApplicable, pass, type Probe, unless, Untold } from "./probe.ts";
import type { Surroundings } from "./surroundings.ts";

/** Beside LEXIA's own, those of the programs around it. */
const OTHER_SECRETS = [
  "DATABASE_OWNER_URL",
  "BACKUP_DATABASE_URL",
  "BACKUP_SEAL_KEY",
  "BACKUP_S3_SECRET_ACCESS_KEY",
];
const OTHER_FILES = ["BACKUP_IDENTITY_FILE", "DATABASE_CA_FILE", "REDIS_CA_FILE"];
const PUBLIC_FILES = /_CA_FILE$/;
/** Inside a container only its own processes see these, whatever their mode says. */
const OF_CONTAINER = "/run/secrets/";
const READ_BY_OTHERS = 0o007;

/** Least lengths; what is no password, such as an address, has one inside. */
const LEAST: Readonly<Record<string, number>> = {
  SECRET_KEY: 64,
  METRICS_TOKEN: 16,
  BACKUP_SEAL_KEY: 32,
  REDIS_PASSWORD: 16,
};
const LEAST_PASSWORD = 16;
const WORDS_OF_EXAMPLES = /change.?me|example|password|secret|lexia|admin|123456|qwerty/i;
/** What the documentation, or anybody's first try, would be. */
const PUBLISHED = [
  "password",
  "lexia",
  "admin",
  "changeme",
  "cuatro palabras al azar",
  "correct horse battery staple",
];
const DEMO_ADDRESS = "(^operator@lexia\\.example$|@(acme|beta)\\.example$)";
const MOST_GRACE_DAYS = 30;
const MOST_HASHED = 5;

/** @throws {Untold} where Redis does not answer LEXIA's own login, so that silence is not taken for safety. */
async function answers(from: Surroundings): Promise<void> {
  if (await from.redis(["PING"]) === "PONG") return;
  throw new Untold({
    en: "Redis does not answer: see REDIS_URL, REDIS_PASSWORD_FILE and REDIS_CA_FILE",
    es: "Redis no responde: vea REDIS_URL, REDIS_PASSWORD_FILE y REDIS_CA_FILE",
  });
}

export const INSIDE_PROBES: readonly Probe[] = [
  {
    id: "redis_password",
    section: "security",
    severity: "high",
    needs: "server",
    async look(from) {
      const isOpen = await from.redis(["PING"], { isNobody: true }) === "PONG";
      if (isOpen) return fail("PING: PONG");
      await answers(from);
      return pass("PING: NOAUTH");
    },
  },
  {
    id: "redis_tls",
    section: "security",
    severity: "high",
    needs: "server",
    async look(from) {
      const { home } = from.config;
      const url = new URL(home.kind === "server" ? home.redisUrl : "redis://?");
      const isHere = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
      const evidence = `${url.protocol}//${isHere ? "localhost" : "…"}`;
      if (url.protocol !== "rediss:") return isHere ? pass(evidence) : fail(evidence);
      // Each connection verifies the certificate: what answers has shown a good one.
      await answers(from);
      return pass(evidence);
    },
  },
  {
    id: "secret_strength",
    section: "security",
    severity: "high",
    needs: "configuration",
    look: (from) => unless(weakSecrets(from), { en: "long and random", es: "largos y aleatorios" }),
  },
  {
    id: "secret_files",
    section: "security",
    severity: "high",
    needs: "configuration",
    look(from) {
      const names = [...[...SECRETS, ...OTHER_SECRETS].map((name) => `${name}_FILE`), ...OTHER_FILES];
      const files = names.filter((name) => !PUBLIC_FILES.test(name))
        .flatMap((name) => from.given.env(name) ? [{ name, path: from.given.env(name) ?? "" }] : []);
      const open = files.filter(({ path }) =>
        !path.startsWith(OF_CONTAINER) && (modeOf(path) & READ_BY_OTHERS) !== 0
      );
      return unless(
        open.map(({ name, path }) => `${name} ${modeOf(path).toString(8)}`),
        { en: `${files.length} files`, es: `${files.length} archivos` },
      );
    },
  },
  {
    id: "settings_leftovers",
    section: "security",
    severity: "high",
    needs: "configuration",
    look(from) {
      const { sso, ldap, secondFactorGraceDays, portal, home } = from.config;
      const isLocal = /^(localhost|127\.|\[::1\])/.test(portal.baseUrl.hostname);
      return unless([
        ...(sso.allowHttp ? ["SSO_ALLOW_HTTP=true"] : []),
        ...(ldap.allowPlain ? ["LDAP_ALLOW_PLAIN=true"] : []),
        ...(secondFactorGraceDays > MOST_GRACE_DAYS
          ? [`SECOND_FACTOR_GRACE_DAYS=${secondFactorGraceDays}`]
          : []),
        ...(isLocal ? [`CPNU_BASE_URL=${portal.baseUrl.origin}`] : []),
        ...(home.kind === "edge" && home.webSocketProxy !== null ? ["DATABASE_WEBSOCKET_PROXY"] : []),
        ...(home.kind === "embedded" ? ["DATABASE_URL -"] : []),
      ], `SECOND_FACTOR_GRACE_DAYS=${secondFactorGraceDays}`);
    },
  },
  {
    id: "log_level",
    section: "security",
    severity: "medium",
    needs: "configuration",
    look: ({ config: { logLevel } }) =>
      logLevel === "debug" ? fail("LOG_LEVEL=debug") : pass(`LOG_LEVEL=${logLevel}`),
  },
  {
    id: "demo_accounts",
    section: "security",
    severity: "high",
    needs: "database",
    async look(from) {
      const [count] = await from.rows("select count(*) from users where is_active and email ~ $1", [
        DEMO_ADDRESS,
      ]);
      const evidence = {
        en: `${count?.[0]} accounts of the demo`,
        es: `${count?.[0]} cuentas de la demostración`,
      };
      return count?.[0] === "0" ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "published_passwords",
    section: "security",
    severity: "high",
    needs: "database",
    async look(from) {
      const rows = await from.rows(
        "select password_hash from users join platform_admins on user_id = id where is_active and password_hash is not null limit $1",
        [MOST_HASHED],
      );
      const hasher = new PasswordHasher();
      let found = 0;
      for (const [hash] of rows) {
        for (const password of PUBLISHED) if (await hasher.verify(String(hash), password)) found++;
      }
      const evidence = {
        en: `${found} of ${rows.length} operators`,
        es: `${found} de ${rows.length} operadores`,
      };
      return found === 0 ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "operators_second_factor",
    section: "security",
    severity: "high",
    needs: "database",
    async look(from) {
      const [row] = await from.rows(OPERATORS);
      const [all, without] = [Number(row?.[0]), Number(row?.[1])];
      const evidence = {
        en: `${all} operators, ${without} without`,
        es: `${all} operadores, ${without} sin él`,
      };
      return all > 0 && without === 0 ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "operators_two",
    section: "operations",
    severity: "low",
    needs: "database",
    async look(from) {
      const count = Number((await from.rows(OPERATORS))[0]?.[0]);
      return count >= 2 ? pass(`${count}`) : fail(`${count}`);
    },
  },
  {
    id: "audit_seal",
    section: "security",
    severity: "high",
    needs: "database",
    async look(from) {
      const { platform } = await from.lexia();
      const { broken, lines, seals } = await verifyAudit(
        platformDb(platform.sql, () => {}),
        sealer(from.config.secretKey ?? ""),
      );
      if (broken) return fail(`${broken.seal ?? "?"}: ${broken.reason}`);
      return pass({ en: `${lines} lines in ${seals} seals`, es: `${lines} líneas en ${seals} sellos` });
    },
  },
  {
    id: "files_private",
    section: "security",
    severity: "high",
    needs: "configuration",
    async look(from) {
      const { files } = from.config;
      if (files === null) return notApplicable("no store for files", "sin almacén de archivos");
      if (files.kind === "folder") {
        if (!existsSync(files.folder)) {
          return notApplicable("no file is kept yet", "aún no se guarda ningún archivo");
        }
        const mode = modeOf(files.folder);
        return (mode & READ_BY_OTHERS) === 0 ? pass(mode.toString(8)) : fail(mode.toString(8));
      }
      const response = await fetch(`${files.endpoint.replace(/\/+$/, "")}/${files.bucket}?list-type=2`);
      await response.body?.cancel();
      return [401, 403].includes(response.status) ? pass(`${response.status}`) : fail(`${response.status}`);
    },
  },
];

const OPERATORS = `select count(*), count(*) filter (where not exists (
    select from totp_secrets t where t.user_id = u.id and t.confirmed_at is not null)
  and not exists (select from passkeys p where p.user_id = u.id))
  from users u join platform_admins a on a.user_id = u.id where u.is_active`;

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

/** Names alone: what they hold is nobody's business. */
function weakSecrets(from: Surroundings): string[] {
  return [...new Set([...SECRETS, ...OTHER_SECRETS])].flatMap((name) => {
    const value = from.secret(name);
    if (value === undefined) return [];
    const url = URL.parse(value);
    const password = url === null || url.protocol === "https:" ? null : decodeURIComponent(url.password);
    // Without a password a line of its own speaks of it.
    if (password === "") return [];
    const text = password ?? value;
    const least = LEAST[name] ?? (password === null ? 0 : LEAST_PASSWORD);
    const kinds = new Set(text).size;
    const isWeak = text.length < least ||
      (least > 0 && (kinds < 10 || (text.length < 48 && WORDS_OF_EXAMPLES.test(text))));
    return isWeak ? [`${name}: ${text.length}/${least}, ${kinds}`] : [];
  });
}
