/** Programs that tests need beside what npm has, installed on Debian where this may be done. */

/** False where it could not be installed. */
export async function installed(name: string): Promise<boolean> {
  const isDebianRoot = Deno.uid() === 0 && await succeeds("apt-get", ["--version"]);
  // At run level 1 the package does not start its own server.
  const env = { RUNLEVEL: "1", DEBIAN_FRONTEND: "noninteractive" };
  const install = ["install", "-y", "--no-install-recommends", name];
  return isDebianRoot && await succeeds("apt-get", ["update"], env) &&
    await succeeds("apt-get", install, env);
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
