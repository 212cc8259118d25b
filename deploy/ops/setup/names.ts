/** Whether people come to LEXIA by its names, and over TLS that they can trust. */
import { lookup } from "node:dns/promises";
import type { Config } from "#platform/mod.ts";
import { lookAtPath } from "#platform/network_path.ts";
import { doubtful, failed, type Finding, reasonOf, skipped, sound } from "./findings.ts";

const STEP_MS = 10_000;
const DAY_MS = 86_400_000;
const SOON_DAYS = 21;

/** A name that nobody has asked for before: only a wildcard answers for it. */
function newName({ baseDomain }: Config): string {
  return `lexia-check-${crypto.randomUUID().slice(0, 8)}.${baseDomain}`;
}

function isLocal({ baseDomain }: Config): boolean {
  return baseDomain === "localhost" || baseDomain.endsWith(".localhost");
}

/** The names of operators and the API, and one that only a wildcard can answer for. */
export async function tryNames(config: Config): Promise<Finding[]> {
  if (isLocal(config)) return [skipped("names", "names under localhost never leave the machine")];
  const { baseDomain, singleTenant } = config;
  const names = [baseDomain, `admin.${baseDomain}`, `api.${baseDomain}`];
  const wanted = singleTenant === null ? [...names, newName(config)] : names;
  const missing: string[] = [];
  for (const name of wanted) {
    await lookup(name).catch((error) => missing.push(`${name}: ${reasonOf(error)}`));
  }
  if (missing.length === 0) return [sound("names", `${wanted.length} names below ${baseDomain} are found`)];
  const todo = `Point ${baseDomain} and *.${baseDomain} to the proxy in front of LEXIA`;
  return [failed("names", missing.join("; "), todo)];
}

/** A trusted certificate for names that nobody has asked for before, and for how long. */
export async function tryTls(config: Config): Promise<Finding[]> {
  if (config.publicUrl.protocol !== "https:") {
    return [
      isLocal(config) ? skipped("TLS", "names under localhost speak plain HTTP") : failed(
        "TLS",
        "PUBLIC_URL speaks plain HTTP",
        "Put a proxy in front that ends TLS, and give PUBLIC_URL with https://",
      ),
    ];
  }
  const url = new URL(config.publicUrl);
  url.hostname = config.singleTenant === null ? newName(config) : `admin.${config.baseDomain}`;
  const { name, connection, handshake } = await lookAtPath(url, { ca: null, timeoutMs: STEP_MS });
  const failure = name.failure ?? connection?.failure ?? handshake?.failure;
  if (failure) {
    const todo = "Start the proxy in front of LEXIA: see deno task nginx:conf";
    return [failed("TLS", `no handshake with ${config.baseDomain}: ${failure}`, todo)];
  }
  const refusal = handshake?.found?.refusal;
  const todo =
    `Get a certificate for ${config.baseDomain} and *.${config.baseDomain}, and renew it by a timer`;
  if (refusal) return [failed("TLS", `the certificate cannot be trusted: ${refusal}`, todo)];
  const [own] = handshake?.found?.chain ?? [];
  const days = Math.floor(((own?.validTo ?? 0) - Date.now()) / DAY_MS);
  const said = `${handshake?.found?.protocol}; the certificate is good for ${days} days`;
  return [days < SOON_DAYS ? doubtful("TLS", said, todo) : sound("TLS", said)];
}

/** The way to the court portal; it is asked nothing. */
export async function tryPortal({ portal }: Config): Promise<Finding[]> {
  const { name, connection, handshake } = await lookAtPath(portal.baseUrl, {
    ca: portal.ca,
    timeoutMs: STEP_MS,
  });
  const failure = name.failure ?? connection?.failure ?? handshake?.failure ?? handshake?.found?.refusal;
  const todo = "See DNS and the firewall on the way out; deno task portal:probe tells each step";
  if (failure) return [failed("court portal", failure, todo)];
  if (portal.contact === null) {
    const contact = "Set PORTAL_CONTACT, so that the portal's people can write to somebody";
    return [doubtful("court portal", "reached, but PORTAL_CONTACT is not set", contact)];
  }
  return [sound("court portal", `reached${handshake ? ` over ${handshake.found?.protocol}` : ""}`)];
}
