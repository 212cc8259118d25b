import ipaddr from "ipaddr.js";
import { createMiddleware } from "hono/factory";
import type { Env } from "../_env.ts";

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * The client's address: the socket's peer, unless that is a configured proxy; then the nearest hop of
 * `X-Forwarded-For` that is none. What others write into that header counts for nothing.
 */
export function clientAddress(trustedProxies: readonly string[]) {
  const ranges = trustedProxies.map(asRange);
  return createMiddleware<Env>(async (c, next) => {
    const peer = c.env?.remoteAddress ?? "unknown";
    c.set("address", nearestClient(peer, c.req.header("x-forwarded-for"), ranges));
    await next();
  });
}

function nearestClient(peer: string, forwarded: string | undefined, ranges: readonly Range[]): string {
  let client = canonical(peer);
  const hops = forwarded?.split(",").map((hop) => hop.trim()) ?? [];
  while (isTrusted(client, ranges)) {
    const hop = hops.pop();
    if (hop === undefined || !ipaddr.isValid(hop)) break;
    client = canonical(hop);
  }
  return client;
}

function isTrusted(address: string, ranges: readonly Range[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits));
}

function canonical(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

function asRange(text: string): Range {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}
