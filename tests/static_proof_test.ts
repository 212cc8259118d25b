/** What the compiler and the linter are told to overlook: nothing, but for what is listed here with its reason. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PLACES = ["main.ts", "db", "deploy", "domain", "jobs", "platform", "routes", "tests", "views"];

/** Put together here, since this file is looked at too. */
const ESCAPES: Readonly<Record<string, RegExp>> = {
  "a lint rule switched off": new RegExp(`deno-lint-${"ignore"}`),
  "a type error silenced": new RegExp(`@ts-(${["ignore", "expect-error", "nocheck"].join("|")})`),
  // Behind a comment's slashes or star it is English.
  "a type taken away": new RegExp(
    `^(?!\\s*(//|\\*)).*\\bas (${["any", "never", "unknown as"].join("|")})\\b`,
  ),
};

interface Exception {
  file: string;
  /** A part of the line. */
  line: string;
  because: string;
}

const EXCEPTIONS: readonly Exception[] = [
  {
    file: "tests/support/pages/in_page.js",
    line: "no-unused-vars",
    because: "its functions are called by what is evaluated in the page",
  },
  {
    file: "domain/events/tell_event.ts",
    line: "userId, occurredAt, data } as",
    because: "a row's type says what its data are, and only the two that write events write them",
  },
  {
    file: "routes/web/feed.tsx",
    line: "notification.data as",
    because: "a row's type says what its data are, and only the two that write events write them",
  },
  {
    file: "tests/bench/list_page.ts",
    line: "no-console",
    because: "what it measures is what it is for",
  },
  {
    file: "platform/embedded/state.ts",
    line: "require-await",
    because: "async turns what `change` throws into a rejection, as the port promises",
  },
  {
    file: "tests/domain/portals/cpnu_simulator_test.ts",
    line: 'ExpectedProceso["actuaciones"][number]',
    because: "the portal's own row is kept as JSON, and compared with the row that the simulator sent",
  },
  {
    file: "tests/routes/solicitudes_test.ts",
    line: "no-explicit-any",
    because: "answers are read as a client reads them: JSON of whatever shape, each field asserted",
  },
  {
    file: "tests/routes/following_test.ts",
    line: "no-explicit-any",
    because: "answers are read as a client reads them: JSON of whatever shape, each field asserted",
  },
];

interface Escape {
  file: string;
  line: string;
  kind: string;
}

Deno.test("Types", async (t) => {
  const files = await sources();

  await t.step("are held by the linter: neither any nor a non-null assertion", () => {
    for (const rule of ["no-explicit-any", "no-non-null-assertion"]) {
      ok(config.lint.rules.include.includes(rule), rule);
    }
    // Keys are for lists that a browser draws again; these pages are drawn once, on the server.
    deepStrictEqual(config.lint.rules.exclude, ["jsx-key"]);
    ok(!("strict" in config.compilerOptions), "Deno's strictness is left alone");
  });

  await t.step("are nowhere argued away, but where a reason is given", () => {
    const found = [...files].flatMap(([file, text]) => escapesIn(file, text));
    deepStrictEqual(found.filter((escape) => !EXCEPTIONS.some((one) => covers(one, escape))), []);
    deepStrictEqual(EXCEPTIONS.filter((one) => !found.some((escape) => covers(one, escape))), []);
  });

  await t.step("are noticed where somebody argues them away", () => {
    const lines = [
      `// deno-lint-${"ignore"} no-explicit-any`,
      `// @ts-${"expect-error"} later`,
      `f(x as ${"any"});`,
      `const y = x as ${"never"};`,
      `const z = x as ${"unknown"} as Y;`,
    ];
    for (const line of lines) {
      deepStrictEqual(escapesIn("some.ts", line).map((escape) => escape.line), [line]);
    }
    deepStrictEqual(escapesIn("some.ts", "as unknown; has any; as neverending"), []);
  });
});

function covers(exception: Exception, { file, line }: Escape): boolean {
  return exception.file === file && line.includes(exception.line);
}

function escapesIn(file: string, text: string): Escape[] {
  return text.split("\n").flatMap((line) =>
    Object.entries(ESCAPES).filter(([, pattern]) => pattern.test(line))
      .map(([kind]) => ({ file, line: line.trim(), kind }))
  );
}

/** Programs and scripts, by their path below the root. */
async function sources(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const place of PLACES) await read(place, files);
  ok(files.size > 200, `Only ${files.size} files are seen`);
  return files;
}

async function read(path: string, files: Map<string, string>): Promise<void> {
  const full = join(ROOT, path);
  if ((await Deno.stat(full)).isDirectory) {
    for await (const { name } of Deno.readDir(full)) await read(`${path}/${name}`, files);
  } else if (/\.(ts|tsx|js)$/.test(path)) files.set(path, await Deno.readTextFile(full));
}
