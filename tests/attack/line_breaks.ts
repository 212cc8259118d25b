/** Line breaks in values that go to headers and to the log. */
import { Installation, type Member } from "#tests/support/installation.ts";
import { exactly, holds, type Proof } from "#tests/support/proof.ts";
import { eachOf, exchange, latin1, type RawAnswer } from "#tests/support/raw_http.ts";
import { isServerError } from "./malformed_requests.ts";

const INJECTED = "X-Injected";
const LINE = '{"level":"INFO","message":"forged by somebody"}';
const BREAKS = ["\r\n", "\n", "\r", "\u0085", "\u2028", "\\r\\n", "%0d%0a", "%0D%0A%20", "\v\f", "\0\r\n"];
const HEADERS = [
  "X-Request-Id",
  "Idempotency-Key",
  "User-Agent",
  "X-Forwarded-For",
  "Origin",
  "If-Match",
  "Cookie",
];

export const lineBreaks: Proof = {
  id: "I5",
  title: "Line breaks in headers, bodies and paths",
  async run() {
    await using installation = await Installation.open({ env: { LOG_LEVEL: "debug" } });
    const process = await installation.serve({ keepLog: true });
    const member = await installation.member(await installation.organization(), "org_admin");
    const requests = BREAKS.flatMap((broken) =>
      requestsWith(member, `x${broken}${INJECTED}: 1${broken}${LINE}`)
    );
    const answers = await eachOf(requests, 8, (request) => exchange(process.port, request));
    // It writes its last lines when it ends.
    await process.stop();

    const lines = process.lines.map(read);
    const answered = answers.filter(({ text }) => /^x-request-id: /im.test(text)).length;
    return [
      exactly(`5xx of ${answers.length}`, answers.filter(isServerError).length, 0),
      exactly("headers injected", answers.filter(hasInjectedHeader).length, 0),
      exactly(
        "lines of the log that are no JSON object",
        lines.filter((line) => line === undefined).length,
        0,
      ),
      exactly(
        "lines of the log that somebody forged",
        lines.filter((line) => line?.message === "forged by somebody").length,
        0,
      ),
      exactly(
        "requests answered, ÷ lines that say so",
        answered / lines.filter((line) => line?.message === "Request answered").length,
        1,
      ),
      holds("mails", true, "LEXIA sends none yet", "the same, once it does"),
    ];
  },
};

function requestsWith({ host, token }: Member, value: string): Uint8Array[] {
  const bearer = `Authorization: Bearer ${token}`;
  const post = (path: string, body: unknown, more = "") => {
    const payload = new TextEncoder().encode(JSON.stringify(body));
    const head = latin1(
      `POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${bearer}\r\n${more}Content-Type: application/json\r\n` +
        `Content-Length: ${payload.length}\r\nConnection: close\r\n\r\n`,
    );
    return Uint8Array.from([...head, ...payload]);
  };
  const get = (path: string, more = "") =>
    new TextEncoder().encode(
      `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${bearer}\r\n${more}Connection: close\r\n\r\n`,
    );
  const encoded = encodeURIComponent(value);
  return [
    ...HEADERS.map((name) => get("/api/v1/solicitudes?limit=1", `${name}: ${value}\r\n`)),
    get(`/api/v1/solicitudes/${encoded}`),
    get(`/api/v1/solicitudes?q=${encoded}&cursor=${encoded}`),
    get(`/sign-in?next=${encodeURIComponent(`/${value}`)}`, "Accept: text/html\r\n"),
    get(`/${encoded}`, "Accept: text/html\r\n"),
    post("/auth/login", { email: `${value}@lexia.test`, password: value }),
    post("/api/v1/solicitudes", { radicado: value, alias: value }, `Idempotency-Key: ${encoded}\r\n`),
    post("/api/v1/users", { name: value, email: value, password: value, role: "user" }),
  ];
}

/** In the head of an answer; what the value looks like within a body harms nobody. */
function hasInjectedHeader({ text }: RawAnswer): boolean {
  const head = text.slice(0, text.indexOf("\r\n\r\n"));
  return head.split(/\r\n|\r|\n/).some((line) => line.toLowerCase().startsWith(INJECTED.toLowerCase()));
}

function read(line: string): { message?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
