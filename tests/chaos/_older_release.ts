/** The release before, as a folder that it can be run from. */
import config from "../../deno.json" with { type: "json" };

const ROOT = new URL("../..", import.meta.url).pathname;

export interface OlderRelease extends AsyncDisposable {
  /** Where its `main.ts` is. */
  folder: string;
  /** For people. */
  name: string;
}

/** What the tag of deno.json's version holds; before there is such a tag, what stands here. */
export async function olderRelease(tag = `v${config.version}`): Promise<OlderRelease> {
  const known = await git(["rev-parse", "--verify", "--quiet", `${tag}^{commit}`]);
  if (known === null) {
    return {
      folder: ROOT,
      name: "what is here",
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  const folder = await Deno.makeTempDir({ prefix: "lexia_older_" });
  const archive = `${folder}.tar`;
  if (await git(["archive", "--output", archive, tag]) === null) {
    throw new Error(`Cannot take ${tag} out of git`);
  }
  const { success } = await new Deno.Command("tar", { args: ["-xf", archive, "-C", folder] }).output();
  if (!success) throw new Error(`Cannot unpack ${tag}`);
  await Deno.remove(archive);
  await Deno.symlink(`${ROOT}node_modules`, `${folder}/node_modules`);
  return {
    folder: `${folder}/`,
    name: tag,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Its output; null where it fails, or there is no git. */
async function git(args: string[]): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command("git", { args, cwd: ROOT, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
