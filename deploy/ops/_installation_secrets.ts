/**
 * The secrets of an installation in containers: which files there are, who reads each, and how it is made. Whoever reads
 * is a number, since a file that is mounted into a container keeps its owner; one secret that two read is two files.
 */
import { createHash } from "node:crypto";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { issue, type KeyPair, makeAuthority } from "./_inner_authority.ts";

/** Users of the images, as compose.yml names them. */
export const READERS = {
  nobodyElse: 0,
  nginx: 101,
  grafana: 472,
  stores: 999,
  elastic: 1000,
  lexia: 10_001,
  monitoring: 65_534,
} as const;

export type Reader = keyof typeof READERS;

/** Asks for the text of another file, which is made first where it is not there yet. */
export type Ask = (name: string) => Promise<string>;

interface Secret {
  reader: Reader;
  /** May be read by everybody, such as a certificate. */
  isPublic?: boolean;
  /** Files that are made of it. While they are there it may lie in a safe, and another one in its place would fit nothing. */
  within?: readonly string[];
  make(ask: Ask): string | Promise<string>;
}

/** Certificates and their keys, made together: the names that the server goes by, and who reads its key. */
export const CERTIFICATES: Readonly<Record<string, { names: readonly string[]; reader: Reader }>> = {
  postgres: { names: ["postgres", "localhost", "127.0.0.1"], reader: "stores" },
  redis: { names: ["redis", "localhost", "127.0.0.1"], reader: "stores" },
  tempo: { names: ["tempo"], reader: "lexia" },
  elasticsearch: { names: ["elasticsearch", "localhost", "127.0.0.1"], reader: "elastic" },
  logstash: { names: ["logstash"], reader: "elastic" },
  filebeat: { names: ["filebeat"], reader: "nobodyElse" },
};

/** Whoever fills these in has them from elsewhere; they begin empty. */
const FROM_ELSEWHERE: Readonly<Record<string, Reader>> = {
  smtp_password: "lexia",
  s3_access_key_id: "lexia",
  s3_secret_access_key: "lexia",
  backup_s3_access_key_id: "lexia",
  backup_s3_secret_access_key: "lexia",
  sentry_dsn: "lexia",
  text_api_token: "lexia",
  smoke_password: "lexia",
  grafana_token: "lexia",
  elastic_api_key: "lexia",
  alerts_smtp_password: "monitoring",
  alerts_on_call_token: "monitoring",
  alerts_outside_watch_token: "monitoring",
};

const SECRETS: Readonly<Record<string, Secret>> = {
  secret_key: { reader: "lexia", make: () => random(64) },
  metrics_token: { reader: "lexia", make: () => random(32) },
  metrics_token_prometheus: { reader: "monitoring", make: (ask) => ask("metrics_token") },

  postgres_administrator_password: { reader: "stores", make: () => random(32) },
  postgres_owner_password: { reader: "stores", make: () => random(32) },
  postgres_service_password: { reader: "stores", make: () => random(32) },
  postgres_backup_password: { reader: "stores", make: () => random(32) },
  postgres_exporter_password: { reader: "stores", make: () => random(32) },
  database_url: databaseUrl("service"),
  database_owner_url: databaseUrl("owner"),
  backup_database_url: databaseUrl("backup"),
  exporter_password: { reader: "monitoring", make: (ask) => ask("postgres_exporter_password") },

  redis_password: { reader: "nobodyElse", within: ["redis_url", "redis_users"], make: () => random(32) },
  redis_exporter_password: {
    reader: "nobodyElse",
    within: ["redis_exporter_passwords", "redis_users"],
    make: () => random(32),
  },
  redis_url: {
    reader: "lexia",
    make: async (ask) => `rediss://lexia:${await ask("redis_password")}@redis:6379`,
  },
  redis_users: { reader: "stores", make: redisUsers },
  redis_exporter_passwords: {
    reader: "monitoring",
    make: async (ask) =>
      JSON.stringify({ "rediss://exporter@redis:6379": await ask("redis_exporter_password") }),
  },

  // Opens backups: it belongs into a safe, and no container has it but the one that restores.
  backup_identity: { reader: "lexia", within: ["backup_recipients"], make: () => generateIdentity() },
  backup_recipients: {
    reader: "lexia",
    make: async (ask) => await identityToRecipient(await ask("backup_identity")),
  },
  backup_seal_key: { reader: "lexia", make: () => random(48) },

  grafana_password: { reader: "grafana", make: () => random(24) },
  elastic_password: { reader: "elastic", make: () => random(32) },
  kibana_password: { reader: "elastic", make: () => random(32) },
  kibana_encryption_key: { reader: "elastic", make: () => random(32) },
  logs_writer_password: { reader: "elastic", make: () => random(32) },
  ...Object.fromEntries(
    Object.entries(FROM_ELSEWHERE).map(([name, reader]) => [name, { reader, make: () => "" }]),
  ),
};

export interface MadeFile {
  name: string;
  text: string;
  reader: Reader;
  isPublic: boolean;
}

/** What is made at one go, by the name of its first file: a secret, or a certificate with its key. */
export interface Recipe {
  names: readonly string[];
  within: readonly string[];
  make(ask: Ask): Promise<MadeFile[]>;
}

/** In the order in which each finds what it asks for. */
export function recipes(): Recipe[] {
  const single = Object.entries(SECRETS).map((
    [name, { reader, isPublic = false, within = [], make }],
  ): Recipe => ({
    names: [name],
    within,
    make: async (ask) => [{ name, text: await make(ask), reader, isPublic }],
  }));
  const pairs = Object.entries(CERTIFICATES).map(([name, { names, reader }]): Recipe => ({
    names: [`${name}_certificate`, `${name}_key`],
    within: [],
    make: async (ask) => pairFiles(name, reader, await issue(await authorityOf(ask), names)),
  }));
  const authority: Recipe = {
    names: ["inner_ca", "inner_ca_key"],
    within: [],
    make: async () => {
      const { certificate, key } = await makeAuthority("LEXIA inner authority");
      return [
        { name: "inner_ca", text: certificate, reader: "nobodyElse", isPublic: true },
        { name: "inner_ca_key", text: key, reader: "nobodyElse", isPublic: false },
      ];
    },
  };
  return [authority, ...single, ...pairs];
}

export async function authorityOf(ask: Ask): Promise<KeyPair> {
  return { certificate: await ask("inner_ca"), key: await ask("inner_ca_key") };
}

function pairFiles(name: string, reader: Reader, { certificate, key }: KeyPair): MadeFile[] {
  return [
    { name: `${name}_certificate`, text: certificate, reader: "nobodyElse", isPublic: true },
    { name: `${name}_key`, text: key, reader, isPublic: false },
  ];
}

function databaseUrl(login: "service" | "owner" | "backup"): Secret {
  return {
    reader: "lexia",
    make: async (ask) =>
      `postgres://lexia_${login}:${await ask(`postgres_${login}_password`)}@postgres:5432/lexia`,
  };
}

/** Redis's own form, with SHA-256 in place of passwords. LEXIA may do all but what an administrator does. */
async function redisUsers(ask: Ask): Promise<string> {
  const [lexia, exporter] = await Promise.all(
    ["redis_password", "redis_exporter_password"].map(async (name) =>
      createHash("sha256").update(await ask(name)).digest("hex")
    ),
  );
  return `user default off
user lexia on #${lexia} ~* &* +@all -@admin -@dangerous +info +keys
user exporter on #${exporter} resetkeys resetchannels -@all +ping +info +config|get +client|list +client|setname +slowlog|len +slowlog|get +latency|latest +latency|histogram
user probe on nopass resetkeys resetchannels -@all +ping
`;
}

/** Letters, digits, - and _ alone, so that nothing has to be escaped anywhere. */
function random(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toBase64({ alphabet: "base64url", omitPadding: true });
}
