/** Requests that are none, and bodies that are meant to hurt. */
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { memoryMib } from "#tests/support/cpu.ts";
import { Installation, type Member } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { median } from "#tests/support/load.ts";
import { atMost, exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";
import { eachOf, exchange, latin1, type RawAnswer } from "#tests/support/raw_http.ts";

const MOST_MIB = 20;
const PATHS = ["/auth/login", "/auth/register", "/api/v1/solicitudes", "/api/v1/users", "/sign-in", "/x/%00"];
const METHODS = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "TRACE",
  "CONNECT",
  "PROPFIND",
  "get",
  "G\0T",
  "",
];
const TYPES = [
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  ",;=",
  "é",
];
const ENCODINGS = ["gzip", "br", "chunked", "chunked, chunked", "identity", "x"];

export const malformedRequests: Proof = {
  id: "A9",
  title: "Thousands of malformed requests",
  async run(scale) {
    const count = scale === "full" ? 10_000 : 1_200;
    await using installation = await Installation.open();
    const process = await installation.serve();
    const member = await installation.member(await installation.organization(), "org_admin");
    const samples = fc.sample(malformed(member), { numRuns: count, seed: 3 });
    const send = (bytes: Uint8Array) => exchange(process.port, bytes, { patienceMs: 400 });
    // What the first ones leave for good is no leak: code, and the memory of the threads that hash passwords.
    await eachOf(Array(40).fill(emptySignIn(member)), 16, send);
    await eachOf(
      fc.sample(malformed(member), { numRuns: scale === "full" ? 4_000 : 800, seed: 2 }),
      16,
      send,
    );
    const before = await settledMemory(process);
    const answers = await eachOf(samples, 16, send);
    const after = await settledMemory(process);
    const wellFormed = await exchange(process.port, `GET /health HTTP/1.1\r\nHost: ${member.host}\r\n\r\n`);
    return [
      exactly(`5xx of ${count}`, answers.filter(isServerError).length, 0),
      holds("answers", true, shown(answers), "4xx, or a closed connection"),
      exactly("a good request afterwards", wellFormed.status, 200),
      // When a process gives memory back is its own affair, and a busy machine puts it off.
      timed(atMost("memory added", Math.max(0, after - before), MOST_MIB, "MiB")),
    ];
  },
};

function emptySignIn({ host }: Member): Uint8Array {
  return latin1(
    `POST /sign-in HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
      "Content-Length: 0\r\nConnection: close\r\n\r\n",
  );
}

/** Any bytes, or a request with a part of it gone wrong. */
function malformed({ host, token }: Member): fc.Arbitrary<Uint8Array> {
  const bytes = fc.uint8Array({ maxLength: 400 });
  const text = fc.string({ maxLength: 300, unit: "binary" });
  const value = fc.oneof(fc.jsonValue(), text, fc.constant({ email: 1, password: [] }));
  const body = fc.oneof(
    value.map((any) => new TextEncoder().encode(JSON.stringify(any))),
    value.map((any) => new TextEncoder().encode(JSON.stringify(any).slice(0, -1))),
    bytes,
    fc.constantFrom("{", '{"a":', "[1,]", "\ufeff{}", "NaN", '{"a":1}}', "\u0000", '"\ud800"').map((broken) =>
      new TextEncoder().encode(broken)
    ),
  );
  const request = fc.record({
    method: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("POST", "PATCH", "PUT") },
      fc.constantFrom(...METHODS),
    ),
    path: fc.oneof(fc.constantFrom(...PATHS), text.map((odd) => `/${odd}`)),
    version: fc.constantFrom("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/9.9", "http/1.1", ""),
    host: fc.oneof(
      { weight: 4, arbitrary: fc.constant(host) },
      fc.constantFrom("", "x:99999", "a b", "[::1", "é"),
    ),
    type: fc.constantFrom(...TYPES),
    more: fc.oneof(
      fc.constant(""),
      fc.constantFrom(...ENCODINGS).map((encoding) => `Content-Encoding: ${encoding}\r\n`),
      fc.constantFrom(...ENCODINGS).map((encoding) => `Transfer-Encoding: ${encoding}\r\n`),
      fc.nat(90_000).map((length) => `X-Long: ${"a".repeat(length)}\r\n`),
      text.map((odd) => `${odd}: ${odd}\r\n`),
      text.map((odd) =>
        `Cookie: __Host-lexia_session=${odd}\r\nIf-Match: ${odd}\r\nIdempotency-Key: ${odd}\r\n`
      ),
    ),
    wrongBy: fc.constantFrom(0, 0, 0, 0, 1, -1, 1_000_000),
    body,
  }).map(({ method, path, version, host, type, more, wrongBy, body }) => {
    const length = Math.max(0, body.length + wrongBy);
    const head = `${method} ${path} ${version}\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: ${type}\r\n${more}Content-Length: ${length}\r\nConnection: close\r\n\r\n`;
    const bytes = latin1(head);
    const whole = new Uint8Array(bytes.length + body.length);
    whole.set(bytes);
    whole.set(body, bytes.length);
    return whole;
  });
  return fc.oneof({ weight: 1, arbitrary: bytes.map((any) => any) }, { weight: 6, arbitrary: request });
}

/** The least of a few looks, since garbage is collected when the process has nothing else to do. */
async function settledMemory({ pid }: LexiaProcess): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < 8; i++) {
    await pause(100);
    least = Math.min(least, memoryMib(pid));
  }
  return least;
}

export function isServerError({ statuses }: RawAnswer): boolean {
  return statuses.some((status) => status >= 500);
}

function shown(answers: readonly RawAnswer[]): string {
  const counts = Map.groupBy(answers, ({ status }) => status);
  return [...counts].toSorted(([a], [b]) => a - b).map(([status, { length }]) => `${length} × ${status}`)
    .join(", ");
}

const MOST_MS = 50;
const REFUSED = new Set([400, 413, 422]);
const MIB = 1_024 * 1_024;

export const hurtfulBodies: Proof = {
  id: "A11",
  title: "JSON that is deep, long, wide, or means the prototype",
  async run(scale) {
    const repetitions = scale === "full" ? 25 : 9;
    await using installation = await Installation.open();
    const process = await installation.serve();
    const member = await installation.member(await installation.organization(), "manager");
    const findings: Finding[] = [];
    let errors = 0;
    for (const [what, body] of Object.entries(BODIES)) {
      const answers: RawAnswer[] = [];
      for (let i = 0; i < repetitions; i++) {
        answers.push(await exchange(process.port, creation(member, body)));
      }
      errors += answers.filter(isServerError).length;
      const statuses = [...new Set(answers.map(({ status }) => status))];
      const milliseconds = median(answers.map(({ milliseconds }) => milliseconds));
      const isRight = statuses.every((status) => REFUSED.has(status)) && milliseconds <= MOST_MS;
      const figure = `${statuses.join(", ")} in ${milliseconds.toFixed(1)} ms`;
      findings.push(holds(what, isRight, figure, `413, 400 or 422 in ≤ ${MOST_MS} ms`));
    }
    const kept = await installation.count("solicitudes");
    return [...findings, exactly("5xx", errors, 0), exactly("solicitudes made of them", kept, 0)];
  },
};

const RADICADO = '"radicado": "11001400300820170000100"';
const BODIES: Record<string, string> = {
  "10,000 arrays in each other": `{${RADICADO}, "alias": ${"[".repeat(10_000)}${"]".repeat(10_000)}}`,
  "10,000 objects in each other": '{"radicado":'.repeat(10_000) + "1" + "}".repeat(10_000),
  "a string of 10 MB": `{${RADICADO}, "alias": "${"a".repeat(10 * MIB)}"}`,
  "a string just below the limit": `{${RADICADO}, "alias": "${"a".repeat(65_000)}"}`,
  "as many keys as come below the limit": `{${
    Array.from({ length: 7_500 }, (_, i) => `"${i.toString(36)}":0`).join()
  }}`,
  "100,000 keys": `{${Array.from({ length: 100_000 }, (_, i) => `"${i.toString(36)}":0`).join()}}`,
  "a number of a million digits": `{"radicado": ${"9".repeat(1_000_000)}}`,
  "a key twice, the second one wrong": `{${RADICADO}, "radicado": "1"}`,
  ["__proto__"]: `{${RADICADO}, "__proto__": {"isAdmin": true, "alias": "x"}}`,
  "constructor.prototype": `{${RADICADO}, "constructor": {"prototype": {"isAdmin": true}}}`,
};

function creation({ host, token }: Member, body: string): string {
  return `POST /api/v1/solicitudes HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
