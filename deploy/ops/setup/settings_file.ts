/** The configuration as files: `.env`, and where wanted a file for each secret. Whatever was there before is kept. */
import { dirname, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { SECRETS } from "#platform/config_variables.ts";
import { Ending, EXIT } from "../backup/ending.ts";

/** Of the programs around backups, whose secrets may come from files as LEXIA's own do. */
const MORE_SECRETS = new Set(["BACKUP_SEAL_KEY"]);

export interface Target {
  /** Of `.env`. */
  file: string;
  /** Null: secrets stand in `.env` itself. */
  secretsFolder: string | null;
  /** Puts a new one in the place of one that is there. */
  replaces: boolean;
}

export interface PlannedFile {
  path: string;
  text: string;
  /** Where what is there now goes. */
  keptAs: string | null;
}

export function isSecret(name: string): boolean {
  return SECRETS.has(name) || MORE_SECRETS.has(name);
}

/** What is there already, values of secret files included: nothing that was made before is made anew. */
export async function readSettings(file: string): Promise<Record<string, string>> {
  const text = await readIfThere(file);
  if (text === null) return {};
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(parseEnv(text))) {
    if (value === undefined || value === "") continue;
    const secret = name.replace(/_FILE$/, "");
    if (secret === name || !isSecret(secret)) values[name] = value;
    else values[secret] = (await readIfThere(resolve(dirname(file), value)))?.trim() ?? "";
  }
  return values;
}

/** @throws {Ending} where a file is there and may not be replaced, or a value cannot stand in a line. */
export async function planFiles(
  values: Readonly<Record<string, string>>,
  { file, secretsFolder, replaces }: Target,
  now: Date,
): Promise<PlannedFile[]> {
  const lines: string[] = [
    "# Written by deno task setup. Every variable is explained in .env.example.",
    "# Load it into a shell with: set -a; . ./.env; set +a",
  ];
  const files: PlannedFile[] = [];
  const keptAs = async (path: string) =>
    await readIfThere(path) === null
      ? null
      : `${path}.${now.toISOString().replaceAll(/[-:]|\.\d+/g, "")}.kept`;
  for (const [name, value] of Object.entries(values)) {
    if (value === "") continue;
    if (secretsFolder === null || !isSecret(name)) {
      lines.push(`${name}=${quoted(name, value)}`);
      continue;
    }
    const path = join(resolve(secretsFolder), name.toLowerCase());
    lines.push(`${name}_FILE=${quoted(name, path)}`);
    const before = await readIfThere(path);
    if (before?.trim() !== value) files.push({ path, text: `${value}\n`, keptAs: await keptAs(path) });
  }
  files.push({ path: file, text: `${lines.join("\n")}\n`, keptAs: await keptAs(file) });
  const taken = files.filter((planned) => planned.keptAs !== null);
  if (taken.length > 0 && !replaces) {
    const message = `There is a ${
      taken.map(({ path }) => path).join(", ")
    } already, and it stays. Look at it with setup --check, or write a new one with --force, which keeps a copy and the secrets`;
    throw new Ending(EXIT.exists, "settings_exist", message);
  }
  return files;
}

/** Each whole or not at all, and readable by its owner alone. @throws {Ending} */
export async function writeFiles(files: readonly PlannedFile[]): Promise<void> {
  for (const { path, text, keptAs } of files) {
    const fresh = `${path}.${crypto.randomUUID().slice(0, 8)}.new`;
    try {
      await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
      if (keptAs !== null) await Deno.rename(path, keptAs);
      await Deno.writeTextFile(fresh, text, { createNew: true, mode: 0o600 });
      await Deno.rename(fresh, path);
    } catch (error) {
      await Deno.remove(fresh).catch(() => {});
      const kept = keptAs === null ? "" : `; what was there is in "${keptAs}"`;
      const message = `Cannot write "${path}": see its folder and who may write there${kept}`;
      throw new Ending(EXIT.io, "unwritten", message, {}, { cause: error });
    }
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new Ending(EXIT.io, "unreadable", `Cannot read "${path}"`, {}, { cause: error });
  }
}

/** As shells and Deno read it; plain where it can be, since containers take quotes for part of the value. */
function quoted(name: string, value: string): string {
  if (/^[\w@%+=:,./-]*$/.test(value)) return value;
  if (!/['\r\n]/.test(value)) return `'${value}'`;
  const message =
    `${name} has a quotation mark or a line end in it: put it in a file, and name that in ${name}_FILE`;
  throw new Ending(EXIT.data, "unquotable", message);
}
