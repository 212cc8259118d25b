/** What stands in place of `${NAMES}` in the configuration of nginx: checked, and written as nginx reads it. */
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { variables } from "#platform/config_variables.ts";

/** The program's arguments, as they were given. */
export interface Given {
  upstream: string[];
  "outer-proxy": string[];
  resolver: string[];
  address: string[];
  "http-port": string;
  "https-port": string;
  certificates: string;
  challenges: string;
  user: string;
  logs: string;
  run: string;
  temp: string;
  "client-seconds": string;
  "read-seconds": string;
  "stream-seconds": string;
  "api-per-second": string;
  "sign-ins-per-second": string;
}

export interface Surroundings {
  env(name: string): string | undefined;
  readTextFile(path: string): string;
}

export type NginxValues = { values: ReadonlyMap<string, string> } | { faults: string[] };

/** What a form puts around a file, and some, so that LEXIA itself is the one to refuse a file. */
const AROUND_A_FILE = 1024 ** 2;

const whole = (most: number) =>
  z.string().regex(/^\d{1,5}$/, `expected a whole number from 1 to ${most}`).transform(Number).refine(
    (number) => number >= 1 && number <= most,
    `expected a whole number from 1 to ${most}`,
  );

/** Signs that mean something to nginx, and blanks, are in no folder's name. */
const folder = z.string().regex(
  /^(?!.*\/\.\.?(\/|$))\/[\w./-]*$/,
  "expected the path of a folder from the root on",
);

const address = z.string().refine(ipaddr.isValid, "expected an IP address");

const range = z.string().refine(
  (text) => ipaddr.isValid(text) || ipaddr.isValidCIDR(text),
  "expected an address or a range such as 10.0.0.0/8",
).refine((text) => !/\/0+$/.test(text), "a proxy cannot be everybody");

const upstream = z.string().refine((text) => {
  const [, bracketed, host, port] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const isHost = bracketed === undefined
    ? variables.shape.BASE_DOMAIN.safeParse(host).success
    : ipaddr.IPv6.isValid(bracketed);
  return isHost && Number(port) >= 1 && Number(port) <= 65_535;
}, "expected a host and a port such as 127.0.0.1:8000");

const schema = z.object({
  "BASE_DOMAIN": z.string({ error: "set it as it is for LEXIA" }).pipe(variables.shape.BASE_DOMAIN.unwrap()),
  "PUBLIC_URL": variables.shape.PUBLIC_URL,
  "MAX_UPLOAD_SIZE": variables.shape.MAX_UPLOAD_SIZE,
  "--upstream": upstream.array().min(1),
  "--outer-proxy": range.array(),
  "--resolver": address.array().min(1, "no name server is known: name one"),
  "--address": address.array().min(1),
  "--http-port": whole(65_535),
  "--https-port": whole(65_535),
  "--certificates": folder,
  "--challenges": folder,
  "--user": z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, "expected the name of a user"),
  "--logs": folder,
  "--run": folder,
  "--temp": folder,
  "--client-seconds": whole(30),
  "--read-seconds": whole(3_600),
  "--stream-seconds": whole(3_600),
  "--api-per-second": whole(10_000),
  "--sign-ins-per-second": whole(10_000),
});

type Checked = z.infer<typeof schema>;

export function nginxValues(given: Given, { env, readTextFile }: Surroundings): NginxValues {
  const resolver = given.resolver.length > 0 ? given.resolver : nameServers(readTextFile);
  const named = Object.entries({ ...given, resolver }).map(([name, value]) => [`--${name}`, value]);
  // Empty counts as not set.
  const set = ["BASE_DOMAIN", "PUBLIC_URL", "MAX_UPLOAD_SIZE"].map((name) => [name, env(name) || undefined]);
  const read = schema.safeParse(Object.fromEntries([...set, ...named]));
  if (read.success) return { values: valuesOf(read.data) };
  return { faults: read.error.issues.map(({ path: [name], message }) => `${String(name)}: ${message}`) };
}

function nameServers(readTextFile: Surroundings["readTextFile"]): string[] {
  try {
    const lines = readTextFile("/etc/resolv.conf").matchAll(/^[ \t]*nameserver[ \t]+(\S+)/gm);
    return [...lines].map(([, found = ""]) => found).filter(ipaddr.isValid);
  } catch {
    return [];
  }
}

function valuesOf(checked: Checked): ReadonlyMap<string, string> {
  const port = checked["--https-port"] === 443 ? "" : `:${checked["--https-port"]}`;
  const publicUrl = checked.PUBLIC_URL ?? `https://${checked.BASE_DOMAIN}${port}`;
  return new Map([
    ["BASE_DOMAIN", checked.BASE_DOMAIN],
    ["PUBLIC_URL", new URL(publicUrl).origin],
    ["PORT", port],
    ["UPLOAD_BYTES", String(checked.MAX_UPLOAD_SIZE + AROUND_A_FILE)],
    ["UPSTREAMS", lines(checked["--upstream"], (one) => `server ${one} max_fails=2 fail_timeout=10s;`)],
    ["OUTER_PROXIES", lines(checked["--outer-proxy"], (one) => `set_real_ip_from ${one};`)],
    ["RESOLVERS", checked["--resolver"].map(inBrackets).join(" ")],
    ["LISTEN_HTTP", listening(checked, "--http-port", "")],
    ["LISTEN_HTTP_DEFAULT", listening(checked, "--http-port", " default_server")],
    ["LISTEN_HTTPS", listening(checked, "--https-port", " ssl http2")],
    ["LISTEN_HTTPS_DEFAULT", listening(checked, "--https-port", " ssl http2 default_server")],
    ["CERTIFICATES", checked["--certificates"]],
    ["CHALLENGES", checked["--challenges"]],
    ["USER", checked["--user"]],
    ["LOGS", checked["--logs"]],
    ["RUN", checked["--run"]],
    ["TEMP", checked["--temp"]],
    ["CLIENT_SECONDS", String(checked["--client-seconds"])],
    ["READ_SECONDS", String(checked["--read-seconds"])],
    ["STREAM_SECONDS", String(checked["--stream-seconds"])],
    ["API_RATE", String(checked["--api-per-second"])],
    ["API_BURST", String(2 * checked["--api-per-second"])],
    ["SIGN_IN_RATE", String(checked["--sign-ins-per-second"])],
    ["SIGN_IN_BURST", String(5 * checked["--sign-ins-per-second"])],
  ]);
}

function listening(checked: Checked, port: "--http-port" | "--https-port", more: string): string {
  return lines(checked["--address"], (one) => `listen ${inBrackets(one)}:${checked[port]}${more};`);
}

function lines(items: readonly string[], write: (item: string) => string): string {
  return items.map(write).join("\n");
}

function inBrackets(one: string): string {
  return ipaddr.IPv6.isValid(one) ? `[${one}]` : one;
}
