/** The first operator of the platform, which nothing else can make, and those who are locked out. */
import { pendingMigrations } from "#db/migrate.ts";
import { PasswordHasher } from "#domain/identity/password_hash.ts";
import { PasswordRules } from "#domain/identity/password_rules.ts";
import { makeOperator, resetOperator, type SetUpServices } from "#domain/identity/set_up_operators.ts";
import { askHidden } from "../_hidden_line.ts";
import { withDatabase } from "../_lexia.ts";
import type { Answer, Given } from "../_program.ts";
import { Ending, EXIT } from "../backup/ending.ts";

export const OPERATOR_EXIT = {
  unknown: 67,
  /** As shells have it for Ctrl-C. */
  brokenOff: 130,
} as const;

/** What was said of the operator before, such as in a file of answers. */
export interface OperatorAnswers {
  email?: string;
  name?: string;
  passwordFile?: string;
}

/** On the configured database. @throws {Ending} */
export async function setUpOperator(given: Given, answers: OperatorAnswers = {}): Promise<Answer> {
  return await withDatabase({}, async ({ driver, db }) => {
    if (await pendingMigrations(driver) > 0) {
      const message = "The database is not up to date: run deno task migrate first";
      throw new Ending(EXIT.unavailable, "migrations_pending", message);
    }
    const services = { platformDb: db, hasher: new PasswordHasher(), passwordRules: new PasswordRules() };
    return given.isSet("reset") ? await reset(services, given) : await make(services, given, answers);
  });
}

async function make(services: SetUpServices, given: Given, answers: OperatorAnswers): Promise<Answer> {
  const email = given.text("email") ?? answers.email ?? ask(given, "E-mail address: ", "email");
  const name = given.text("name") ?? answers.name ?? ask(given, "Name: ", "name");
  const password = await passwordOf(given, answers);
  const made = await makeOperator(services, { email, name, password, isAnother: given.isSet("another") });
  switch (made.outcome) {
    case "made":
      return {
        outcome: "made",
        message: "The operator can sign in on the admin host",
        fields: { id: made.userId },
      };
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

async function reset(services: SetUpServices, given: Given): Promise<Answer> {
  const email = given.text("email") ?? ask(given, "E-mail address: ", "email");
  const password = await passwordOf(given, {});
  const done = await resetOperator(services, { email, password });
  if (done.outcome === "unknown") {
    throw new Ending(OPERATOR_EXIT.unknown, "unknown", "No operator of the platform has this address");
  }
  const message = `The operator has the new password and no second factor; sessions ended: ${done.sessions}`;
  return { outcome: "reset", message, fields: { id: done.userId, sessions_ended: done.sessions } };
}

function ask(given: Given, question: string, option: string): string {
  const answer = isInteractive(given) ? prompt(question) : null;
  if (answer === null || answer.trim() === "") throw missing(given, option);
  return answer;
}

async function passwordOf(given: Given, answers: OperatorAnswers): Promise<string> {
  const file = given.text("password-file") ?? answers.passwordFile;
  if (file !== undefined && file !== "-") return firstLine(given, await readPasswordFile(given, file));
  if (file === "-" || !isInteractive(given)) {
    return firstLine(given, await new Response(Deno.stdin.readable).text());
  }
  const password = await hidden(given, "Password: ");
  const again = await hidden(given, "The same again: ");
  if (password !== again) throw new Ending(EXIT.data, "mismatch", "The two passwords are not the same");
  return password;
}

async function hidden(given: Given, question: string): Promise<string> {
  const line = await askHidden(question);
  if (line === null) throw brokenOff();
  if (line === "") throw missing(given, "password-file");
  return line;
}

/** Nobody is there any more who answers. */
export function brokenOff(): Ending {
  return new Ending(OPERATOR_EXIT.brokenOff, "broken_off", "Broken off: nothing was changed");
}

async function readPasswordFile(given: Given, path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    throw given.wrong("Cannot read the file that --password-file names");
  }
}

function firstLine(given: Given, text: string): string {
  const line = text.split(/\r?\n/, 1)[0] ?? "";
  if (line === "") throw missing(given, "password-file");
  return line;
}

/** Whether somebody can be asked. */
export function isInteractive(given: Given): boolean {
  return !given.isSet("json") && Deno.stdin.isTerminal();
}

function missing(given: Given, option: string): Ending {
  return given.wrong(`Give --${option}: there is no terminal to ask on, or nothing was typed`);
}
