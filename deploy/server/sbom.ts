/**
 * Prints the bill of materials of this folder's deno.lock in CycloneDX 1.5 (ECMA-424): each package that is installed,
 * with the checksum that it is held to.
 */
import denoConfig from "../../deno.json" with { type: "json" };

interface Lock {
  npm?: Record<string, { integrity?: string }>;
}

export interface Component {
  type: "library" | "platform";
  name: string;
  version: string;
  purl: string;
  hashes?: { alg: "SHA-512"; content: string }[];
}

/** One for each version of each package, whatever it was resolved beside. */
export function componentsIn(
  { npm = {} }: Lock,
  isInstalled: (name: string, version: string) => boolean,
): Component[] {
  const found = new Map<string, Component>();
  for (const [key, { integrity = "" }] of Object.entries(npm)) {
    // `name@version_peer@version…`, where a name may begin with @.
    const [, name = "", version = ""] = /^(@?[^@]+)@([^_]+)/.exec(key) ?? [];
    const [algorithm, checksum = ""] = integrity.split("-");
    if (name === "" || !isInstalled(name, version)) continue;
    const hashes = algorithm === "sha512"
      ? { hashes: [{ alg: "SHA-512" as const, content: Uint8Array.fromBase64(checksum).toHex() }] }
      : {};
    const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
    found.set(purl, { type: "library", name, version, purl, ...hashes });
  }
  return [...found.values()].sort((a, b) => a.purl < b.purl ? -1 : 1);
}

async function main(): Promise<void> {
  const lock: Lock = JSON.parse(await Deno.readTextFile("deno.lock"));
  const folders: string[] = [];
  for await (const { name } of Deno.readDir("node_modules/.deno")) folders.push(name);
  const installed = new Set(folders.map((folder) => folder.split("_")[0]?.replace("+", "/")));
  const { deno } = Deno.version;
  const components: Component[] = [
    { type: "platform", name: "deno", version: deno, purl: `pkg:github/denoland/deno@v${deno}` },
    ...componentsIn(lock, (name, version) => installed.has(`${name}@${version}`)),
  ];
  const { name, version } = denoConfig;
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { component: { type: "application", name, version } },
    components,
  };
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(document, null, 1)}\n`));
}

if (import.meta.main) await main();
