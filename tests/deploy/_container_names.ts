/** What LEXIA's images know: variables, commands, health checks. */
import { CATALOGUE } from "../../deploy/ops/catalogue.ts";
import { variableNames } from "#platform/config.ts";
import { SERVER } from "./_compose.ts";

/** What Deno itself reads. */
const OF_DENO = [
  "OTEL_DENO",
  "OTEL_DENO_CONSOLE",
  "OTEL_SERVICE_NAME",
  "OTEL_EXPORTER_OTLP_PROTOCOL",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_TRACES_SAMPLER",
  "OTEL_TRACES_SAMPLER_ARG",
];

const OF_LEXIA = new Set([...variableNames(), ...OF_DENO]);
const OF_BACKUP = new Set([
  ...await read("../ops/backup/settings.ts", /(?:text|secret|whole|read)\("([A-Z_]+)"/g),
  ...["ENDPOINT", "BUCKET", "REGION", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"].flatMap((name) => [
    `S3_${name}`,
    `BACKUP_S3_${name}`,
  ]),
]);

/** The names that a program of one of the images reads. */
export function variableNamesOf(image: "lexia" | "backup"): { has(name: string): boolean } {
  if (image === "lexia") return OF_LEXIA;
  return { has: (name) => OF_BACKUP.has(name) || OF_BACKUP.has(name.replace(/_FILE$/, "")) };
}

/** What may stand behind `ops`. */
export const HELP_NAMES = new Set(Object.keys(CATALOGUE));

async function read(path: string, pattern: RegExp): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(path, SERVER));
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

/** Of the Dockerfile's two targets. */
export async function healthchecks(): Promise<{ "lexia": string[]; "lexia-backup": string[] }> {
  const text = (await Deno.readTextFile(new URL("Dockerfile", SERVER))).replaceAll("\\\n", "");
  const commands = [...text.matchAll(/^HEALTHCHECK[^[]*CMD (\[.*\])$/gm)].map(([, found = "[]"]) =>
    JSON.parse(found)
  );
  const [backup = [], lexia = []] = commands;
  return { lexia, "lexia-backup": backup };
}
