/**
 * `deno task setup`: from a fresh machine to LEXIA with its first operator, asked for or unattended. Where LEXIA is
 * configured already it makes the first operator alone, which nothing else can.
 */
import { migrate } from "#db/migrate.ts";
import { configOfProgram, withDatabase } from "./_lexia.ts";
import { type Answer, type Given, type Program, runProgram } from "./_program.ts";
import { Ending, EXIT } from "./backup/ending.ts";
import { answerOf, runChecks } from "./setup/checks.ts";
import { configure, type Configured } from "./setup/configure.ts";
import { isInteractive, OPERATOR_EXIT, setUpOperator } from "./setup/operator.ts";
import { GROUPS, HOMES } from "./setup/questions.ts";
import { isSecret, planFiles, readSettings, writeFiles } from "./setup/settings_file.ts";

const PROGRAM: Program = {
  name: "setup",
  does: "Configure LEXIA, make its first operator, and check all that it needs",
  options: {
    answers: {
      value: "FILE",
      help: "NAME=value lines, by the names of .env.example: asks nothing that stands there",
    },
    set: { value: "NAME=VALUE", isMany: true, help: "one answer that is no secret; as often as needed" },
    home: { value: "HOME", help: `${HOMES.join(", ")}; configures even where LEXIA is configured already` },
    env: { value: "FILE", help: "what is written, and with --check what is read (.env)" },
    "secrets-dir": { value: "FOLDER", help: "a file for each secret there, and its path in --env" },
    force: { help: "replace what is there: a copy of it is kept, and the secrets stay the same" },
    "show-secrets": { help: "write the secrets that were made to the terminal" },
    "no-operator": { help: "make no operator" },
    check: { help: "checks alone, of the environment or of --env; changes nothing" },
    portal: { help: "checks the way to the court portal too; it is asked nothing" },
    email: { value: "ADDRESS", help: "what the operator signs in with, on the admin host" },
    name: { value: "NAME", help: "what the operator is called" },
    "password-file": {
      value: "FILE",
      help: 'a file with the password in its first line; "-": standard input',
    },
    another: { help: "make one more operator beside those there are" },
    reset: { help: "an operator who is locked out: new password, no second factor, all sessions ended" },
  },
  notes:
    `Where nothing is configured, or with --answers or --home, it asks for all that LEXIA needs, tries each connection,
makes the secrets, writes them with the rest, migrates the database, makes the first operator (super_admin), and
checks everything. Else it makes the operator alone. In --answers OPERATOR_EMAIL, OPERATOR_NAME and
OPERATOR_PASSWORD_FILE say who that is, and SETUP_HOME is --home.`,
  exits: {
    [EXIT.failed]: "it is set up as far as it goes, and a check failed: the table says what to do",
    [OPERATOR_EXIT.unknown]: "no operator has this address",
    [EXIT.io]: "a file cannot be read or written",
    [OPERATOR_EXIT.brokenOff]: "broken off by who was asked",
  },
  changes: true,
  run: async (given) => {
    if (given.isSet("another") && given.isSet("reset")) throw given.wrong("Choose --another or --reset");
    if (given.isSet("check")) return await check(given);
    if (wantsConfiguration(given)) return await setUp(given);
    if (given.isDryRun) throw given.wrong("--dry-run goes with --answers or --home");
    return await setUpOperator(given);
  },
};

export async function main(args: string[]): Promise<number> {
  return await runProgram(PROGRAM, args);
}

const ASKED = [
  ...new Set(Object.values(GROUPS).flat().flatMap(({ questions }) => questions.map(({ name }) => name))),
];

/** Somebody at a terminal with nothing configured, or who says so. */
function wantsConfiguration(given: Given): boolean {
  if (given.isSet("another") || given.isSet("reset")) return false;
  if (given.text("answers") !== undefined || given.text("home") !== undefined) return true;
  const isConfigured = [...ASKED, "SECRET_KEY"].some((name) =>
    Deno.env.get(name) || Deno.env.get(`${name}_FILE`)
  );
  return !isConfigured && isInteractive(given);
}

async function check(given: Given): Promise<Answer> {
  const file = given.text("env");
  const values = file === undefined ? {} : await readSettings(file);
  if (file !== undefined && Object.keys(values).length === 0) {
    throw new Ending(EXIT.unknown, "settings_missing", `There are no settings in "${file}"`);
  }
  const config = configOfProgram(values);
  const secretFiles = secretFilesOf((name) => Deno.env.get(name)).concat(file === undefined ? [] : [file]);
  const findings = await runChecks(config, { asksPortal: given.isSet("portal"), secretFiles });
  return answerOf(findings, "sound");
}

async function setUp(given: Given): Promise<Answer> {
  const target = {
    file: given.text("env") ?? ".env",
    secretsFolder: given.text("secrets-dir") ?? null,
    replaces: given.isSet("force"),
  };
  const configured = await configure(given, target.replaces ? await readSettings(target.file) : {});
  const files = await planFiles(configured.values, target, new Date());
  const named = files.map(({ path, keptAs }) =>
    keptAs === null ? path : `${path} (what is there goes to ${keptAs})`
  );
  const fields = {
    home: configured.home,
    files: files.map(({ path, keptAs }) => ({ path, kept_as: keptAs })),
    variables: Object.keys(configured.values),
    made: configured.made,
  };
  if (given.isDryRun) {
    const message = `Nothing was written. It would write ${named.join(", ")} with ${
      Object.keys(configured.values).join(", ")
    }; made new: ${configured.made.join(", ") || "nothing"}`;
    return { outcome: "rehearsed", message, fields: { ...fields, dry_run: true } };
  }
  await writeFiles(files);
  enter(configured.values);
  const { applied } = await withDatabase({}, ({ driver }) => migrate(driver));
  const operator = given.isSet("no-operator") ? null : await operatorOf(given, configured);
  const secretFiles = files.map(({ path }) => path);
  const findings = await runChecks(configured.config, { asksPortal: given.isSet("portal"), secretFiles });
  const begin = [
    `Written: ${named.join(", ")}`,
    `Migrations applied: ${applied.length}`,
    operator ?? "No operator was made",
    ...(given.isSet("show-secrets")
      ? configured.made.map((name) => `${name}=${configured.values[name]}`)
      : []),
  ].join("\n");
  const answer = answerOf(findings, "set_up", `${begin}\n`);
  return { ...answer, fields: { ...answer.fields, ...fields, migrations: applied } };
}

/** What follows reads the environment, and is to find this configuration alone. */
function enter(values: Readonly<Record<string, string>>): void {
  for (const name of ASKED) {
    Deno.env.delete(name);
    Deno.env.delete(`${name}_FILE`);
  }
  for (const [name, value] of Object.entries(values)) Deno.env.set(name, value);
}

/** Where one is there already, none is made. */
async function operatorOf(given: Given, { operator }: Configured): Promise<string> {
  try {
    return (await setUpOperator(given, operator)).message;
  } catch (error) {
    if (error instanceof Ending && error.outcome === "exists") return "There is an operator already";
    if (!(error instanceof Error)) throw error;
    throw new Ending(
      error instanceof Ending ? error.exit : EXIT.data,
      error instanceof Ending ? error.outcome : "operator_refused",
      `The configuration is written and the database migrated, but no operator was made: ${error.message}. Run deno task setup again with the configuration loaded`,
      {},
      { cause: error },
    );
  }
}

function secretFilesOf(get: (name: string) => string | undefined): string[] {
  return Object.keys(Deno.env.toObject()).flatMap((name) => {
    const path = get(name);
    return name.endsWith("_FILE") && isSecret(name.replace(/_FILE$/, "")) && path ? [path] : [];
  });
}

if (import.meta.main) Deno.exit(await main(Deno.args));
