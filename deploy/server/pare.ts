/**
 * Leaves in deno.json the packages alone that a program reaches, so that an image holds nothing else:
 * `deno run --allow-read --allow-write=deno.json --allow-run deploy/server/pare.ts deploy/server/lexia.ts`.
 */
interface Graph {
  modules: { dependencies?: { specifier: string }[]; error?: string }[];
}

interface Configuration {
  imports: Record<string, string>;
  tasks?: unknown;
}

async function main([program = ""]: readonly string[]): Promise<number> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", program],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!success) return 1;
  const { modules }: Graph = JSON.parse(new TextDecoder().decode(stdout));
  const reached = modules.flatMap(({ dependencies = [] }) => dependencies.map(({ specifier }) => specifier));
  const { tasks: _, ...configuration }: Configuration = JSON.parse(await Deno.readTextFile("deno.json"));
  const imports = pared(configuration.imports, reached);
  await Deno.writeTextFile("deno.json", JSON.stringify({ ...configuration, imports }, null, 2));
  return 0;
}

/** LEXIA's own rooms stay: they are no packages. */
export function pared(
  imports: Readonly<Record<string, string>>,
  reached: readonly string[],
): Record<string, string> {
  const isReached = (name: string) => reached.some((one) => one === name || one.startsWith(`${name}/`));
  return Object.fromEntries(
    Object.entries(imports).filter(([name]) => name.startsWith("#") || isReached(name)),
  );
}

if (import.meta.main) Deno.exit(await main(Deno.args));
