/** I4: names that look like an organization's host, and requests that name two, byte for byte over TCP. */
import { Installation, INSTALLATION_DOMAIN as DOMAIN, type Member } from "#tests/support/installation.ts";
import { exactly, type Finding, type Proof } from "#tests/support/proof.ts";
import { exchange, type RawAnswer } from "#tests/support/raw_http.ts";

export const hostNames: Proof = {
  id: "I4",
  title: "hosts that are no organization's, and requests that name two",
  async run() {
    await using installation = await Installation.open();
    const [server, own, other] = await Promise.all([
      installation.serve(),
      installation.organization().then((organization) => installation.member(organization, "org_admin")),
      installation.organization().then((organization) => installation.member(organization, "org_admin")),
    ]);
    return await judge(server.port, installation, own, other);
  },
};

const PATH = "/api/v1/organization";

/** A request line and headers; each asks with the token of a member of `own`. */
interface Attempt {
  what: string;
  line: string;
  hosts: readonly string[];
}

function attempt(what: string, hosts: string | readonly string[], line = `GET ${PATH} HTTP/1.1`): Attempt {
  return { what, line, hosts: typeof hosts === "string" ? [hosts] : hosts };
}

/** What does name the organization: capitals, and a port. */
function named(own: string): Attempt[] {
  return [
    attempt("its name", own),
    attempt("capitals", own.toUpperCase()),
    attempt("a port", `${own}:8443`),
    attempt("an empty port", `${own}:`),
    attempt("absolute-form and Host agree", own, `GET http://${own}${PATH} HTTP/1.1`),
  ];
}

const RESERVED = [
  "www",
  "api",
  "admin",
  "mail",
  "static",
  "status",
  "app",
  "auth",
  "cdn",
  "ns1",
  "localhost",
];

function unnamed(own: string, other: string): Attempt[] {
  const label = own.slice(0, -DOMAIN.length - 1);
  const hosts: Record<string, string> = {
    "another domain behind it": `${own}.evil.test`,
    "another domain that ends alike": `${label}.evil${DOMAIN}`,
    "the base domain within another": `${own.replaceAll(".", "-")}.test`,
    "a trailing dot": `${own}.`,
    "two trailing dots": `${own}..`,
    "a leading dot": `.${own}`,
    "an empty label": `${label}..${DOMAIN}`,
    "a name below it": `x.${own}`,
    "a NUL, escaped": `${label}%00.${DOMAIN}`,
    "a NUL at the end, escaped": `${own}%00`,
    "a NUL": `${label}\0.${DOMAIN}`,
    "an escaped letter": `%6f${own.slice(1)}`,
    "an escaped dot": own.replace(".", "%2e"),
    "an escaped slash": `${own}%2f.evil.test`,
    "a fragment": `${own}#.evil.test`,
    "a query": `${own}?.evil.test`,
    "a path": `${own}/.evil.test`,
    "a backslash": `${own}\\.evil.test`,
    "userinfo": `evil@${own}`,
    "userinfo that is it": `${own}@evil.test`,
    "userinfo with a password": `a:b@${own}`,
    "punycode": `xn--${label}.${DOMAIN}`,
    "punycode of a look-alike": `xn--rg-${label.slice(4)}-xsf.${DOMAIN}`,
    "full-width letters": own.replace("o", "ｏ"),
    "a Cyrillic letter": own.replace("o", "о"),
    "a soft hyphen": own.replace("o", "o\u00ad"),
    "a zero-width space": own.replace("o", "o\u200b"),
    "an ideographic full stop": own.replace(".", "。"),
    "an underscore": `_${own}`,
    "an underscore within": own.replace("-", "_"),
    "a label of 63": `${"a".repeat(63)}.${DOMAIN}`,
    "a label of 64": `${"a".repeat(64)}.${DOMAIN}`,
    "a name of 300": `${"a.".repeat(140)}${DOMAIN}`,
    "a name of 60,000": `${"a".repeat(60_000)}.${DOMAIN}`,
    "IPv4": "127.0.0.1",
    "IPv4 in one number": "2130706433",
    "IPv4 in hex": "0x7f000001",
    "IPv6": "[::1]",
    "IPv6 of IPv4": "[::ffff:127.0.0.1]",
    "IPv6 with a zone": "[fe80::1%25eth0]",
    "IPv6 without brackets": "::1",
    "half an IPv6": "[::1",
    "the base domain": DOMAIN,
    "another domain": "evil.test",
    "a port that is none": `${own}:99999`,
    "a port of letters": `${own}:http`,
    "a port below zero": `${own}:-1`,
    "two ports": `${own}:80:80`,
    "x:99999": "x:99999",
    "a comma": `${own}, ${other}`,
    "a space within": `${own} ${other}`,
    "a tab within": `${own}\t${other}`,
    "a semicolon": `${own};${other}`,
    "an asterisk": `*.${DOMAIN}`,
    "SQL": `' or subdomain='${label}`,
    "a scheme": `http://${own}`,
    "empty": "",
    "a blank": " ",
  };
  return [
    ...Object.entries(hosts).map(([what, host]) => attempt(what, host)),
    ...RESERVED.map((name) => attempt(`the reserved name ${name}`, `${name}.${DOMAIN}`)),
    ...inTwoPlaces(own, other),
  ];
}

function inTwoPlaces(own: string, other: string): Attempt[] {
  const absolute = (host: string, rest = PATH) => `GET http://${host}${rest} HTTP/1.1`;
  return [
    attempt("no Host", []),
    attempt("no Host in HTTP/1.0", [], `GET ${PATH} HTTP/1.0`),
    attempt("two Hosts", [own, other]),
    attempt("two Hosts, the other way round", [other, own]),
    attempt("two Hosts that agree", [own, own]),
    attempt("absolute-form foreign, Host own", own, absolute(other)),
    attempt("absolute-form own, Host foreign", other, absolute(own)),
    attempt("absolute-form foreign, no Host", [], absolute(other)),
    attempt("absolute-form own, empty Host", "", absolute(own)),
    attempt("absolute-form own with userinfo", own, absolute(`evil@${own}`)),
    attempt("absolute-form own with a password", own, absolute(`:evil@${own}`)),
    attempt("absolute-form own with userinfo, no Host", [], absolute(`evil@${own}`)),
    attempt("absolute-form escaped, no Host", [], absolute(`%6f${own.slice(1)}`)),
    attempt("absolute-form own with another port", own, absolute(`${own}:81`)),
    attempt("absolute-form foreign in capitals", own, `GET HTTP://${other.toUpperCase()}${PATH} HTTP/1.1`),
    attempt("absolute-form of another scheme", other, `GET ftp://${own}${PATH} HTTP/1.1`),
    attempt("a path that begins like a host", other, `GET //${own}${PATH} HTTP/1.1`),
    attempt("CONNECT", other, `CONNECT ${own}:443 HTTP/1.1`),
    attempt("OPTIONS *", other, "OPTIONS * HTTP/1.1"),
  ];
}

async function judge(
  port: number,
  installation: Installation,
  own: Member,
  other: Member,
): Promise<Finding[]> {
  const ask = ({ line, hosts }: Attempt) => {
    const lines = [line, ...hosts.map((host) => `Host: ${host}`), `Authorization: Bearer ${own.token}`];
    return exchange(port, new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  };
  const refused: string[] = [];
  for (const one of named(own.host)) {
    const { status, text } = await ask(one);
    if (status !== 200 || !text.includes(own.organizationId)) refused.push(`${one.what}: ${status}`);
  }
  const attempts = unnamed(own.host, other.host);
  const tally = new Map<Verdict, string[]>();
  for (const one of attempts) {
    const answer = await ask(one);
    const verdict = verdictOn(answer, [own.organizationId, other.organizationId]);
    tally.set(verdict, [...tally.get(verdict) ?? [], `${one.what}: ${answer.status}`]);
  }
  const of = `of ${attempts.length} that name none or two`;
  const count = (verdict: Verdict) => tally.get(verdict)?.length ?? 0;
  return [
    exactly(`served as an organization, ${of}`, listed(tally.get("served")), "0"),
    exactly(`5xx, ${of}`, listed(tally.get("broken")), "0"),
    exactly(
      `refused by LEXIA without a problem document (with one: ${
        count("refused")
      }; by the HTTP parser before LEXIA ` +
        `sees them: ${count("unparsed")})`,
      listed(tally.get("bare")),
      "0",
    ),
    exactly(`refused, of ${named(own.host).length} that do name the organization`, listed(refused), "0"),
    exactly("reserved names that can be registered", listed(await registered(installation)), "0"),
  ];
}

type Verdict = "served" | "broken" | "refused" | "unparsed" | "bare";

function verdictOn({ status, text }: RawAnswer, organizations: readonly string[]): Verdict {
  if (organizations.some((id) => text.includes(id))) return "served";
  if (status >= 500) return "broken";
  if (/^content-type: application\/problem\+json/im.test(text)) return "refused";
  // The parser's own refusal has neither type nor body; an answer to OPTIONS shows nothing either.
  return /^content-type:/im.test(text) || !text.endsWith("\r\n\r\n") ? "bare" : "unparsed";
}

async function registered(installation: Installation): Promise<string[]> {
  const taken: string[] = [];
  const names = [
    ...RESERVED,
    "WWW",
    " api ",
    "xn--admin-abc",
    "a".repeat(64),
    "a_b",
    "a.b",
    "-a",
    "a-",
    "ａｐｉ",
  ];
  for (const subdomain of names) {
    const response = await installation.request("", "/auth/register", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        organization_name: "Evil",
        subdomain,
        name: "Eve",
        email: "eve@evil.test",
        password: crypto.randomUUID(),
      }),
    });
    await response.body?.cancel();
    if (response.status !== 409 && response.status !== 422) taken.push(`${subdomain}: ${response.status}`);
  }
  return taken;
}

function listed(found: readonly string[] = []): string {
  return found.length === 0 ? "0" : `${found.length}: ${found.join("; ")}`;
}
