/** Programs that tests need beside what npm has, installed on Debian where this may be done. */
import { tmpdir } from "node:os";
import { join } from "node:path";

/** False where it could not be installed. */
export async function installed(name: string): Promise<boolean> {
  const isDebianRoot = Deno.uid() === 0 && await succeeds("apt-get", ["--version"]);
  return isDebianRoot && await alone(() => install(name));
}

async function install(name: string): Promise<boolean> {
  // At run level 1 the package does not start its own server.
  const env = { RUNLEVEL: "1", DEBIAN_FRONTEND: "noninteractive" };
  const args = ["install", "-y", "--no-install-recommends", name];
  return await succeeds("apt-get", ["update"], env) && await succeeds("apt-get", args, env);
}

/** Suites run side by side, and apt refuses whoever comes while somebody is at it. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  using lock = await Deno.open(join(tmpdir(), "lexia_tests_apt.lock"), { create: true, write: true });
  await lock.lock(true);
  return await work();
}

export async function succeeds(
  program: string,
  args: string[],
  env?: Record<string, string>,
): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(program, { args, env, stdout: "null", stderr: "null" })
      .output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
