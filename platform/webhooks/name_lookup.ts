import { lookup } from "node:dns/promises";
import { WebhookFailure } from "#domain/ports.ts";

/**
 * Looks up every address of a name: at the name server of the configuration, or as the system does. Where one family
 * cannot be looked up, the other one is not believed either: what is not known might be an inner address.
 */
export function addressLookup(server: { host: string; port: number } | null) {
  return async (name: string, signal: AbortSignal): Promise<string[]> => {
    try {
      return server === null ? await bySystem(name, signal) : await byServer(name, server, signal);
    } catch (cause) {
      if (signal.aborted) throw new WebhookFailure("timed_out", { cause });
      throw new WebhookFailure("name_not_resolved", { cause });
    }
  };
}

async function byServer(
  name: string,
  { host, port }: { host: string; port: number },
  signal: AbortSignal,
): Promise<string[]> {
  const options = { nameServer: { ipAddr: host, port }, signal };
  // The dot at the end keeps the system's own search domains out of it.
  const families = (["A", "AAAA"] as const).map(async (type) => {
    try {
      return await Deno.resolveDns(`${name}.`, type, options);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  });
  return (await Promise.all(families)).flat();
}

async function bySystem(name: string, signal: AbortSignal): Promise<string[]> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const found = await Promise.race([lookup(name, { all: true }), late]);
    return found.map(({ address }) => address);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
