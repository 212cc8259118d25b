/** Which test files come to the home under test, by what they import: only those are worth running in several. */
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Knows the home, and opens it; nobody else reads the variable. */
const HOME = fileUrl("tests/support/databases.ts");

interface GraphModule {
  specifier: string;
  dependencies?: { code?: { specifier?: string } }[];
}

/** Those of the files, by their paths below the root, whose imports lead to the home. */
export async function dependingOnHome(files: readonly string[]): Promise<Set<string>> {
  const imports = await importsOf(files);
  return new Set(files.filter((file) => reachable(fileUrl(file), imports).has(HOME)));
}

/** All that an import of it brings along. */
function reachable(file: string, imports: ReadonlyMap<string, string[]>): Set<string> {
  const seen = new Set([file]);
  for (const one of seen) for (const next of imports.get(one) ?? []) seen.add(next);
  return seen;
}

async function importsOf(files: readonly string[]): Promise<Map<string, string[]>> {
  const all = files.map((file) => `import ${JSON.stringify(fileUrl(file))};`).join("\n");
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", `data:application/typescript,${encodeURIComponent(all)}`],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(`Cannot read the imports: ${new TextDecoder().decode(stderr)}`);
  const { modules }: { modules: GraphModule[] } = JSON.parse(new TextDecoder().decode(stdout));
  return new Map(modules.map(({ specifier, dependencies = [] }) => [
    specifier,
    dependencies.flatMap(({ code }) => code?.specifier ?? []),
  ]));
}

function fileUrl(path: string): string {
  return pathToFileURL(join(ROOT, path)).href;
}
