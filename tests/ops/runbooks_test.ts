/** The runbooks do what they say: their commands are run one after the other, and both languages hold the same. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { dirname } from "node:path";
import { readConfig, variableNames } from "#platform/config.ts";
import { SECRETS } from "#platform/config_variables.ts";
import { blocksOf } from "#tests/support/markdown.ts";
import { backupSettings } from "../../deploy/ops/backup/settings.ts";
import config from "../../deno.json" with { type: "json" };
import { ROOT, runTask, type Task, taskEnv } from "./_command.ts";
import { openOpsDatabase } from "./_installation.ts";

const FOLDER = "docs/operations/";
const PAIRS = [
  ["README.md", "LEAME.md"],
  ["runbooks.md", "guias.md"],
  ["incidents.md", "incidentes.md"],
  ["secrets.md", "secretos.md"],
  ["capacity.md", "capacidad.md"],
] as const;
/** Commands run in this order: who was shut out lives again at the end of the incident. */
const RUN = ["capacity.md", "incidents.md", "secrets.md", "runbooks.md"];
/** Read by Compose and by the programs of backups, not by LEXIA. */
const OUTSIDE = ["SERVE_REPLICAS", "WORKER_REPLICAS", "BACKUP_IDENTITY_FILE"];

function read(page: string): string {
  return Deno.readTextFileSync(new URL(FOLDER + page, ROOT));
}

/** Those within a list stand further to the right. */
function blocks(page: string): { info: string; text: string }[] {
  return blocksOf(read(page).replace(/^ {2,3}(?=\S)/gm, ""));
}

/** Names of headings, as links name them. */
function anchorsOf(page: string): Set<string> {
  return new Set(
    [...read(page).matchAll(/^#{1,3} (.+)$/gm)].map(([, title = ""]) =>
      title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
    ),
  );
}

function knownVariables(): Set<string> {
  const names = new Set([...variableNames(), ...OUTSIDE]);
  const given = (name: string) => name.endsWith("_URL") ? "postgres://u@localhost/d" : GIVEN[name];
  backupSettings((name) => {
    names.add(name);
    return given(name);
  });
  return names;
}

const GIVEN: Record<string, string> = {
  BACKUP_STORAGE_PATH: "/var/backups/lexia",
  BACKUP_S3_ENDPOINT: "https://s3.example.com",
  BACKUP_S3_BUCKET: "backups",
  BACKUP_S3_ACCESS_KEY_ID: "for-tests-only",
  BACKUP_S3_SECRET_ACCESS_KEY: "for-tests-only",
  BACKUP_RECIPIENTS: "age1a",
  BACKUP_SEAL_KEY: "for-tests-only-".repeat(3),
};

Deno.test("runbooks", async (t) => {
  for (const [english, spanish] of PAIRS) {
    await t.step(`${english} and ${spanish} hold the same commands and headings`, () => {
      deepStrictEqual(blocks(spanish), blocks(english));
      deepStrictEqual(levelsOf(spanish), levelsOf(english));
      const marks = new Set(blocks(english).map(({ info }) => info));
      deepStrictEqual([...marks].filter((mark) => !["sh", "sh by hand"].includes(mark)), []);
      strictEqual((read(english).match(/^ *```[a-z]/gm) ?? []).length, blocks(english).length);
    });
  }

  for (const page of PAIRS.flat()) {
    await t.step(`${page} names tasks, variables, alerts, pages and headings that there are`, () => {
      const text = read(page);
      const tasks = [...text.matchAll(/deno task (?:-q )?([a-z][a-z0-9:-]*)/g)].map(([, name = ""]) => name);
      deepStrictEqual(tasks.filter((name) => !Object.hasOwn(config.tasks, name)), []);
      const known = knownVariables();
      const variables = [...text.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g)].map(([, name = ""]) => name);
      deepStrictEqual(variables.filter((name) => !known.has(name)), []);
      const alerts = [...text.matchAll(/\b(?:Lexia|Database|Redis|Disk)(?:[A-Z][a-z]+)+\b/g)].map(([name]) =>
        name
      );
      deepStrictEqual(alerts.filter((name) => !anchorsOf("alerts.md").has(name.toLowerCase())), []);
      holdLinks(page);
    });
  }

  for (const page of ["alerts.md", "alertas.md"]) {
    await t.step(`${page} leads to runbooks that there are`, () => ok(holdLinks(page) > 10));
  }

  for (const index of PAIRS[0]) {
    await t.step(`${index} leads to every page of its language`, () => {
      const named = new Set([...read(index).matchAll(/\]\(([\w-]+\.md)/g)].map(([, file = ""]) => file));
      const pages = [...Deno.readDirSync(new URL(FOLDER, ROOT))].map(({ name }) => name);
      const missing = pages.filter((page) =>
        page !== index && SPANISH.has(page) === SPANISH.has(index) && !named.has(page)
      );
      deepStrictEqual(missing, []);
    });
  }

  for (const page of PAIRS[3]) {
    await t.step(`${page} tells of every secret`, () => {
      deepStrictEqual([...SECRETS].filter((name) => !read(page).includes(`\`${name}\``)), []);
    });
  }

  for (const page of PAIRS[4]) {
    await t.step(`${page} reckons as it says`, () => holdTable(page));
  }

  await using database = await openOpsDatabase();
  const folder = await Deno.makeTempDir({ prefix: "lexia_runbooks_" });
  const prepare = async (task: Task, ...args: string[]) => {
    const { code, err } = await runTask(task, { args, env: database.env });
    strictEqual(code, 0, err);
  };
  await prepare("org:create", "acme", "--name", "Acme Abogados", "--plan", "pro");
  await prepare(
    "user:create",
    "ana@acme.example",
    "--organization",
    "acme",
    "--name",
    "Ana Pérez",
    "--role",
    "user",
  );
  // The same look stands in several runbooks, and is run once.
  const commands = new Set(
    RUN.flatMap((page) => blocks(page)).filter(({ info }) => info === "sh").flatMap(({ text }) =>
      text.trim().split("\n")
    ),
  );
  ok(commands.size > 15);
  for (const command of commands) {
    await t.step(command, async () => {
      const { code, stderr } = await new Deno.Command("sh", {
        args: ["-e", "-c", command.replace(/\b(usage\.csv|acme\.jsonl|secret_key\.new)/, `${folder}/$1`)],
        cwd: ROOT,
        env: { ...taskEnv(database.env), PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}` },
        clearEnv: true,
      }).output();
      strictEqual(code, 0, new TextDecoder().decode(stderr));
    });
  }

  await t.step("what they are for has come of them", async () => {
    ok((await Deno.readTextFile(`${folder}/acme.jsonl`)).includes("Acme Abogados"));
    ok((await Deno.readTextFile(`${folder}/secret_key.new`)).trim().length >= 64);
    const [[state] = []] = await database.query(
      "select is_active and delete_after is null from organizations where subdomain = 'acme'",
    );
    strictEqual(state, true);
    // The rehearsal kept none.
    const [[keys] = []] = await database.query("select count(*)::int from signing_keys");
    strictEqual(keys, 1);
  });
  await Deno.remove(folder, { recursive: true });
});

/** The pages of this folder in Spanish; every other one is in English. */
const SPANISH = new Set([
  ...PAIRS.map(([, spanish]) => spanish as string),
  ...["actualizaciones", "alertas", "bodega", "borde", "composicion", "contenedor", "copias", "kubernetes-es"]
    .map((name) => `${name}.md`),
  ...["monitoreo", "programas", "puesta-en-marcha"].map((name) => `${name}.md`),
]);

/** How many links there are; each leads to a file, and to a heading of it. */
function holdLinks(page: string): number {
  const links = [...read(page).matchAll(/\]\(([^)#:\s]+)?(?:#([^)\s]+))?\)/g)];
  for (const [, file = page, anchor] of links) {
    ok(Deno.statSync(new URL(file, new URL(FOLDER, ROOT))).isFile, file);
    if (anchor !== undefined) ok(anchorsOf(file).has(anchor), `${file}#${anchor}`);
  }
  return links.length;
}

/** How deep each heading is, in their order. */
function levelsOf(page: string): number[] {
  return [...read(page).matchAll(/^(#+) /gm)].map(([, signs = ""]) => signs.length);
}

/** Each row of the table by the formula above it, with the bytes and prices that the page names. */
function holdTable(page: string): void {
  const isSpanish = SPANISH.has(page);
  const number = (text: string) =>
    Number(isSpanish ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", ""));
  const { portal } = readConfig({ get: () => undefined, readTextFile: () => "" });
  strictEqual(portal.window, "Mon-Fri 06:00-20:00");
  const calls = portal.perMinute * 60 * 14;
  const runsMost = calls / 2;
  const text = read(page);
  for (const figure of [calls, runsMost]) {
    ok(text.includes(`**${figure.toLocaleString(isSpanish ? "de" : "en")} `), String(figure));
  }
  const rows = [...text.matchAll(/^\| +([\d.,]+) \|(.+)\|$/gm)].map(([, people = "", rest = ""]) =>
    [people, ...rest.split("|")].map((cell) => cell.trim())
  );
  strictEqual(rows.length, 5);
  for (
    const [at, [, radicados = "", runs, days, gigabytes, processes, processors, memory, disk, cost]] of rows
      .entries()
  ) {
    const watched = number(radicados);
    const each = Math.min(watched, runsMost);
    const bytes = (watched * (800 + 1_400 + 40 * 1_000) + each * 240 * 600) * 1.5;
    const isOneMachine = at < 3;
    const [cores, gigabytesOfMemory] = isOneMachine ? [4, 8] : [4 + 1 + 2 * 2, 16 + 1 + 2 * 4];
    const gigabytesOfDisk = 40 + 10 * bytes / 1e9;
    const reckoned = [
      each,
      Math.max(1, Math.round(watched / runsMost)),
      Math.round(bytes / 1e8) / 10,
      cores,
      gigabytesOfMemory,
      Math.round(gigabytesOfDisk),
      Math.round(cores * 10 + gigabytesOfMemory * 3 + gigabytesOfDisk * 0.1),
    ];
    deepStrictEqual(
      [runs, days, gigabytes, processors, memory, disk, cost].map((cell = "") => number(cell)),
      reckoned,
    );
    strictEqual(processes, "2 + 2");
  }
}
