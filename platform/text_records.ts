import { NamesUnavailable, type TextRecords } from "#domain/ports.ts";

const PATIENCE_MS = 5_000;

/** Looks TXT records up, at the system's name servers or at the one of the configuration. */
export function openTextRecords({ server }: { server: { host: string; port: number } | null }): TextRecords {
  const nameServer = server === null ? undefined : { ipAddr: server.host, port: server.port };
  return {
    async lookUp(name) {
      try {
        const signal = AbortSignal.timeout(PATIENCE_MS);
        // The dot at the end keeps the system's own search domains out of it.
        const records = await Deno.resolveDns(`${name}.`, "TXT", { nameServer, signal });
        return records.map((parts) => parts.join(""));
      } catch (cause) {
        // Also what a server answers that cannot tell: the runtime makes no difference between the two.
        if (cause instanceof Deno.errors.NotFound) return [];
        throw new NamesUnavailable(`Cannot look up the TXT records of "${name}"`, { cause });
      }
    },
  };
}
