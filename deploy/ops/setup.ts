/**
 * `deno task setup`: makes the first operator of the platform, which nothing else can. Asks on the terminal for what is
 * not given; a password is never an argument, since other people of the machine can see those.
 */
import { parseArgs } from "node:util";
import { DatabaseUnavailable } from "#db/driver.ts";
import { pendingMigrations } from "#db/migrate.ts";
import { platformDb } from "#db/tenant_db.ts";
import { DomainError } from "#domain/errors.ts";
import { PasswordHasher } from "#domain/identity/password_hash.ts";
import { PasswordRules } from "#domain/identity/password_rules.ts";
import { makeOperator, resetOperator, type SetUpServices } from "#domain/identity/set_up_operators.ts";
import { configOfProcess, writeError, writeLine } from "#main";
import { openLog, openMaintenanceDatabase } from "#platform/mod.ts";
import { askHidden } from "./_hidden_line.ts";
import { Ending } from "./_ending.ts";

const HELP =
  `deno task setup [--email ADDRESS] [--name NAME] [--password-file FILE] [--another] [--reset] [--json]

Makes the first operator of the platform (super_admin). What is not given is asked for on the terminal.

  --email ADDRESS       what the operator signs in with, on the admin host
  --name NAME           what the operator is called
  --password-file FILE  a file with the password in its first line; "-": standard input
  --another             make one more operator beside those there are
  --reset               an operator who is locked out: new password, no second factor, all sessions ended
  --json                one line of JSON instead of a sentence
`;

/** Those of sysexits.h, so that scripts can tell. */
const EXIT = {
  done: 0,
  failed: 1,
  usage: 64,
  data: 65,
  unknown: 67,
  unavailable: 69,
  exists: 73,
  /** As shells have it for Ctrl-C. */
  brokenOff: 130,
} as const;

interface Options {
  email?: string;
  name?: string;
  passwordFile?: string;
  isAnother: boolean;
  isReset: boolean;
  isJson: boolean;
  isHelp: boolean;
}

export async function main(args: string[]): Promise<number> {
  const isJson = args.includes("--json");
  const ending = await run(args).catch(endingOf);
  const said = { outcome: ending.outcome, message: ending.message, ...ending.fields };
  if (isJson) writeLine(JSON.stringify(said));
  else (ending.exit === EXIT.done ? writeLine : writeError)(ending.message);
  return ending.exit;
}

function endingOf(error: unknown): Ending {
  if (error instanceof Ending) return error;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DatabaseUnavailable) {
      return new Ending(EXIT.unavailable, "database_unavailable", "Cannot reach the database");
    }
  }
  if (error instanceof DomainError) {
    const faults = error.data.errors?.map(({ field, message }) => `${field}: ${message}`) ?? [error.message];
    return new Ending(EXIT.data, error.code, `Cannot go on: ${faults.join("; ")}`);
  }
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
  const reason = error instanceof Error ? error.message + cause : "unknown reason";
  return new Ending(EXIT.failed, "failed", `Cannot set LEXIA up: ${reason}`);
}

async function run(args: string[]): Promise<Ending> {
  const options = optionsOf(args);
  if (options.isHelp) return new Ending(EXIT.done, "help", HELP);
  const config = configOfProcess();
  const database = await openMaintenanceDatabase(config, {
    log: openLog({ level: "error", write: writeError }),
  });
  try {
    if (await pendingMigrations(database) > 0) {
      throw new Ending(
        EXIT.unavailable,
        "migrations_pending",
        "The database is not up to date: run deno task migrate first",
      );
    }
    const services = {
      platformDb: platformDb(database, () => {}),
      hasher: new PasswordHasher(),
      passwordRules: new PasswordRules(),
    };
    return options.isReset ? await reset(services, options) : await make(services, options);
  } finally {
    await database.close();
  }
}

function optionsOf(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        email: { type: "string" },
        name: { type: "string" },
        "password-file": { type: "string" },
        another: { type: "boolean", default: false },
        reset: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    });
    if (values.another && values.reset) throw new Error("Choose --another or --reset");
    return {
      email: values.email,
      name: values.name,
      passwordFile: values["password-file"],
      isAnother: values.another,
      isReset: values.reset,
      isJson: values.json,
      isHelp: values.help,
    };
  } catch (error) {
    // What was typed is not repeated: it may be a password.
    const isOurs = error instanceof Error && error.message.startsWith("Choose");
    throw new Ending(
      EXIT.usage,
      "usage",
      `${isOurs ? error.message : "Cannot read the arguments"}\n\n${HELP}`,
    );
  }
}

async function make(services: SetUpServices, options: Options): Promise<Ending> {
  const email = options.email ?? ask(options, "E-mail address: ", "--email");
  const name = options.name ?? ask(options, "Name: ", "--name");
  const password = await passwordOf(options);
  const made = await makeOperator(services, { email, name, password, isAnother: options.isAnother });
  switch (made.outcome) {
    case "made":
      return new Ending(EXIT.done, "made", "The operator can sign in on the admin host", { id: made.userId });
    case "exists":
      throw new Ending(
        EXIT.exists,
        "exists",
        "There is an operator already: make one more with --another, or let one in again with --reset",
      );
    case "taken":
      throw new Ending(EXIT.exists, "taken", "An operator with this address is there: use --reset");
  }
}

async function reset(services: SetUpServices, options: Options): Promise<Ending> {
  const email = options.email ?? ask(options, "E-mail address: ", "--email");
  const password = await passwordOf(options);
  const done = await resetOperator(services, { email, password });
  if (done.outcome === "unknown") {
    throw new Ending(EXIT.unknown, "unknown", "No operator of the platform has this address");
  }
  const message = `The operator has the new password and no second factor; sessions ended: ${done.sessions}`;
  return new Ending(EXIT.done, "reset", message, { id: done.userId, sessions_ended: done.sessions });
}

function ask(options: Options, question: string, option: string): string {
  const answer = isInteractive(options) ? prompt(question) : null;
  if (answer === null || answer.trim() === "") throw missing(option);
  return answer;
}

async function passwordOf(options: Options): Promise<string> {
  if (options.passwordFile !== undefined && options.passwordFile !== "-") {
    return firstLine(await readPasswordFile(options.passwordFile));
  }
  if (options.passwordFile === "-" || !isInteractive(options)) {
    return firstLine(await new Response(Deno.stdin.readable).text());
  }
  const password = await hidden("Password: ");
  const again = await hidden("The same again: ");
  if (password !== again) throw new Ending(EXIT.data, "mismatch", "The two passwords are not the same");
  return password;
}

async function hidden(question: string): Promise<string> {
  const line = await askHidden(question);
  if (line === null) throw new Ending(EXIT.brokenOff, "broken_off", "Broken off: nothing was changed");
  if (line === "") throw missing("--password-file");
  return line;
}

async function readPasswordFile(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    throw new Ending(EXIT.usage, "usage", "Cannot read the file that --password-file names");
  }
}

function firstLine(text: string): string {
  const line = text.split(/\r?\n/, 1)[0] ?? "";
  if (line === "") throw missing("--password-file");
  return line;
}

function isInteractive({ isJson }: Options): boolean {
  return !isJson && Deno.stdin.isTerminal();
}

function missing(option: string): Ending {
  return new Ending(
    EXIT.usage,
    "usage",
    `Give ${option}: there is no terminal to ask on, or nothing was typed`,
  );
}

if (import.meta.main) Deno.exit(await main(Deno.args));
