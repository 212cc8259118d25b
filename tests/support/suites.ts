/** What the test task runs: which files, in which home. A new test file is in by being there. */
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { dependingOnHome } from "./home_dependence.ts";
import type { Suite } from "./suite_run.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Of what is shipped, what starts nothing: it reads files, and holds them against each other. In the suite and in test:deploy. */
const READ_ALONE = [
  "tests/deploy/compose_test.ts",
  "tests/deploy/golive_lines_test.ts",
  "tests/deploy/kubernetes_test.ts",
];

/** Open each home by themselves, or need none, although what they import knows of homes. */
const OWN_HOMES = [
  "tests/docs_test.ts",
  "tests/platform/",
  // Pages look the same over every database.
  "tests/routes/every_page_test.ts",
  "tests/routes/list_keys_test.ts",
  "tests/support/",
  ...READ_ALONE,
];

/** Each of these programs is a process of its own, and the verbs that it calls have their tests in both homes. */
const ON_A_SERVER = [
  "tests/ops/organizations_test.ts",
  "tests/ops/people_test.ts",
  "tests/ops/portal_probe_test.ts",
  "tests/ops/queued_jobs_test.ts",
  "tests/ops/runbooks_test.ts",
  "tests/ops/scripts_guide_test.ts",
];

/** Faults and attacks under load, and times. Killing processes needs a database that outlives them. */
const PROOFS = [
  "tests/chaos/",
  "tests/attack/",
  "tests/jobs/crash_test.ts",
  "tests/simulate/",
  "tests/edge/conformance_test.ts",
];

/** Run by `deno task test:deploy`: they install and start a good part of what surrounds LEXIA in production. */
const SHIPPED = "tests/deploy/";

/** What the edge's drivers have to show beside their own folder. */
const OVER_THE_EDGE = ["tests/isolation_test.ts", "tests/routes/following_test.ts"];

/** All suites, or those whose home or path is named; what is named runs in both homes that it makes a difference in. */
export async function suitesFor(only: readonly string[] = []): Promise<Suite[]> {
  const paths = only.filter((path) => path.startsWith("tests"));
  const all = await testFiles();
  const files = paths.length === 0
    ? all.filter((file) => !isAt(file, SHIPPED) || READ_ALONE.includes(file))
    : all.filter((file) => paths.some((path) => isAt(file, path)));
  const suites = paths.length === 0 ? await everything(files) : await inBothHomes(files);
  return suites.filter(({ home, files }) =>
    files.length > 0 && (only.length === paths.length || only.includes(home))
  );
}

/** In the order in which their output comes; the longest begin first. */
async function everything(files: readonly string[]): Promise<Suite[]> {
  const proofs = files.filter((file) => isAmong(file, PROOFS));
  const ofEdge = files.filter((file) => file.startsWith("tests/edge/") && !proofs.includes(file));
  const others = files.filter((file) => !proofs.includes(file) && !ofEdge.includes(file));
  return [
    ...await inBothHomes(others),
    {
      name: "edge drivers",
      home: "edge",
      files: [...ofEdge, ...files.filter((file) => isAmong(file, OVER_THE_EDGE))],
    },
    { name: "proofs", home: "server", files: proofs, isAlone: true },
  ];
}

async function inBothHomes(files: readonly string[]): Promise<Suite[]> {
  const depending = await dependingOnHome(files.filter((file) => !isAmong(file, OWN_HOMES)));
  const inHome = files.filter((file) => depending.has(file));
  return [
    {
      name: "embedded home",
      home: "embedded",
      files: inHome.filter((file) => !isAmong(file, ON_A_SERVER)),
      isShared: true,
    },
    { name: "server home", home: "server", files: inHome, isShared: true },
    { name: "the same in every home", home: "embedded", files: files.filter((file) => !depending.has(file)) },
  ];
}

async function testFiles(): Promise<string[]> {
  const files: string[] = [];
  await addFiles(join(ROOT, "tests"), files);
  return files.sort();
}

async function addFiles(folder: string, files: string[]): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await addFiles(path, files);
    else if (/_test\.tsx?$/.test(name)) files.push(relative(ROOT, path));
  }
}

function isAmong(file: string, paths: readonly string[]): boolean {
  return paths.some((path) => isAt(file, path));
}

function isAt(file: string, path: string): boolean {
  return file === path || file.startsWith(path.endsWith("/") ? path : `${path}/`);
}

/** The tests of what LEXIA ships, which need servers of their own. */
export async function shippedFiles(): Promise<string[]> {
  return (await testFiles()).filter((file) => isAt(file, SHIPPED));
}
