import { timingSafeEqual } from "node:crypto";

interface Scrape {
  header(name: string): string | undefined;
  /** The peer's own address, whatever headers say. */
  remoteAddress: string | undefined;
}

/** Who has the token; where there is none, only a scraper on this very machine. */
export function mayScrape({ header, remoteAddress }: Scrape, token: string | null): boolean {
  if (token !== null) return isSame(header("authorization") ?? "", `Bearer ${token}`);
  const isForwarded = OF_PROXIES.some((name) => header(name) !== undefined);
  return !isForwarded && LOOPBACK.has(remoteAddress ?? "");
}

const OF_PROXIES = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
const LOOPBACK = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [new TextEncoder().encode(given), new TextEncoder().encode(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
