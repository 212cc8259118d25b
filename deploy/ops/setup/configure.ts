/** Asks for what LEXIA is to run on, tries each connection as it is given, and makes the secrets. */
import { parseEnv } from "node:util";
import { variableNames } from "#platform/config.ts";
import { variables } from "#platform/config_variables.ts";
import { type Config, ConfigError, readConfig, writeError } from "#platform/mod.ts";
import { askHidden } from "../_hidden_line.ts";
import type { Given } from "../_program.ts";
import { Ending, EXIT } from "../backup/ending.ts";
import { failed, type Finding } from "./findings.ts";
import { brokenOff, isInteractive, type OperatorAnswers } from "./operator.ts";
import { GENERATED, type Group, GROUPS, type HomeName, HOMES, type Question } from "./questions.ts";
import { isSecret } from "./settings_file.ts";

export interface Configured {
  home: HomeName;
  config: Config;
  /** To be written: variables that differ from their defaults. */
  values: Record<string, string>;
  /** The names of those that were made now. */
  made: string[];
  operator: OperatorAnswers;
}

const SECRET_BYTES = 48;
/** Answers that are no variables. */
const OWN_ANSWERS = ["SETUP_HOME", "OPERATOR_EMAIL", "OPERATOR_NAME", "OPERATOR_PASSWORD_FILE"];
const ASKED = new Set(
  Object.values(GROUPS).flat().flatMap(({ questions }) => questions.map(({ name }) => name)),
);

/** `before`: what an earlier set-up has written. @throws {Ending} before anything is written */
export async function configure(given: Given, before: Readonly<Record<string, string>>): Promise<Configured> {
  const answers = await answersOf(given);
  const home = homeOf(given, answers);
  const values: Record<string, string> = { ...unasked(before), ...unasked(answers) };
  for (const group of GROUPS[home]) await askGroup(given, home, { group, answers, values });
  const made: string[] = [];
  for (const name of GENERATED[home]) {
    if (values[name] !== undefined) continue;
    values[name] = crypto.getRandomValues(new Uint8Array(SECRET_BYTES)).toHex();
    made.push(name);
  }
  const config = configFrom(values);
  const operator = {
    email: answers.OPERATOR_EMAIL,
    name: answers.OPERATOR_NAME,
    passwordFile: answers.OPERATOR_PASSWORD_FILE,
  };
  return { home, config, values, made, operator };
}

/** Of the file of answers and of `--set`. @throws {Ending} */
async function answersOf(given: Given): Promise<Record<string, string>> {
  const file = given.text("answers");
  const answers: Record<string, string> = {};
  if (file !== undefined) {
    let text: string;
    try {
      text = await Deno.readTextFile(file);
    } catch {
      throw given.wrong("Cannot read the file that --answers names");
    }
    for (const [name, value] of Object.entries(parseEnv(text))) if (value) answers[name] = value;
  }
  for (const pair of given.many("set")) {
    const [, name = "", value = ""] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(pair) ?? [];
    if (name === "") throw given.wrong("--set: give NAME=VALUE");
    if (isSecret(name)) {
      throw given.wrong(`--set: ${name} is a secret, and others can read arguments: give it in --answers`);
    }
    answers[name] = value;
  }
  const known = new Set([...variableNames(), ...OWN_ANSWERS, "BACKUP_SEAL_KEY"]);
  const strange = Object.keys(answers).filter((name) => !known.has(name));
  if (strange.length > 0) {
    throw new Ending(EXIT.data, "unknown_answers", `There is no variable ${strange.join(", ")}`);
  }
  return answers;
}

function homeOf(given: Given, answers: Readonly<Record<string, string>>): HomeName {
  const chosen = given.oneOf("home", HOMES) ?? HOMES.find((home) => home === answers.SETUP_HOME);
  if (chosen) return chosen;
  if (answers.UPSTASH_REDIS_REST_URL !== undefined) return "edge";
  if (answers.DATABASE_URL !== undefined) return "server";
  if (!isInteractive(given)) return "embedded";
  const typed = prompt(`Where does LEXIA run: ${HOMES.join(", ")}?`, "server");
  const home = HOMES.find((one) => one === typed?.trim());
  if (home === undefined) {
    throw typed === null ? brokenOff() : given.wrong(`Choose one of ${HOMES.join(", ")}`);
  }
  return home;
}

/** Variables that no question of any home is about. */
function unasked(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => !ASKED.has(name) && !OWN_ANSWERS.includes(name)),
  );
}

interface Asking {
  group: Group;
  answers: Readonly<Record<string, string>>;
  values: Record<string, string>;
}

/** Until what was given can be reached; nobody there to ask, once. @throws {Ending} */
async function askGroup(given: Given, home: HomeName, { group, answers, values }: Asking): Promise<void> {
  const canAsk = isInteractive(given);
  let prepared: Readonly<Record<string, string>> = answers;
  for (;;) {
    if (canAsk) writeError(`\n${group.title}`);
    for (const { name } of group.questions) delete values[name];
    for (const question of group.questions) {
      const isAsked = question.after === undefined || values[question.after] !== undefined;
      const value = isAsked ? await answerTo(given, question, prepared[question.name]) : "";
      if (value !== "") values[question.name] = value;
    }
    const faults = await attempt(given, home, group, values);
    if (faults.length === 0) return;
    const said = faults.map(({ what, said, todo }) => `${what}: ${said}. ${todo}`).join("\n");
    if (!canAsk) {
      throw new Ending(EXIT.unavailable, "unreachable", `Nothing was written. ${said}`, { checks: faults });
    }
    writeError(said);
    // What was prepared has failed: now it is asked for.
    prepared = {};
  }
}

async function attempt(
  given: Given,
  home: HomeName,
  { attempt, title }: Group,
  values: Readonly<Record<string, string>>,
): Promise<Finding[]> {
  // A rehearsal makes no folder.
  if (!attempt || (given.isDryRun && (home === "embedded" || title === "Files"))) return [];
  try {
    const findings = await attempt(configFrom({ ...STAND_INS[home], ...values }));
    return findings.filter(({ state }) => state === "failed");
  } catch (error) {
    if (!(error instanceof Ending)) throw error;
    return [failed(title, error.message, "Give it again")];
  }
}

/** For what is asked for later. */
const STAND_INS: Readonly<Record<HomeName, Record<string, string>>> = {
  embedded: {},
  server: {
    SECRET_KEY: "-".repeat(64),
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing",
    REDIS_URL: "redis://127.0.0.1:1",
  },
  edge: {
    SECRET_KEY: "-".repeat(64),
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing",
    UPSTASH_REDIS_REST_URL: "http://127.0.0.1:1",
    UPSTASH_REDIS_REST_TOKEN: "-",
  },
};

/** Empty: none. @throws {Ending} */
async function answerTo(given: Given, question: Question, prepared: string | undefined): Promise<string> {
  const { name } = question;
  for (;;) {
    const value = prepared ?? (isInteractive(given) ? await typed(question) : question.default);
    if (value === undefined) throw given.wrong(`Give ${name}, in --answers or by --set`);
    const problem = value === "" && question.default === "" ? null : problemOf(name, value);
    if (problem === null) return value;
    if (prepared !== undefined || !isInteractive(given)) {
      throw new Ending(EXIT.data, "answer_invalid", `Nothing was written. ${name}: ${problem}`);
    }
    writeError(problem);
  }
}

async function typed({ name, ask, default: otherwise }: Question): Promise<string> {
  const line = isSecret(name) ? await askHidden(`${ask}: `) : prompt(`${ask}:`, "");
  if (line === null) throw brokenOff();
  return line.trim() === "" ? otherwise ?? "" : line.trim();
}

function problemOf(name: string, value: string): string | null {
  if (value === "") return "an answer is needed";
  const schema = Object.entries(variables.shape).find(([known]) => known === name)?.[1];
  const parsed = schema?.safeParse(value);
  return parsed && !parsed.success ? parsed.error.issues[0]?.message ?? "it is not valid" : null;
}

/** @throws {Ending} naming every variable that is wrong. */
export function configFrom(values: Readonly<Record<string, string>>): Config {
  try {
    return readConfig({ get: (name) => values[name], readTextFile: (path) => Deno.readTextFileSync(path) });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const faults = error.problems.map(({ name, expected }) => `${name}: ${expected}`).join("; ");
    throw new Ending(EXIT.data, "answer_invalid", `Nothing was written. ${faults}`);
  }
}
