/**
 * Requests that two programs may read differently, byte for byte: where one ends, where the next begins, whom it is for.
 * Each carries a second request that nobody may answer.
 */

export interface Shape {
  what: string;
  bytes: string;
}

/** Whoever answers this has read a body as a request, or one request as two. */
export const SMUGGLED = "/smuggled";

export function shapesFor(host: string, other: string): Shape[] {
  const inner = `GET ${SMUGGLED} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const post = (headers: string, body: string) =>
    `POST /api/v1/solicitudes HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;
  const get = (headers: string) => `GET /sign-in HTTP/1.1\r\n${headers}\r\n\r\n`;
  const length = `Content-Length: ${inner.length}`;
  const chunked = "Transfer-Encoding: chunked";
  const lengths: Record<string, string> = {
    "CL.TE": post(`${length}\r\n${chunked}`, `0\r\n\r\n${inner}`),
    "TE.CL": post(`${chunked}\r\nContent-Length: 4`, `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`),
    "TE.TE": post(`${chunked}\r\nTransfer-Encoding: identity`, `0\r\n\r\n${inner}`),
    "TE twice in one": post("Transfer-Encoding: chunked, chunked", `0\r\n\r\n${inner}`),
    "TE of another kind": post(`Transfer-Encoding: xchunked\r\n${length}`, inner),
    "TE gzip": post(`Transfer-Encoding: gzip, chunked\r\n${length}`, inner),
    "TE with a tab": post(`Transfer-Encoding:\tchunked\r\n${length}`, `0\r\n\r\n${inner}`),
    "TE with a blank before the colon": post(`Transfer-Encoding : chunked\r\n${length}`, inner),
    "TE with a vertical tab": post(`Transfer-Encoding: \x0bchunked\r\n${length}`, inner),
    "TE with an underscore": post(`Transfer_Encoding: chunked\r\n${length}`, inner),
    "TE folded": post(`Transfer-Encoding:\r\n chunked\r\n${length}`, inner),
    "TE in HTTP/1.0": post(`${chunked}\r\n${length}`, inner).replace("HTTP/1.1", "HTTP/1.0"),
    "two lengths": post(`Content-Length: 0\r\n${length}`, inner),
    "two lengths that agree": post(`${length}\r\n${length}`, inner),
    "two lengths in one": post(`Content-Length: 0, ${inner.length}`, inner),
    "a signed length": post(`Content-Length: +${inner.length}`, inner),
    "a length below zero": post("Content-Length: -1", inner),
    "a length in hex": post(`Content-Length: 0x${inner.length.toString(16)}`, inner),
    "a length beyond 64 bits": post("Content-Length: 18446744073709551617", inner),
    "a length with a blank before the colon": post(`Content-Length : ${inner.length}`, inner),
    "a length of letters": post("Content-Length: one", inner),
    "a body of a GET": `GET /sign-in HTTP/1.1\r\nHost: ${host}\r\n${length}\r\n\r\n${inner}`,
    "Expect": post(`Expect: 100-continue\r\n${length}`, inner),
    "Upgrade": `${
      get(
        `Host: ${host}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n${length}`,
      )
    }${inner}`,
    "a length named as a hop": post(`Connection: Content-Length\r\n${length}`, inner),
  };
  const chunks: Record<string, string> = {
    "a chunk size beyond 64 bits": post(chunked, `10000000000000000\r\n${inner}`),
    "a chunk size below zero": post(chunked, `-1\r\n${inner}`),
    "a chunk size of letters": post(chunked, `zz\r\n${inner}`),
    "a chunk longer than it says": post(chunked, `1\r\nab\r\n${inner}`),
    "a chunk without its end": post(chunked, `${inner.length.toString(16)}\r\n${inner}`),
  };
  const heads: Record<string, string> = {
    "obs-fold": get(`Host: ${host}\r\nX-A: b\r\n ${inner.slice(0, 20)}`),
    "a NUL in a header": get(`Host: ${host}\r\nX-A: b\0c`),
    "a CR in a header": get(`Host: ${host}\r\nX-A: b\rGET ${SMUGGLED} HTTP/1.1`),
    "a header without a name": get(`Host: ${host}\r\n: x`),
    "a header without a colon": get(`Host: ${host}\r\nX-A`),
    "a NUL in the path": get(`Host: ${host}`).replace("/sign-in", "/sign\0in"),
    "an escaped NUL in the path": get(`Host: ${host}`).replace("/sign-in", "/sign%00in"),
    "a line break escaped in the path": get(`Host: ${host}`).replace("/sign-in", "/x%0d%0aX-A:%20b"),
    "a blank in the path": get(`Host: ${host}`).replace("/sign-in", `${SMUGGLED} /x`),
    "a head of 1 MB": get(`Host: ${host}\r\nX-A: ${"a".repeat(1_000_000)}`),
    "10,000 headers": get(
      `Host: ${host}\r\n${Array.from({ length: 10_000 }, (_, i) => `X-${i}: a`).join("\r\n")}`,
    ),
    "an address of 100 kB": get(`Host: ${host}`).replace("/sign-in", `/${"a".repeat(100_000)}`),
    "lines that end in LF alone": get(`Host: ${host}`).replaceAll("\r\n", "\n"),
    "a method in small letters": get(`Host: ${host}`).replace("GET", "get"),
    "HTTP/9.9": get(`Host: ${host}`).replace("HTTP/1.1", "HTTP/9.9"),
    "HTTP/2 in clear": `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${"\0".repeat(9)}`,
    "HTTP/0.9": "GET /sign-in\r\n\r\n",
    "TRACE": get(`Host: ${host}`).replace("GET", "TRACE"),
    "CONNECT": `CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    "OPTIONS *": `OPTIONS * HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  };
  const names: Record<string, string> = {
    "no Host": get("X-A: b"),
    "no Host in HTTP/1.0": get("X-A: b").replace("HTTP/1.1", "HTTP/1.0"),
    "an empty Host": get("Host: "),
    "two Hosts": get(`Host: ${host}\r\nHost: ${other}`),
    "two Hosts that agree": get(`Host: ${host}\r\nHost: ${host}`),
    "a port that is none": get("Host: x:99999"),
    "a Host with a blank": get(`Host: ${host} ${other}`),
    "a Host with userinfo": get(`Host: a@${host}`),
    "a Host with a slash": get(`Host: ${host}/x`),
    "a trailing dot": get(`Host: ${host}.`),
    "absolute-form of another host": get(`Host: ${host}`).replace("/sign-in", `https://${other}/sign-in`),
    "absolute-form of a stranger": get(`Host: ${host}`).replace("/sign-in", "http://evil.example/sign-in"),
    "absolute-form with userinfo": get(`Host: ${host}`).replace("/sign-in", `https://a@${host}/sign-in`),
  };
  return Object.entries({ ...lengths, ...chunks, ...heads, ...names }).map(([what, bytes]) => ({
    what,
    bytes,
  }));
}
