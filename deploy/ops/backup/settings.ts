/** What the programs around backups read from the environment. None of it is ever an argument, since others can see those. */
import { filesFolder, type FilesHome } from "#platform/config_homes.ts";
import { Ending, EXIT } from "./ending.ts";

export interface BucketSettings {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface DatabaseLogin {
  url: string;
  /** Path of the authorities to trust. Given, the connection uses TLS. */
  caFile: string | null;
}

export interface BackupSettings {
  /** Whoever dumps: a login that is `lexia_backup`, or may become it. */
  reader: DatabaseLogin;
  /** Whoever restores: owns the database and may make others. */
  owner: DatabaseLogin;
  /** Null: not in a folder. */
  folder: string | null;
  bucket: BucketSettings | null;
  /** age1… */
  recipients: string[];
  /** The file of the private keys; only for what decrypts. */
  identityFile: string | null;
  /** Proves that a manifest is LEXIA's own. */
  sealKey: string;
  retentionDays: number;
  keepLast: number;
  metricsFile: string | null;
  /** Where LEXIA keeps files; null where they are not backed up. */
  files: FilesHome | null;
}

export type Read = (name: string) => string | undefined;

const DEFAULT_RETENTION_DAYS = 30;
const DEFAULT_KEEP_LAST = 7;
const MIN_SEAL_KEY = 32;

/** @throws {Ending} naming every variable that is wrong or missing, and no value. */
export function backupSettings(read: Read = (name) => Deno.env.get(name)): BackupSettings {
  const from = new Variables(read);
  const caFile = from.text("DATABASE_CA_FILE");
  const url = from.secret("DATABASE_URL");
  const reader = from.secret("BACKUP_DATABASE_URL") ?? url;
  const owner = from.secret("DATABASE_OWNER_URL") ?? url ?? reader;
  for (const [name, value] of [["BACKUP_DATABASE_URL", reader], ["DATABASE_OWNER_URL", owner]] as const) {
    if (value === undefined) from.wrong(name, "expected a PostgreSQL address here or in DATABASE_URL");
    else if (!/^postgres(ql)?:$/.test(URL.parse(value)?.protocol ?? "")) {
      from.wrong(name, "expected postgres://user:password@host:5432/name");
    }
  }
  const folder = from.text("BACKUP_STORAGE_PATH") ?? null;
  const bucket = from.bucket("BACKUP_S3_");
  if (folder === null && bucket === null) {
    from.wrong("BACKUP_STORAGE_PATH", "expected a folder, or a bucket in BACKUP_S3_BUCKET");
  }
  const sealKey = from.secret("BACKUP_SEAL_KEY") ?? from.secret("SECRET_KEY") ?? "";
  if (sealKey.length < MIN_SEAL_KEY) {
    from.wrong(
      "BACKUP_SEAL_KEY",
      `expected at least ${MIN_SEAL_KEY} random characters here or in SECRET_KEY`,
    );
  }
  const settings: BackupSettings = {
    reader: { url: reader ?? "", caFile: caFile ?? null },
    owner: { url: owner ?? "", caFile: caFile ?? null },
    folder,
    bucket,
    recipients: recipientsOf(from),
    identityFile: from.text("BACKUP_IDENTITY_FILE") ?? null,
    sealKey,
    retentionDays: from.whole("BACKUP_RETENTION_DAYS", DEFAULT_RETENTION_DAYS),
    keepLast: from.whole("BACKUP_KEEP_LAST", DEFAULT_KEEP_LAST),
    metricsFile: from.text("BACKUP_METRICS_FILE") ?? null,
    files: from.files(),
  };
  from.end();
  return settings;
}

/** Where the metrics go, even if all other settings are wrong. */
export function metricsFileOf(read: Read = (name) => Deno.env.get(name)): string | null {
  return read("BACKUP_METRICS_FILE")?.trim() || null;
}

/** Keys in the variable, separated by commas, and in the file, one a line. */
function recipientsOf(from: Variables): string[] {
  const given = (from.text("BACKUP_RECIPIENTS") ?? "").split(",");
  const file = from.text("BACKUP_RECIPIENTS_FILE");
  const lines = file === undefined ? [] : from.read("BACKUP_RECIPIENTS_FILE", file).split("\n");
  const recipients = [...given, ...lines].map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (!recipients.every((recipient) => /^age1[a-z0-9]+$/.test(recipient))) {
    from.wrong("BACKUP_RECIPIENTS", "expected public keys of age, which begin with age1");
  }
  return recipients;
}

/** Reads variables, and remembers what was wrong with them. */
export class Variables {
  readonly #problems = new Map<string, string>();

  constructor(private readonly get: Read) {}

  text(name: string): string | undefined {
    return this.get(name)?.trim() || undefined;
  }

  secret(name: string): string | undefined {
    const file = this.text(`${name}_FILE`);
    const text = this.text(name);
    if (text !== undefined && file !== undefined) {
      this.wrong(name, `expected ${name} or ${name}_FILE, not both`);
      return undefined;
    }
    return text ?? (file === undefined ? undefined : this.read(`${name}_FILE`, file).trim() || undefined);
  }

  whole(name: string, absent: number): number {
    const text = this.text(name) ?? String(absent);
    if (!/^[1-9]\d{0,4}$/.test(text)) this.wrong(name, "expected a whole number from 1 to 99999");
    return Number(text);
  }

  read(name: string, path: string): string {
    try {
      return Deno.readTextFileSync(path);
    } catch {
      this.wrong(name, "expected the path of a file that can be read");
      return "";
    }
  }

  /** All of a bucket's variables or none. */
  bucket(prefix: string): BucketSettings | null {
    const names = ["ENDPOINT", "BUCKET", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"].map((name) => prefix + name);
    const values = names.map((name) => name.includes("KEY") ? this.secret(name) : this.text(name));
    if (values.every((value) => value === undefined)) return null;
    for (const [i, name] of names.entries()) {
      if (values[i] === undefined) this.wrong(name, "expected beside the bucket's other variables");
    }
    const [endpoint = "", bucket = "", accessKeyId = "", secretAccessKey = ""] = values;
    const region = this.text(`${prefix}REGION`) ?? "us-east-1";
    return { endpoint, bucket, region, accessKeyId, secretAccessKey };
  }

  files(): FilesHome | null {
    if (this.text("BACKUP_FILES") === "false") return null;
    const bucket = this.bucket("S3_");
    if (bucket) return { kind: "s3", ...bucket };
    const folder = filesFolder({ UPLOAD_PATH: this.text("UPLOAD_PATH"), DATA_DIR: this.text("DATA_DIR") });
    return { kind: "folder", folder };
  }

  wrong(name: string, expected: string): void {
    this.#problems.set(name, expected);
  }

  end(): void {
    if (this.#problems.size === 0) return;
    const lines = [...this.#problems].map(([name, expected]) => `  ${name}: ${expected}`);
    throw new Ending(EXIT.config, "configuration", `Cannot start: settings are wrong\n${lines.join("\n")}`);
  }
}

/** The two logins alone, for what keeps no backups. @throws {Ending} */
export function databaseLogins(
  read: Read = (name) => Deno.env.get(name),
): { service: DatabaseLogin; owner: DatabaseLogin } {
  const from = new Variables(read);
  const caFile = from.text("DATABASE_CA_FILE") ?? null;
  const url = from.secret("DATABASE_URL") ?? "";
  const owner = from.secret("DATABASE_OWNER_URL") ?? url;
  for (const [name, value] of [["DATABASE_URL", url], ["DATABASE_OWNER_URL", owner]] as const) {
    if (!/^postgres(ql)?:$/.test(URL.parse(value)?.protocol ?? "")) {
      from.wrong(name, "expected postgres://user:password@host:5432/name");
    }
  }
  from.end();
  return { service: { url, caFile }, owner: { url: owner, caFile } };
}
