/** Which of the homes a configuration means, and where its files are kept. */
import { X509Certificate } from "node:crypto";
import type { z } from "zod";
import type { variables } from "./config_variables.ts";

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

export type Values = z.output<typeof variables>;

export type Home =
  | { kind: "embedded"; dataDir: string }
  | {
    kind: "server";
    databaseUrl: string;
    databaseCa: string | null;
    redisUrl: string;
    redisPassword: string | null;
    redisCa: string | null;
  }
  | {
    kind: "edge";
    databaseUrl: string;
    webSocketProxy: string | null;
    upstashUrl: string;
    upstashToken: string;
  };

export type FilesHome =
  | { kind: "folder"; folder: string }
  | {
    kind: "s3";
    endpoint: string;
    bucket: string;
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
  };

/** `isGiven` tells whether a variable is there at all, however wrong: a mistyped address still means that home. */
export function chooseHome(
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
  const databaseCa = readAuthorities(environment, "DATABASE_CA_FILE", values.DATABASE_CA_FILE, problems);
  const redisCa = readAuthorities(environment, "REDIS_CA_FILE", values.REDIS_CA_FILE, problems);
  if (values.REDIS_CA_FILE !== undefined && REDIS_URL?.startsWith("redis:")) {
    const expected =
      "expected a rediss:// address in REDIS_URL: with redis:// nothing is encrypted or verified";
    problems.push({ name: "REDIS_CA_FILE", expected });
  }
  if (!DATABASE_URL || !REDIS_URL) return undefined;
  return {
    kind: "server",
    databaseUrl: DATABASE_URL,
    databaseCa,
    redisUrl: REDIS_URL,
    redisPassword: values.REDIS_PASSWORD ?? null,
    redisCa,
  };
}

export const DEFAULT_DATA_DIR = "./data";

/** Where files are kept that no bucket takes. */
export function filesFolder(
  { UPLOAD_PATH, DATA_DIR = DEFAULT_DATA_DIR }: { UPLOAD_PATH?: string; DATA_DIR?: string },
): string {
  return UPLOAD_PATH ?? `${DATA_DIR}/uploads`;
}

/** A bucket as soon as anything of one is named, so that half of a configuration is not passed over. */
export function chooseFiles(values: Values, home: Home, problems: ConfigProblem[]): FilesHome | null {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket } = values;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = values;
  const named = { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId };
  const all = { ...named, S3_SECRET_ACCESS_KEY: secretAccessKey };
  if (Object.values(all).every((value) => value === undefined)) {
    if (home.kind === "edge") return null;
    return { kind: "folder", folder: filesFolder(values) };
  }
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined || isNamed(problems, name)) continue;
    problems.push({ name, expected: "expected beside the other variables of S3" });
  }
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) return null;
  return { kind: "s3", endpoint, bucket, region: values.S3_REGION, accessKeyId, secretAccessKey };
}

/** Certificates in PEM, out of the file of that name; null where none is named or, with a problem, where none are in it. */
export function readAuthorities(
  environment: Environment,
  name: string,
  path: string | undefined,
  problems: ConfigProblem[],
): string | null {
  const text = readFile(environment, name, path, problems);
  if (text === null || hasCertificates(text)) return text;
  problems.push({ name, expected: "expected a file of certificates in PEM" });
  return null;
}

function hasCertificates(text: string): boolean {
  const found = text.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [];
  try {
    return found.map((pem) => new X509Certificate(pem)).length > 0;
  } catch {
    return false;
  }
}

export function readFile(
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

export function isNamed(problems: readonly ConfigProblem[], name: string): boolean {
  return problems.some((problem) => problem.name === name || problem.name === `${name}_FILE`);
}
