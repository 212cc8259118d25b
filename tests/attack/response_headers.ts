/** What browsers are told with every answer, and which other sites may call. */
import { Installation, INSTALLATION_DOMAIN, type Member } from "#tests/support/installation.ts";
import { exactly, type Finding, holds, type Proof } from "#tests/support/proof.ts";
import { exchange, type RawAnswer } from "#tests/support/raw_http.ts";
import { manySolicitudes } from "./many_rows.ts";

const APP = "https://app.example.com";

export const responseHeaders: Proof = {
  id: "O5",
  title: "Content policy, HSTS, nosniff and cross origin",
  async run() {
    await using installation = await Installation.open({ env: { CORS_ORIGINS: APP } });
    const { port } = await installation.serve();
    const member = await installation.member(await installation.organization());
    await manySolicitudes(installation, member, 3);
    const [own] = await installation.query("select id from solicitudes limit 1");
    const answers = await everyKind(port, member, String(own?.[0]));
    const lacking = (test: (answer: RawAnswer) => boolean) =>
      Object.entries(answers).filter(([, answer]) => !test(answer)).map(([what]) => what);
    const none = (what: string, names: string[]): Finding =>
      holds(what, names.length === 0, names.length === 0 ? "0" : names.join(", "), "0");
    return [
      holds(
        "answers looked at",
        true,
        `${Object.keys(answers).length}: pages, API, files, refusals`,
        "of every kind",
      ),
      none("without a content policy, or with one that allows inline or eval", lacking(hasStrictPolicy)),
      none("with inline script, style or handler", lacking(hasNothingInline)),
      none(
        "without HSTS of a year",
        lacking(({ text }) => /^strict-transport-security: max-age=31536000/im.test(text)),
      ),
      none("without nosniff", lacking(({ text }) => /^x-content-type-options: nosniff/im.test(text))),
      none("that may be framed", lacking(({ text }) => /frame-ancestors 'none'/.test(text))),
      ...await crossOrigin(port, member),
    ];
  },
};

async function everyKind(
  port: number,
  { host, token }: Member,
  id: string,
): Promise<Record<string, RawAnswer>> {
  const asked: [what: string, host: string, path: string, headers?: string][] = [
    ["landing page", INSTALLATION_DOMAIN, "/"],
    ["sign-in page", host, "/sign-in"],
    ["list page", host, "/solicitudes", `Authorization: Bearer ${token}\r\n`],
    ["detail page", host, `/solicitudes/${id}`, `Authorization: Bearer ${token}\r\n`],
    ["missing page", host, "/nothing", `Authorization: Bearer ${token}\r\n`],
    ["redirect", host, "/solicitudes"],
    ["upgrade page", host, "/billing/upgrade", `Authorization: Bearer ${token}\r\n`],
    ["problem page", INSTALLATION_DOMAIN, "/problems/rate_limited"],
    ["operators' page", `admin.${INSTALLATION_DOMAIN}`, "/"],
    ["API reference", INSTALLATION_DOMAIN, "/api/docs"],
    ["API document", INSTALLATION_DOMAIN, "/api/openapi.json"],
    ["health", host, "/health"],
    ["readiness", host, "/ready"],
    ["metrics", host, "/metrics"],
    ["keys", host, "/.well-known/jwks.json"],
    ["API list", host, "/api/v1/solicitudes", `Authorization: Bearer ${token}\r\n`],
    ["API refusal", host, "/api/v1/solicitudes"],
    ["API missing", host, `/api/v1/solicitudes/${crypto.randomUUID()}`, `Authorization: Bearer ${token}\r\n`],
    ["unknown host", "evil.example.com", "/"],
    ["host that is none", "x:99999", "/"],
  ];
  const answers: Record<string, RawAnswer> = {};
  for (const [what, host, path, headers = ""] of asked) {
    const head =
      `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\n${headers}Connection: close\r\n\r\n`;
    answers[what] = await exchange(port, head);
  }
  return answers;
}

function hasStrictPolicy({ text }: RawAnswer): boolean {
  const policy = /^content-security-policy: (.*)$/im.exec(text)?.[1] ?? "";
  return policy.includes("default-src 'none'") &&
    !/unsafe-(inline|eval|hashes)|\*|https?:(?!\/\/)/.test(policy);
}

function hasNothingInline({ text }: RawAnswer): boolean {
  if (!/^content-type: text\/html/im.test(text)) return true;
  const html = text.slice(text.indexOf("\r\n\r\n"));
  return !/<script(?![^>]*\ssrc=)[^>]*>|<style[\s>]|\sstyle=|\son[a-z]+=|javascript:/i.test(html);
}

const OTHERS = [
  "null",
  `${APP}.evil.test`,
  "https://evil-app.example.com",
  "https://app.example.com.",
  "http://app.example.com",
  `${APP}:8443`,
  "https://app.example.com@evil.test",
  "https://sub.app.example.com",
  "HTTPS://APP.EXAMPLE.COM",
  `${APP}/`,
  `${APP} https://evil.test`,
  `https://${INSTALLATION_DOMAIN}`,
  "*",
];

async function crossOrigin(port: number, { host, token }: Member): Promise<Finding[]> {
  const ask = (origin: string, method: "GET" | "OPTIONS") => {
    const preflight =
      "Access-Control-Request-Method: DELETE\r\nAccess-Control-Request-Headers: authorization\r\n";
    const more = method === "OPTIONS" ? preflight : `Authorization: Bearer ${token}\r\n`;
    const head =
      `${method} /api/v1/solicitudes HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\n${more}Connection: close\r\n\r\n`;
    return exchange(port, head);
  };
  const both = async (origin: string) => [await ask(origin, "GET"), await ask(origin, "OPTIONS")];
  const allowed = await both(APP);
  const others = (await Promise.all(OTHERS.map(both))).flat();
  const names = ({ text }: RawAnswer) => /^access-control-allow-origin: (.*?)\r?$/im.exec(text)?.[1];
  const varies = [...allowed, ...others].filter(({ text }) => /^vary: .*origin/im.test(text)).length;
  return [
    exactly(
      "answers that let the configured origin in",
      allowed.filter((answer) => names(answer) === APP).length,
      2,
    ),
    exactly(
      `answers that let one of ${OTHERS.length} others in`,
      others.filter((answer) => names(answer) !== undefined).length,
      0,
    ),
    exactly(
      "answers that share credentials",
      [...allowed, ...others].filter(({ text }) => /access-control-allow-credentials/i.test(text)).length,
      0,
    ),
    exactly("answers that tell caches by Vary: Origin", varies, allowed.length + others.length),
  ];
}
