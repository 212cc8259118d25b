/**
 * Fills in the configuration of nginx that stands in `deploy/server/nginx/`, on the machine that nginx runs on or in a
 * container of LEXIA's beside it. What is given is checked before a byte is written, so that it cannot become
 * configuration of its own.
 */
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { type Given, nginxValues } from "./_nginx_values.ts";
import { Ending } from "./_ending.ts";
import { writeError, writeLine } from "#platform/process.ts";

const HELP =
  `deploy/ops/nginx_conf.ts [--to FOLDER] [--upstream HOST:PORT]… [--outer-proxy RANGE]… [--dry-run] [--json]

Writes nginx's configuration for LEXIA. BASE_DOMAIN must be set as it is for LEXIA itself; PUBLIC_URL and
MAX_UPLOAD_SIZE count too. TRUSTED_PROXIES of LEXIA must name the address that nginx calls from. Domains that
certificates.sh has added are kept.

  --to FOLDER            where nginx looks for nginx.conf (/etc/nginx)
  --upstream HOST:PORT   an instance of LEXIA; once for each (127.0.0.1:8000)
  --outer-proxy RANGE    a proxy in front of nginx whose X-Forwarded-For counts, such as 10.0.0.0/8; none by default
  --resolver ADDRESS     a name server, for OCSP; those of /etc/resolv.conf by default
  --address ADDRESS      where nginx listens; once for each (0.0.0.0 and ::)
  --http-port PORT       80
  --https-port PORT      443
  --certificates FOLDER  with a folder for each name, as certbot keeps them (/etc/letsencrypt/live)
  --challenges FOLDER    where certbot's HTTP-01 challenges are put (/var/www/lexia)
  --user NAME            whom nginx's workers run as (www-data; nginx in the official image)
  --logs FOLDER          /var/log/nginx
  --run FOLDER           of the process id (/run)
  --temp FOLDER          of bodies and answers on their way (/var/lib/nginx; /var/cache/nginx in the official image)
  --client-seconds N     after which a client that neither sends nor reads is cut, at most 30 (15)
  --read-seconds N       after which an instance that answers nothing is given up (60)
  --stream-seconds N     the same for streams of events (120)
  --api-per-second N     calls of the API from one address; twice as many at once (10)
  --sign-ins-per-second N
                         of passwords, second factors and the like; five times as many at once (1)
  --dry-run              say which files would be new or different, and write none
  --json                 one line of JSON instead of a sentence
  -h, --help             this text

Ends with
  0   written, or with --dry-run: it could be
  64  the arguments cannot be read, or a value is not valid
  73  a file cannot be written
  78  BASE_DOMAIN and what goes with it cannot be used
`;

/** Those of sysexits.h, so that scripts can tell. */
const EXIT = { done: 0, usage: 64, cannotCreate: 73, config: 78 } as const;

const TEMPLATES = new URL("../server/nginx/", import.meta.url);

export function main(args: string[]): number {
  const isJson = args.includes("--json");
  const ending = run(args);
  const said = { outcome: ending.outcome, message: ending.message, ...ending.fields };
  if (isJson) writeLine(JSON.stringify(said));
  else (ending.exit === EXIT.done ? writeLine : writeError)(ending.message);
  return ending.exit;
}

function run(args: string[]): Ending {
  try {
    const { to, isDry, isHelp, given } = optionsOf(args);
    if (isHelp) return new Ending(EXIT.done, "help", HELP);
    const files = rendered(given);
    for (const [path, text] of domainsIn(to, files.get("custom_domain.conf") ?? "")) files.set(path, text);
    if (isDry) return planned(to, files);
    write(to, files);
    return new Ending(EXIT.done, "written", `Wrote ${files.size} files to ${to}: check them with nginx -t`, {
      folder: to,
      files: [...files.keys()],
    });
  } catch (error) {
    if (error instanceof Ending) return error;
    throw error;
  }
}

function planned(to: string, files: ReadonlyMap<string, string>): Ending {
  const changed = [...files].filter(([path, text]) => textIn(join(to, path)) !== text).map(([path]) => path);
  const message = changed.length === 0
    ? `All ${files.size} files in ${to} are as they would be written`
    : `Would write ${changed.length} of ${files.size} files to ${to}: ${changed.join(", ")}`;
  return new Ending(EXIT.done, "planned", message, { folder: to, files: changed });
}

/** Null where there is none, or none that can be read. */
function textIn(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}

function optionsOf(args: string[]): { to: string; isDry: boolean; isHelp: boolean; given: Given } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        to: { type: "string", default: "/etc/nginx" },
        upstream: { type: "string", multiple: true, default: ["127.0.0.1:8000"] },
        "outer-proxy": { type: "string", multiple: true, default: [] },
        resolver: { type: "string", multiple: true, default: [] },
        address: { type: "string", multiple: true, default: ["0.0.0.0", "::"] },
        "http-port": { type: "string", default: "80" },
        "https-port": { type: "string", default: "443" },
        certificates: { type: "string", default: "/etc/letsencrypt/live" },
        challenges: { type: "string", default: "/var/www/lexia" },
        user: { type: "string", default: "www-data" },
        logs: { type: "string", default: "/var/log/nginx" },
        run: { type: "string", default: "/run" },
        temp: { type: "string", default: "/var/lib/nginx" },
        "client-seconds": { type: "string", default: "15" },
        "read-seconds": { type: "string", default: "60" },
        "stream-seconds": { type: "string", default: "120" },
        "api-per-second": { type: "string", default: "10" },
        "sign-ins-per-second": { type: "string", default: "1" },
        "dry-run": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
    const { to, help, json: _, "dry-run": isDry, ...given } = values;
    return { to, isDry, isHelp: help, given };
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown reason";
    throw new Ending(EXIT.usage, "usage", `Cannot read the arguments: ${reason}\n\n${HELP}`);
  }
}

/** The text of each file, by its path below nginx's folder. */
function rendered(given: Given): Map<string, string> {
  const read = nginxValues(given, {
    env: (name) => Deno.env.get(name),
    readTextFile: (path) => Deno.readTextFileSync(path),
  });
  if ("faults" in read) {
    throw new Ending(EXIT.config, "config", `Cannot configure nginx: ${read.faults.join("; ")}`, read);
  }
  const paths = [...templatePaths("")].sort();
  return new Map(paths.map((path) => [path, fill(path, read.values)]));
}

/** Organizations' domains, which `certificates.sh` has added, as they would be added now. */
function* domainsIn(to: string, template: string): Generator<[path: string, text: string]> {
  const folder = join(to, "domains");
  try {
    for (const { name } of Deno.readDirSync(folder)) {
      const [, domain] = /^([a-z0-9.-]+)\.conf$/.exec(name) ?? [];
      if (domain !== undefined) yield [`domains/${name}`, template.replaceAll("CUSTOM_DOMAIN", domain)];
    }
  } catch (error) {
    // At first there are none.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function* templatePaths(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, TEMPLATES))) {
    if (isDirectory) yield* templatePaths(`${folder}${name}/`);
    else if (name.endsWith(".conf")) yield folder + name;
  }
}

/** Variables of nginx's own are written in small letters. */
function fill(path: string, values: ReadonlyMap<string, string>): string {
  const template = Deno.readTextFileSync(new URL(path, TEMPLATES));
  return template.replace(/^( *)?\$\{([A-Z_]+)\}|\$\{([A-Z_]+)\}/gm, (_, indent = "", alone, within) => {
    const value = values.get(alone ?? within);
    if (value === undefined) throw new Error(`"${path}" wants ${alone ?? within}, which has no value`);
    return indent + value.replaceAll("\n", `\n${indent}`);
  });
}

/** Each file is whole or as it was: nginx may be told to reload at any time. */
function write(to: string, files: ReadonlyMap<string, string>): void {
  try {
    Deno.mkdirSync(join(to, "domains"), { recursive: true });
    for (const [path, text] of files) {
      const target = join(to, path);
      Deno.mkdirSync(dirname(target), { recursive: true });
      Deno.writeTextFileSync(`${target}.new`, text, { mode: 0o644 });
      Deno.renameSync(`${target}.new`, target);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown reason";
    throw new Ending(EXIT.cannotCreate, "not_written", `Cannot write to "${to}": ${reason}`);
  }
}

if (import.meta.main) Deno.exit(main(Deno.args));
