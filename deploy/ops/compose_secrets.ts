/**
 * `deno task compose:secrets`: makes the secrets of an installation in containers, once, as files: each readable by the
 * user of the one container that needs it. What is there is never touched.
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { variables } from "#platform/config_variables.ts";
import { Ending, EXIT, runProgram, usage } from "./backup/ending.ts";
import { authorityOf, type MadeFile, READERS, type Recipe, recipes } from "./_installation_secrets.ts";
import { issue } from "./_inner_authority.ts";

const HELP = `deno task compose:secrets [--to FOLDER] [--certificates FOLDER] [--dry-run] [--json]

Makes what is not there yet: keys, passwords, addresses with passwords in them, and certificates for what containers speak
among themselves. BASE_DOMAIN must be set as it is for LEXIA itself. Run it as root, since each file is given to the user
of the container that reads it, and nobody else can (0400). Run again, it makes what a new release has more.

Some begin empty, since you have them from elsewhere: keys of buckets, passwords of your mail server and of the alerts,
and what the checklist (golive) signs in with. Those that stay empty count as not set.
Move backup_identity into a safe: it opens every backup, and is not made anew while backup_recipients is there.

An address of Redis that is there and says redis:// is told of, with the command that puts it right: Redis takes TLS alone.

  --to FOLDER            of the secrets (deploy/server/secrets)
  --certificates FOLDER  of the site's own certificate (deploy/server/certificates). Until you put yours there, one that
                         no browser trusts is made
  --dry-run              say what would be made, and make nothing
  --json                 one line of JSON instead of a sentence
  -h, --help             this text

Exit codes: 0 done, 64 arguments, 65 half of a certificate is there, 69 no openssl, 73 cannot write, 77 not root,
78 BASE_DOMAIN.
`;

interface Options {
  to: string;
  certificates: string;
  isDry: boolean;
  isHelp: boolean;
}

/** The recipes that are to be followed, and the names of files that stay. */
interface Plan {
  wanted: Recipe[];
  kept: string[];
  needsSite: boolean;
}

export async function main(args: string[]): Promise<number> {
  return await runProgram(args, run);
}

async function run(args: string[]): Promise<Ending> {
  const options = optionsOf(args);
  if (options.isHelp) return new Ending(EXIT.done, "help", HELP);
  const domain = domainOf(Deno.env.get("BASE_DOMAIN"));
  const site = join(options.certificates, "live", domain);
  const plan = planOf(options.to, site);
  const names = [...plan.wanted.flatMap(({ names }) => names), ...(plan.needsSite ? [site] : [])];
  const plain = await plainAddresses(options.to, plan.kept);
  const fields = { made: names, kept: plan.kept, plain, folder: options.to };
  const told = `${plan.kept.length} stay${toPutRight(options.to, plain)}`;
  if (options.isDry) return new Ending(EXIT.done, "planned", `Would make ${listed(names)}; ${told}`, fields);
  if (Deno.uid() !== 0) {
    const why = "each file is given to the user of the container that reads it";
    throw new Ending(EXIT.noPermission, "not_root", `Run this as root: ${why}`);
  }
  await carryOut(plan, { ...options, domain, site });
  return new Ending(EXIT.done, "made", `Made ${listed(names)}; ${told}`, fields);
}

function optionsOf(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        to: { type: "string", default: "deploy/server/secrets" },
        certificates: { type: "string", default: "deploy/server/certificates" },
        "dry-run": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
    const { to, certificates, help } = values;
    return { to, certificates, isDry: values["dry-run"], isHelp: help };
  } catch {
    throw usage(HELP);
  }
}

function domainOf(text: string | undefined): string {
  const read = variables.shape.BASE_DOMAIN.unwrap().safeParse(text);
  if (read.success) return read.data;
  throw new Ending(EXIT.config, "configuration", "BASE_DOMAIN: set it as it is for LEXIA itself");
}

function planOf(folder: string, site: string): Plan {
  const wanted: Recipe[] = [];
  const kept: string[] = [];
  for (const recipe of recipes()) {
    const there = recipe.names.filter((name) => exists(join(folder, name)));
    kept.push(...there);
    if (there.length === 0) {
      if (!isInASafe(folder, recipe)) wanted.push(recipe);
    } else if (there.length < recipe.names.length) {
      const missing = recipe.names.filter((name) => !there.includes(name));
      throw new Ending(
        EXIT.data,
        "half",
        `"${there}" is there and "${missing}" is not: put it back, or remove both to have them made anew`,
      );
    }
  }
  return { wanted, kept, needsSite: !exists(site) };
}

/** @throws {Ending} `half`: a file that is to be made needs what somebody has taken away */
function isInASafe(folder: string, { names: [name], within }: Recipe): boolean {
  const there = within.filter((one) => exists(join(folder, one)));
  if (there.length === 0) return false;
  if (there.length === within.length) return true;
  const missing = within.filter((one) => !there.includes(one));
  throw new Ending(
    EXIT.data,
    "half",
    `"${missing}" is to be made of "${name}", and "${there}" was made of it: put "${name}" back for this once`,
  );
}

/** Those among the files that stay that were made when Redis took plain connections. */
async function plainAddresses(folder: string, kept: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of ["redis_url", "redis_exporter_passwords"].filter((one) => kept.includes(one))) {
    if (/\bredis:\/\//.test(await Deno.readTextFile(join(folder, name)))) found.push(name);
  }
  return found;
}

/** Passwords stay: nothing is lost by it, and it may be said twice. */
function toPutRight(folder: string, plain: readonly string[]): string {
  if (plain.length === 0) return "";
  // Whoever copies it may stand elsewhere.
  const files = plain.map((name) => `"${resolve(folder, name)}"`).join(" ");
  const why = "redis:// is not encrypted, and Redis takes TLS alone. Put it right as root, then bring all up";
  return `\n${listed(plain)}: ${why}:\n  sed -i 's|redis://|rediss://|' ${files}`;
}

async function carryOut(
  { wanted, needsSite }: Plan,
  { to, certificates, domain, site }: Options & { domain: string; site: string },
): Promise<void> {
  const ask = async (name: string): Promise<string> => (await Deno.readTextFile(join(to, name))).trim();
  try {
    await Deno.mkdir(to, { recursive: true, mode: 0o700 });
    for (const recipe of wanted) {
      for (const file of await recipe.make(ask)) await put(join(to, file.name), file);
    }
    await Deno.mkdir(join(certificates, "challenges"), { recursive: true });
    if (!needsSite) return;
    await Deno.mkdir(site, { recursive: true });
    const { certificate, key } = await issue(await authorityOf(ask), [domain, `*.${domain}`]);
    const chain = { reader: "nginx", isPublic: true } as const;
    await put(join(site, "fullchain.pem"), { ...chain, text: certificate });
    await put(join(site, "chain.pem"), { ...chain, text: await ask("inner_ca") });
    await put(join(site, "privkey.pem"), { reader: "nginx", isPublic: false, text: key });
  } catch (error) {
    if (error instanceof Ending) throw error;
    const reason = error instanceof Error ? error.message : "unknown reason";
    throw new Ending(EXIT.exists, "not_written", `Cannot write to "${to}": ${reason}`);
  }
}

/** Whole, with its owner, or not at all. */
async function put(path: string, { text, reader, isPublic }: Omit<MadeFile, "name">): Promise<void> {
  const incoming = `${path}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(incoming, text === "" ? "" : `${text.trimEnd()}\n`, {
      mode: 0o600,
      createNew: true,
    });
    await Deno.chown(incoming, READERS[reader], READERS[reader]);
    await Deno.chmod(incoming, isPublic ? 0o444 : 0o400);
    // Unlike a renaming, this never takes the place of a file that somebody has put there meanwhile.
    await Deno.link(incoming, path);
  } finally {
    await Deno.remove(incoming).catch(() => {});
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ");
}

if (import.meta.main) Deno.exit(await main(Deno.args));
