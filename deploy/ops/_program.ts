/**
 * What LEXIA's programs have in common: options that are read and explained from one table, `--help`, `--json`,
 * `--dry-run` where something changes, and exit codes that the help tells.
 */
import { parseArgs } from "node:util";
import { DomainError, type ErrorKind } from "#domain/errors.ts";
import { StoreUnavailable } from "#domain/ports.ts";
import { Ending, endingOf, EXIT, usage } from "./backup/ending.ts";
import { tableText } from "./backup/table_text.ts";
import { writeError, writeLine } from "#platform/process.ts";

export interface Option {
  /** What stands for its value, such as NAME; absent: a switch. */
  value?: string;
  /** May be given more than once. */
  isMany?: boolean;
  help: string;
}

/** How a program ended well, or not quite: what people read, and what `--json` says. */
export interface Answer {
  outcome: string;
  message: string;
  /** For people, below the message; the same as JSON stands in `fields`. */
  table?: { head: readonly string[]; rows: readonly (readonly string[])[] };
  /** Of the line of JSON, beside outcome and message. */
  fields?: object;
  /** Instead of table and message, as it is: a file on standard output. */
  text?: string;
  /** 0 where not given. */
  exit?: number;
}

export interface Program {
  /** The task's. */
  name: string;
  /** One sentence, the same as the task's description. */
  does: string;
  /** What follows the name, such as SUBDOMAIN; one in brackets may be left out. */
  takes?: readonly string[];
  options?: Readonly<Record<string, Option>>;
  /** More on what it does. */
  notes?: string;
  /** What it can end with beside what all can. */
  exits?: Readonly<Record<number, string>>;
  /** It changes something, so that it can be rehearsed. */
  changes?: boolean;
  run(given: Given): Promise<Answer>;
}

const GENERAL: Readonly<Record<number, string>> = {
  [EXIT.done]: "done",
  [EXIT.failed]: "failed for a reason of its own",
  [EXIT.usage]: "the arguments cannot be read",
  [EXIT.data]: "something that was given is not valid",
  [EXIT.unknown]: "there is no such thing",
  [EXIT.unavailable]: "database or shared store out of reach, or migrations pending",
  [EXIT.exists]: "it is there already, or its present state does not allow it",
  [EXIT.busy]: "not now: another process has the database, or a limit was reached; try again later",
  [EXIT.noPermission]: "not allowed, such as beyond the plan's seats",
  [EXIT.config]: "the configuration is wrong",
};

const EXIT_OF_KIND: Readonly<Partial<Record<ErrorKind, number>>> = {
  malformed: EXIT.data,
  invalid: EXIT.data,
  missing: EXIT.unknown,
  conflict: EXIT.exists,
  precondition: EXIT.exists,
  payment: EXIT.noPermission,
  forbidden: EXIT.noPermission,
  unavailable: EXIT.unavailable,
  too_many: EXIT.busy,
};

/** Runs a program to its end, and returns its exit code. */
export async function runProgram(program: Program, args: readonly string[]): Promise<number> {
  const isJson = args.includes("--json");
  try {
    const given = readArguments(program, args);
    if (given.isSet("help")) {
      writeLine(helpOf(program));
      return EXIT.done;
    }
    const answer = await program.run(given);
    write(answer, isJson);
    return answer.exit ?? EXIT.done;
  } catch (error) {
    const ending = endingOfProgram(error);
    if (isJson) {
      writeLine(JSON.stringify({ outcome: ending.outcome, message: ending.message, ...ending.fields }));
    } else writeError(ending.message);
    return ending.exit;
  }
}

/** A family's file runs the one that its first argument names. */
export async function runNamed(programs: readonly Program[], [name, ...args]: string[]): Promise<number> {
  const program = programs.find((one) => one.name === name);
  if (program) return await runProgram(program, args);
  writeError(`Choose one of ${programs.map((one) => one.name).join(", ")}`);
  return EXIT.usage;
}

function write({ outcome, message, table, fields, text, exit = EXIT.done }: Answer, isJson: boolean): void {
  if (isJson) return writeLine(JSON.stringify({ outcome, message, ...fields }));
  if (text !== undefined) return writeLine(text);
  const shown = table && table.rows.length > 0 ? `${tableText(table.head, table.rows)}\n\n` : "";
  (exit === EXIT.done ? writeLine : writeError)(`${shown}${message}`);
}

function endingOfProgram(error: unknown): Ending {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DomainError) {
      const faults = cause.data.errors?.map(({ field, message }) => `${field}: ${message}`) ??
        [cause.message];
      const exit = EXIT_OF_KIND[cause.kind] ?? EXIT.failed;
      return new Ending(exit, cause.code, `Nothing was changed: ${faults.join("; ")}`);
    }
    if (cause instanceof StoreUnavailable) {
      return new Ending(EXIT.unavailable, "store_unavailable", "Cannot reach the shared store (Redis)");
    }
  }
  return endingOf(error);
}

/** What a program was called with. */
export class Given {
  constructor(
    private readonly program: Program,
    readonly positionals: readonly string[],
    private readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>,
  ) {}

  get isDryRun(): boolean {
    return this.isSet("dry-run");
  }

  isSet(name: string): boolean {
    return this.values[name] === true;
  }

  /** Of the words behind the program's name, from 0. @throws {Ending} */
  positional(index: number): string {
    const text = this.positionals[index];
    if (text === undefined || text === "") throw this.wrong(`Give ${this.program.takes?.[index]}`);
    return text;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** Of one that may be given more than once. */
  many(name: string): string[] {
    return [this.values[name] ?? []].flat().filter((value) => typeof value === "string");
  }

  /** @throws {Ending} */
  required(name: string): string {
    const text = this.text(name);
    if (text === undefined || text.trim() === "") throw this.wrong(`Give --${name}`);
    return text;
  }

  /** @throws {Ending} */
  whole(name: string, { min, max }: { min: number; max: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d{1,10}$/.test(text) && value >= min && value <= max) return value;
    throw this.wrong(`--${name}: give a whole number from ${min} to ${max}`);
  }

  /** @throws {Ending} */
  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const chosen = choices.find((choice) => choice === text);
    if (chosen === undefined) throw this.wrong(`--${name}: choose one of ${choices.join(", ")}`);
    return chosen;
  }

  /** What to throw where an argument is not as it must be. */
  wrong(problem: string): Ending {
    return usage(helpOf(this.program), problem);
  }
}

function readArguments(program: Program, args: readonly string[]): Given {
  const options = optionsOf(program);
  const known = Object.entries(options).map(([name, { value, isMany = false }]) => {
    const type = value === undefined ? "boolean" as const : "string" as const;
    return [name, { type, multiple: isMany, ...(name === "help" ? { short: "h" } : {}) }] as const;
  });
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: Object.fromEntries(known), allowPositionals: true });
  } catch {
    // What was typed is not repeated: it may be a secret.
    throw usage(helpOf(program));
  }
  const { values, positionals } = parsed;
  const takes = program.takes ?? [];
  const fewest = takes.filter((word) => !word.startsWith("[")).length;
  const isCounted = positionals.length >= fewest && positionals.length <= takes.length;
  if (values.help !== true && !isCounted) {
    throw usage(
      helpOf(program),
      takes.length === 0 ? "Expected options alone" : `Expected ${takes.join(" ")}`,
    );
  }
  return new Given(program, positionals, values);
}

function optionsOf({ options = {}, changes = false }: Program): Record<string, Option> {
  return {
    ...options,
    ...(changes ? { "dry-run": { help: "tries it, says what would come of it, and keeps nothing" } } : {}),
    json: { help: "one line of JSON instead of what people read" },
    help: { help: "this text" },
  };
}

/** What `--help` writes. */
export function helpOf(program: Program): string {
  const { name, does, takes = [], notes, exits = {} } = program;
  const options = Object.entries(optionsOf(program)).map(([option, { value, help }]) => [
    `  ${option === "help" ? "-h, " : ""}--${option}${value === undefined ? "" : ` ${value}`}`,
    help,
  ]);
  const codes = Object.entries({ ...GENERAL, ...exits }).map(([code, meaning]) => [`  ${code}`, meaning]);
  return [
    ["deno task", name, ...takes, "[OPTIONS]"].join(" "),
    `${does}.${notes === undefined ? "" : `\n\n${notes}`}`,
    tableOf(options),
    `Ends with\n${tableOf(codes)}`,
  ].join("\n\n") + "\n";
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([first = ""]) => first.length));
  return rows.map(([first = "", second = ""]) => `${first.padEnd(width)}  ${second}`).join("\n");
}
