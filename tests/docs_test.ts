/**
 * What the documentation says is true: the tours of the README and of two guides are run command by command
 * against the demo, in both languages the same; what it names exists; `.env.example` names every variable, with its default.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { signedHeaders } from "#domain/webhooks/signing.ts";
import { readConfig, variableNames } from "#platform/config.ts";
import config from "../deno.json" with { type: "json" };
import { answerPieces, blocksOf, commandsOf, type TourCommand } from "./support/markdown.ts";
import { Demo } from "./support/demo_process.ts";

const ROOT = new URL("..", import.meta.url);
const NOTES = [...Deno.readDirSync(new URL("docs/decisions/", ROOT))].map(({ name }) =>
  `docs/decisions/${name}`
);
const GUIDES = ["en", "es"].flatMap((language) => {
  const folder = `docs/guides/${language}/`;
  return [...Deno.readDirSync(new URL(folder, ROOT))].map(({ name }) => folder + name);
});
const MAIN_PAGES = ["README.md", "README.es.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"];
/** Pages whose commands are run, in both languages. */
const TOURS = [
  ["README.md", "README.es.md"],
  ["docs/guides/en/bulk-upload.md", "docs/guides/es/bulk-upload.md"],
  ["docs/guides/en/notifications.md", "docs/guides/es/notifications.md"],
] as const;
const PAGES = [...MAIN_PAGES, ...NOTES, ...GUIDES];

Deno.test("tours", async (t) => {
  await using demo = await Demo.start(ROOT);
  for (const [english, spanish] of TOURS) {
    await t.step(english, async (t) => await holdTour(t, demo, read(english), read(spanish)));
  }
});

Deno.test("documentation", async (t) => {
  for (const page of PAGES) {
    await t.step(`${page} names tasks that exist`, () => {
      const named = [...read(page).matchAll(/deno(?:@2)? task (?:-q )?([a-z][a-z:]*)/g)].map((
        [, name = ""],
      ) => name);
      deepStrictEqual(named.filter((name) => !Object.hasOwn(config.tasks, name)), []);
    });

    await t.step(`${page} links to files that exist`, async () => {
      const links = [...read(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, link = ""]) => link);
      const files = links.filter((link) => !/^[a-z]+:/.test(link));
      const missing = await missingOf(files.map((file) => new URL(file, new URL(page, ROOT))));
      deepStrictEqual(missing, []);
    });

    await t.step(`${page} names variables that exist`, () => {
      const known = new Set([...variableNames(), ...OUTSIDE]);
      const named = [...read(page).matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g)].map(([, name = ""]) =>
        name
      );
      deepStrictEqual(named.filter((name) => !known.has(name)), []);
    });
  }

  await t.step("ARCHITECTURE.md names files and folders that exist", async () => {
    const named = [...read("ARCHITECTURE.md").matchAll(/`((?:[a-z_]+\/)+[a-z_.]*|[a-z_]+\.(?:ts|json))`/g)];
    const paths = [...new Set(named.map(([, path = ""]) => path))];
    ok(paths.length > 30, `Only ${paths.length} paths were found`);
    deepStrictEqual(await missingOf(paths.map((path) => new URL(path, ROOT))), []);
  });

  await t.step("the example of a signature is signed as LEXIA signs", async () => {
    const page = read("docs/guides/en/bulk-upload.md");
    const given = (name: string) => new RegExp(`^${name}='?([^'\n]+)`, "m").exec(page)?.[1] ?? "";
    const body = /^printf %s '([^']+)' > body\.json$/m.exec(page)?.[1] ?? "";
    const message = { id: given("ID"), at: Number(given("TIMESTAMP")) * 1_000, body };
    const headers = await signedHeaders(message, [given("EXAMPLE_SECRET")]);
    strictEqual(headers["webhook-signature"], given("SIGNATURE"));
  });

  await t.step("notes on decisions are dated and say what was decided and why", () => {
    ok(NOTES.length > 0);
    for (const note of NOTES) {
      match(note, /^docs\/decisions\/\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.md$/);
      match(read(note), /^# .+\n\n\d{4}-\d{2}-\d{2}\n\n/);
    }
  });

  await t.step("LICENSE is the Apache License 2.0, as deno.json says", () => {
    strictEqual(config.license, "Apache-2.0");
    match(read("LICENSE"), /Apache License\s+Version 2\.0, January 2004/);
    match(read("LICENSE"), /END OF TERMS AND CONDITIONS/);
  });
});

Deno.test(".env.example", async (t) => {
  const lines = read(".env.example").split("\n");
  const entries = lines.flatMap((line) => {
    const [, comment, name, value = ""] = /^(# ?)?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    return name === undefined
      ? []
      : [{ name, value: value.replace(/^"(.*)"$/, "$1"), isSet: comment === undefined }];
  });

  await t.step("names every variable once, and no other", () => {
    deepStrictEqual(entries.map(({ name }) => name).sort(), variableNames().sort());
  });

  await t.step("sets nothing but defaults", () => {
    const values = new Map(entries.filter(({ isSet }) => isSet).map(({ name, value }) => [name, value]));
    ok(values.size > 10);
    const readTextFile = () => "";
    const asWritten = readConfig({ get: (name) => values.get(name), readTextFile });
    const byDefault = readConfig({ get: () => undefined, readTextFile });
    strictEqual(JSON.stringify(asWritten), JSON.stringify(byDefault));
  });

  await t.step("explains each variable right above it", () => {
    for (const [at, line] of lines.entries()) {
      if (!/^(# ?)?[A-Z][A-Z0-9_]*=/.test(line) || /_FILE=\/run\/secrets/.test(line)) continue;
      match(lines[at - 1] ?? "", /^# [A-Z0-9].{10,}/, `"${line}" stands without a word`);
    }
  });
});

/** Variables that are not LEXIA's, but its tests'. */
const OUTSIDE = ["LEXIA_TEST_HOME", "LEXIA_TEST_POSTGRES_URL", "LEXIA_TEST_REDIS_URL"];

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** Both pages hold the same commands and answers, and the demo answers as they say. */
async function holdTour(t: Deno.TestContext, demo: Demo, english: string, spanish: string): Promise<void> {
  const blocks = blocksOf(english);

  await t.step("holds the same commands in both languages", () => {
    const commands = (text: string) => blocksOf(text).filter(({ info }) => info.startsWith("sh")).map(bare);
    deepStrictEqual(commands(spanish), commands(english));
  });

  await t.step("shows the same answers in both languages", () => {
    const answers = (text: string) =>
      blocksOf(text).filter(({ info }) => info === "text answer").map(({ text }) => text);
    deepStrictEqual(answers(spanish), answers(english));
  });

  const tour = blocks.filter(({ info }) => info === "sh tour").map(commandsOf);
  const outputs = await demo.run(tour.flat().map(({ text }) => text));
  const outputOf = new Map(tour.flat().map((command, at) => [command, outputs[at] ?? ""]));

  for (const command of tour.flat()) {
    if (command.expected === undefined) continue;
    const { expected, text } = command;
    await t.step(`answers ${expected} to ${text.slice(0, 70)}`, () => {
      const output = outputOf.get(command) ?? "";
      if (/^\d{3}$/.test(expected)) strictEqual(output.trimEnd().split("\n").at(-1), expected, output);
      else ok(output.includes(expected), `Expected ${expected} in: ${output}`);
    });
  }

  await t.step("shows the answers that the demo gives", () => {
    const shown = blocks.filter(({ info }) => info.startsWith("sh tour") || info === "text answer");
    for (const [at, block] of shown.entries()) {
      if (block.info !== "text answer") continue;
      const asked = shown[at - 1];
      ok(asked && asked.info === "sh tour", "An answer stands without its commands");
      const given = tour[blocks.filter(({ info }) => info === "sh tour").indexOf(asked)] ?? [];
      holdAnswer(block.text, given.map((command: TourCommand) => outputOf.get(command) ?? "").join("\n"));
    }
  });
}

/** Commands without what is written for people, which each language says in its own words. */
function bare({ text }: { text: string }): string {
  return text.split("\n").filter((line) => !line.startsWith("#")).map((line) =>
    line.replace(/ +# [^→].*$/, "").trimEnd()
  )
    .join("\n");
}

/** Every piece between two `…`, in its order. */
function holdAnswer(shown: string, output: string): void {
  const given = output.replace(/\s+/g, "");
  let from = 0;
  for (const piece of answerPieces(shown)) {
    const at = given.indexOf(piece, from);
    ok(at >= 0, `The demo did not answer ${piece} after ${given.slice(Math.max(0, from - 80), from)}`);
    from = at + piece.length;
  }
}

async function missingOf(urls: URL[]): Promise<string[]> {
  const missing: string[] = [];
  for (const url of urls) {
    try {
      await Deno.stat(url);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      missing.push(url.pathname);
    }
  }
  return missing;
}
