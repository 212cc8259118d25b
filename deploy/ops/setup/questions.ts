/** What the set-up asks for, in groups that are tried as soon as they are given. */
import type { Config } from "#platform/mod.ts";
import { tryDatabase, tryFiles, tryMail, tryStore } from "./connections.ts";
import type { Finding } from "./findings.ts";

export const HOMES = ["embedded", "server", "edge"] as const;
export type HomeName = typeof HOMES[number];

export interface Question {
  /** The variable. */
  name: string;
  ask: string;
  /** What holds where nothing is typed; absent: an answer is needed. */
  default?: string;
  /** Asked only where the one of this name was answered. */
  after?: string;
}

export interface Group {
  title: string;
  questions: readonly Question[];
  /** Absent: nothing is reached by it. */
  attempt?: (config: Config) => Promise<Finding[]>;
}

const PLACE = (isLocal: boolean): Group => ({
  title: "Where people find LEXIA",
  questions: [
    {
      name: "BASE_DOMAIN",
      ask: "Domain below which organizations live",
      ...(isLocal ? { default: "lexia.localhost" } : {}),
    },
    { name: "PORTAL_CONTACT", ask: "Mail address that the court portal may write to (none)", default: "" },
  ],
});

const MAIL: Group = {
  title: "Mail",
  questions: [
    { name: "SMTP_HOST", ask: "Mail server (none)", default: "" },
    { name: "SMTP_PORT", ask: "Its port (587)", default: "587", after: "SMTP_HOST" },
    { name: "SMTP_FROM", ask: "Sender's address", after: "SMTP_HOST" },
    { name: "SMTP_USER", ask: "Login (none)", default: "", after: "SMTP_HOST" },
    { name: "SMTP_PASSWORD", ask: "Its password", after: "SMTP_USER" },
    { name: "SMTP_CA_FILE", ask: "File of an authority to trust (none)", default: "", after: "SMTP_HOST" },
  ],
  attempt: tryMail,
};

const FILES = (isEdge: boolean): Group => ({
  title: "Files",
  questions: [
    {
      name: "S3_ENDPOINT",
      ask: `Address of an S3 service (${isEdge ? "none" : "none: a folder"})`,
      default: "",
    },
    { name: "S3_BUCKET", ask: "Bucket", after: "S3_ENDPOINT" },
    { name: "S3_REGION", ask: "Region (us-east-1)", default: "us-east-1", after: "S3_ENDPOINT" },
    { name: "S3_ACCESS_KEY_ID", ask: "Access key", after: "S3_ENDPOINT" },
    { name: "S3_SECRET_ACCESS_KEY", ask: "Secret access key", after: "S3_ENDPOINT" },
    ...(isEdge
      ? []
      : [{ name: "UPLOAD_PATH", ask: "Folder, where no bucket is (DATA_DIR/uploads)", default: "" }]),
  ],
  attempt: tryFiles,
});

const DATABASE: Group = {
  title: "Database",
  questions: [
    { name: "DATABASE_URL", ask: "PostgreSQL, as postgres://user:password@host:5432/name" },
    { name: "DATABASE_CA_FILE", ask: "File of an authority to trust (none)", default: "" },
  ],
  attempt: tryDatabase,
};

/** In the order in which they are asked. */
export const GROUPS: Readonly<Record<HomeName, readonly Group[]>> = {
  embedded: [
    PLACE(true),
    {
      title: "Database",
      questions: [{ name: "DATA_DIR", ask: "Folder of the database (./data)", default: "./data" }],
      attempt: tryDatabase,
    },
    MAIL,
    FILES(false),
  ],
  server: [
    PLACE(false),
    DATABASE,
    {
      title: "Redis",
      questions: [
        { name: "REDIS_URL", ask: "Redis, as redis://host:6379 or rediss:// for TLS" },
        { name: "REDIS_PASSWORD", ask: "Its password, where the address has none (none)", default: "" },
        { name: "REDIS_CA_FILE", ask: "File of an authority to trust, for rediss:// (none)", default: "" },
      ],
      attempt: tryStore,
    },
    MAIL,
    FILES(false),
    {
      title: "Proxy",
      questions: [{
        name: "TRUSTED_PROXIES",
        ask: "Addresses of the proxy in front, separated by commas (127.0.0.1)",
        default: "127.0.0.1",
      }],
    },
  ],
  edge: [
    PLACE(false),
    { ...DATABASE, questions: DATABASE.questions.slice(0, 1) },
    {
      title: "Redis",
      questions: [
        { name: "UPSTASH_REDIS_REST_URL", ask: "Address of Upstash's REST interface" },
        { name: "UPSTASH_REDIS_REST_TOKEN", ask: "Its token" },
      ],
      attempt: tryStore,
    },
    MAIL,
    FILES(true),
  ],
};

/** Made rather than asked for, where nothing is given. The embedded home keeps a secret of its own beside its database. */
export const GENERATED: Readonly<Record<HomeName, readonly string[]>> = {
  embedded: ["METRICS_TOKEN", "BACKUP_SEAL_KEY"],
  server: ["SECRET_KEY", "METRICS_TOKEN", "BACKUP_SEAL_KEY"],
  edge: ["SECRET_KEY", "METRICS_TOKEN", "BACKUP_SEAL_KEY"],
};
