/** Whether the LEXIA of this container answers, at its port or, of a worker, at that of its probes: 0, or 1 and why. */
const PATIENCE_MS = 3_000;

async function answers(port: string): Promise<boolean> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const { status } = await fetch(`http://127.0.0.1:${port}/health`, { signal });
  return status === 200;
}

if (import.meta.main) {
  const ports = [Deno.env.get("PORT") || "8000", Deno.env.get("PROBES_PORT") || "9464"];
  const tries = await Promise.allSettled(ports.map(answers));
  if (tries.some((one) => one.status === "fulfilled" && one.value)) Deno.exit(0);
  const reasons = tries.map((one) => one.status === "rejected" ? String(one.reason) : "not healthy");
  Deno.stderr.writeSync(new TextEncoder().encode(`${reasons.join("; ")}\n`));
  Deno.exit(1);
}
