/** The rules of ARCHITECTURE.md that a program can check. */
import { deepStrictEqual, ok } from "node:assert/strict";

const ROOMS = ["db", "domain", "jobs", "platform", "routes", "views"] as const;

/** Who may import whom, beside npm packages and their own room. */
const MAY_IMPORT: Record<string, (path: string) => boolean> = {
  db: () => false,
  views: () => false,
  routes: (path) => path.startsWith("#domain/") || path.startsWith("#views/"),
  jobs: (path) => path.startsWith("#domain/") || path.startsWith("#db/"),
  domain: (path) => path.startsWith("#db/") || path === "#jobs/queue.ts",
  platform: (path) => path === "#domain/ports.ts",
};

const DRIVERS = /^(pg|@neondatabase\/serverless|@electric-sql\/pglite|@redis\/client|@upstash\/.*)(\/|$)/;

interface Source {
  path: string;
  text: string;
  imports: string[];
}

Deno.test("architecture", async (t) => {
  const sources = await readSources();

  await t.step("each room imports only the rooms it may", () => {
    const wrong = sources.flatMap(({ path, imports }) => {
      const room = path.split("/")[0] ?? "";
      const mayImport = MAY_IMPORT[room];
      if (!mayImport) return [];
      return imports.filter((target) =>
        target.startsWith("#") && !target.startsWith(`#${room}/`) && !mayImport(target)
      )
        .map((target) => `${path} → ${target}`);
    });
    deepStrictEqual(wrong, []);
  });

  await t.step("inside a room imports are relative, and none leaves it that way", () => {
    const wrong = sources.flatMap(({ path, imports }) => {
      const room = path.split("/")[0] ?? "";
      const inRoom = ROOMS.some((name) => name === room);
      return imports.filter((target) => {
        if (target.startsWith(`#${room}/`)) return inRoom;
        return inRoom && target.startsWith(".") &&
          !new URL(target, `file:///${path}`).pathname.startsWith(`/${room}`);
      }).map((target) => `${path} → ${target}`);
    });
    deepStrictEqual(wrong, []);
  });

  await t.step("drivers are used in platform/ alone", () => {
    const wrong = sources.filter(({ path }) => !/^(platform|tests|deploy)\//.test(path))
      .flatMap(({ path, imports }) =>
        imports.filter((name) => DRIVERS.test(name)).map((name) => `${path} → ${name}`)
      );
    deepStrictEqual(wrong, []);
  });

  await t.step("routes know neither drizzle, nor the database, nor jobs", () => {
    const wrong = sources.filter(({ path }) => path.startsWith("routes/"))
      .flatMap(({ path, imports }) =>
        imports.filter((name) => name.startsWith("drizzle-orm")).map(() => path)
      );
    deepStrictEqual(wrong, []);
  });

  await t.step("domain code knows no HTTP", () => {
    const wrong = sources.filter(({ path, imports }) =>
      path.startsWith("domain/") && imports.some((name) => name === "hono" || name.startsWith("hono/"))
    );
    deepStrictEqual(wrong.map(({ path }) => path), []);
  });

  await t.step("the environment is read in main.ts alone", () => {
    const wrong = sources.filter(({ path, text }) => {
      const isAllowed = path === "main.ts" || path.startsWith("tests/") || path.startsWith("deploy/");
      return !isAllowed && /Deno\.env|process\.env/.test(text);
    });
    deepStrictEqual(wrong.map(({ path }) => path), []);
  });

  await t.step("nothing is fetched from anywhere but npm", async () => {
    const wrong = sources.filter(({ imports }) => imports.some((name) => /^(jsr|https?):/.test(name)));
    deepStrictEqual(wrong.map(({ path }) => path), []);
    const lock = JSON.parse(await Deno.readTextFile("deno.lock"));
    deepStrictEqual(Object.keys(lock.specifiers).filter((name) => !name.startsWith("npm:")), []);
    deepStrictEqual(Object.keys(lock).filter((part) => part === "jsr" || part === "remote"), []);
  });

  await t.step("files stay small, and are named for what they hold", () => {
    const code = sources.filter(({ path }) => !path.startsWith("tests/"));
    deepStrictEqual(code.filter(({ text }) => text.split("\n").length > 350).map(({ path }) => path), []);
    const vague = /(^|\/)_?(utils?|helpers?|common|manager|service|index|misc)\.tsx?$/;
    deepStrictEqual(sources.filter(({ path }) => vague.test(path)).map(({ path }) => path), []);
    deepStrictEqual(
      sources.filter(({ path }) => !/^[a-z0-9_/.]+$/.test(path)).map(({ path }) => path),
      [],
      "snake_case",
    );
  });

  await t.step("every verb of a person decides who may, or leaves it to a verb that does", () => {
    const DECIDES =
      /\b(authorize|authorizePlatform|visibleTo|lockSolicitud|getSolicitud|canReadAllSolicitudes)\(/;
    const verbs = sources.filter(({ path, text }) =>
      /^domain\/(solicitudes|procesos|organizations|users|operations)\//.test(path) &&
      /export async function\*? \w+\(\s*ctx: (Ctx|PlatformCtx)\b/.test(text)
    );
    ok(verbs.length >= 15, `only ${verbs.length} verbs were recognized`);
    deepStrictEqual(verbs.filter(({ text }) => !DECIDES.test(text)).map(({ path }) => path), []);
  });

  await t.step("only the wall reaches the database without one", () => {
    const mayHoldDriver = /^(main\.ts|db\/|platform\/|tests\/|deploy\/|domain\/ports\.ts)/;
    const wrong = sources.filter(({ path, text }) => !mayHoldDriver.test(path) && /\bSqlDriver\b/.test(text));
    deepStrictEqual(wrong.map(({ path }) => path), []);
  });

  await t.step("importing any file of a room does nothing", async () => {
    const files = sources.map(({ path }) => path).filter((path) =>
      ROOMS.some((room) => path.startsWith(`${room}/`))
    )
      .filter((path) => path !== "db/drizzle.config.ts");
    const program = files.map((path) => `await import("${new URL(path, `file://${Deno.cwd()}/`)}");`).join(
      "\n",
    );
    // Some packages look at the environment when they are loaded; no file, no network, no process is needed.
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--no-prompt", "--allow-env", "--ext=ts", "-"],
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(program));
    await writer.close();
    const { success, stderr } = await child.output();
    ok(success, new TextDecoder().decode(stderr));
  });
});

async function readSources(): Promise<Source[]> {
  const sources: Source[] = [];
  for (const root of [...ROOMS, "deploy", "tests"]) await collect(root, sources);
  sources.push(await read("main.ts"));
  return sources;
}

async function collect(folder: string, into: Source[]): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) await collect(path, into);
    else if (/\.tsx?$/.test(path)) into.push(await read(path));
  }
}

async function read(path: string): Promise<Source> {
  const text = await Deno.readTextFile(path);
  const imports = [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^"';]*?\bfrom\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm,
    ),
  ]
    .map(([, a, b, c]) => a ?? b ?? c ?? "");
  return { path, text, imports };
}
