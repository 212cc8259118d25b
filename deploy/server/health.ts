/** Whether the LEXIA of this container answers: exits with 0, or with 1 and says why. A worker answers no requests. */
const PATIENCE_MS = 3_000;

try {
  const port = Deno.env.get("PORT") || "8000";
  const { status } = await fetch(`http://127.0.0.1:${port}/health`, {
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  Deno.exit(status === 200 ? 0 : 1);
} catch (error) {
  Deno.stderr.writeSync(new TextEncoder().encode(`${error instanceof Error ? error.message : error}\n`));
  Deno.exit(1);
}
