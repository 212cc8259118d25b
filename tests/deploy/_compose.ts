/** Reads compose.yml and overlays as Docker Compose does: variables filled in, merged in order, into one document. */
import { parse } from "yaml";

export const SERVER = new URL("../../deploy/server/", import.meta.url);

export const OVERLAYS = ["monitoring", "traces", "logs", "mail", "bucket", "restore", "offsite"] as const;
export type Overlay = typeof OVERLAYS[number];

/** What compose.yml and the overlays ask for. */
export const GIVEN: Readonly<Record<string, string>> = {
  BASE_DOMAIN: "lexia.test",
  SMTP_HOST: "mail.lexia.test",
  SMTP_USER: "lexia",
  SMTP_FROM: "lexia@lexia.test",
  S3_ENDPOINT: "https://s3.lexia.test",
  S3_BUCKET: "lexia-files",
  BACKUP_S3_ENDPOINT: "https://elsewhere.lexia.test",
  BACKUP_S3_BUCKET: "lexia-backups",
};

export interface Condition {
  condition: "service_started" | "service_healthy" | "service_completed_successfully";
  /** Whether it is started again where the other is. */
  restart?: boolean;
}

export interface Healthcheck {
  test?: string[];
  disable?: boolean;
}

export interface Service {
  image?: string;
  user?: string;
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string | number | boolean | null>;
  secrets?: (string | { source: string; target?: string })[];
  volumes?: string[];
  tmpfs?: string[];
  ports?: string[];
  extra_hosts?: string[];
  networks?: string[] | Record<string, { ipv4_address?: string } | null>;
  depends_on?: Record<string, Condition>;
  healthcheck?: Healthcheck;
  restart?: string;
  read_only?: boolean;
  privileged?: boolean;
  network_mode?: string;
  pid?: string;
  cap_add?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  profiles?: string[];
  sysctls?: Record<string, string>;
  stop_signal?: string;
  stop_grace_period?: string;
  logging?: { driver?: string; options?: Record<string, string> };
  deploy?: {
    replicas?: number;
    resources?: { limits?: { cpus?: string; memory?: string; pids?: number } };
  };
}

export interface ComposeFile {
  services: Record<string, Service>;
  networks?: Record<
    string,
    { internal?: boolean; ipam?: { config?: { subnet?: string; ip_range?: string }[] } } | null
  >;
  volumes?: Record<string, unknown>;
  secrets?: Record<string, { file?: string; environment?: string }>;
}

/** compose.yml with these overlays over it. */
export async function readCompose(
  overlays: readonly Overlay[] = [],
  given: Readonly<Record<string, string>> = GIVEN,
): Promise<ComposeFile> {
  const names = ["compose.yml", ...overlays.map((name) => `compose.${name}.yml`)];
  const texts = await Promise.all(names.map((name) => Deno.readTextFile(new URL(name, SERVER))));
  return composeFrom(texts, given);
}

export function composeFrom(
  texts: readonly string[],
  given: Readonly<Record<string, string>> = GIVEN,
): ComposeFile {
  const documents = texts.map((text) => filled(parse(text, { merge: true }), given));
  // What the schema says of it is asked elsewhere.
  return documents.reduce((all, one) => merged(all, one, "")) as ComposeFile;
}

/** Compose fills values in after it has read the YAML, so that no value can become YAML of its own. */
function filled(value: unknown, given: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") return interpolated(value, given);
  if (Array.isArray(value)) return value.map((one) => filled(one, given));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !name.startsWith("x-")).map(([name, one]) => {
      const text = filled(one, given);
      // As Compose does it for what is no text in its schema.
      return [name, name === "replicas" ? Number(text) : text];
    }),
  );
}

function interpolated(text: string, given: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\{(\w+)(?:(:-|:\?)([^}]*))?\}/g, (whole, name, how, rest = "") => {
    if (whole === "$$") return "$";
    const value = given[name] ?? "";
    if (value !== "" || how === undefined) return value;
    if (how === ":-") return rest;
    throw new Error(`${name}: ${rest}`);
  });
}

/** These are replaced; of other lists the later one's are added. */
const REPLACED = ["command", "entrypoint", "test"];

function merged(one: unknown, other: unknown, name: string): unknown {
  if (other === undefined) return one;
  if (Array.isArray(one) && Array.isArray(other)) {
    return REPLACED.includes(name) ? other : [...one, ...other.filter((item) => !one.includes(item))];
  }
  if (!isMap(one) || !isMap(other)) return other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((key) => [
    key,
    key in other ? merged(one[key], other[key], key) : one[key],
  ]));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

export function networksOf({ networks = [] }: Service): string[] {
  return Array.isArray(networks) ? networks : Object.keys(networks);
}

/** The secret of the file, and where a container finds it. */
export function secretsOf({ secrets = [] }: Service): { source: string; path: string }[] {
  return secrets.map((one) => {
    const { source, target = source } = typeof one === "string" ? { source: one } : one;
    return { source, path: target.startsWith("/") ? target : `/run/secrets/${target}` };
  });
}

export interface Mount {
  /** A path beside compose.yml, one of the machine's, or a volume's name. */
  source: string;
  target: string;
  isReadOnly: boolean;
}

export function mountsOf({ volumes = [] }: Service): Mount[] {
  return volumes.map((text) => {
    const [source = "", target = "", mode = ""] = text.split(":");
    return { source, target, isReadOnly: mode.split(",").includes("ro") };
  });
}

/** Runs to its end, and is none that stays. */
export function isOneShot(name: string, { services }: ComposeFile): boolean {
  const waits = Object.values(services).flatMap(({ depends_on = {} }) => depends_on[name]?.condition ?? []);
  return waits.includes("service_completed_successfully") || services[name]?.profiles !== undefined;
}
