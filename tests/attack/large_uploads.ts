/** Bodies of more than is taken, however they are sent: B3. */
import { atMost, exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";
import { resetResidentPeak, residentMib } from "#tests/support/cpu.ts";
import { latin1 } from "#tests/support/raw_http.ts";
import { headOf, Intake, joined } from "#tests/support/intake.ts";

const MIB = 1_024 * 1_024;
const SENT_MIB = 51;
/** A stream's garbage lies about until it is collected; a body of that size in memory, and its copy, take more. */
const MOST_MIB = 100;
const PIECE = new Uint8Array(64 * 1_024).fill(97);
const BOUNDARY = "multipart/form-data; boundary=b";
const FILE = 'Content-Disposition: form-data; name="file"; filename="casos.csv"\r\n\r\nradicado\r\n';
const JSON_PATH = "/api/v1/solicitudes";

interface Attempt {
  head: string;
  body: () => Iterable<Uint8Array>;
  /** MiB that may be on their way before the answer, beyond what the system's own buffers take. */
  most: number;
}

export const largeUploads: Proof = {
  id: "B3",
  title: "51 MB by length, in chunks, and in 100,000 parts",
  async run() {
    await using intake = await Intake.open();
    const upload = (framing: string) => headOf(intake.manager, BOUNDARY) + `${framing}\r\n\r\n`;
    const json = (framing: string) =>
      headOf(intake.manager, "application/json").replace(/^POST \S+/, `POST ${JSON_PATH}`) +
      `${framing}\r\n\r\n`;
    const length = `Content-Length: ${SENT_MIB * MIB}`;
    const chunked = "Transfer-Encoding: chunked";
    const attempts: Record<string, Attempt> = {
      "a file of 51 MB that says so": { head: upload(length), body: () => pieces(false), most: 1 },
      "a file of 51 MB in chunks": { head: upload(chunked), body: () => pieces(true), most: 50.1 },
      "a form of 100,000 parts": { head: upload(chunked), body: parts, most: 1 },
      "one part's head of 51 MB": { head: upload(chunked), body: () => pieces(true, "--b\r\nX: "), most: 1 },
      "a field of 51 MB before the file": {
        head: upload(chunked),
        body: () => pieces(true, '--b\r\nContent-Disposition: form-data; name="mapping"\r\n\r\n'),
        most: 1,
      },
      "JSON of 51 MB that says so": { head: json(length), body: () => pieces(false, '{"alias":"'), most: 1 },
      "JSON of 51 MB in chunks": { head: json(chunked), body: () => pieces(true, '{"alias":"'), most: 1 },
    };
    // What the first upload leaves for good is none of theirs.
    for (let i = 0; i < 3; i++) await intake.send({ content: "radicado\nx" });
    const kept = await intake.files();
    const findings: Finding[] = [];
    let added = 0;
    for (const [what, attempt] of Object.entries(attempts)) {
      const before = residentMib(intake.process.pid).now;
      resetResidentPeak(intake.process.pid);
      const { status, sentMib } = await send(intake.process.port, attempt);
      added = Math.max(added, residentMib(intake.process.pid).most - before);
      const most = attempt.most + BUFFERS_MIB;
      findings.push(
        holds(
          what,
          status === 413 && sentMib <= most,
          `${status} after ${sentMib.toFixed(1)} MiB`,
          `413 within ${most} MiB`,
        ),
      );
    }
    return [
      ...findings,
      timed(atMost("memory added at most", added, MOST_MIB, "MiB")),
      exactly("files kept", (await intake.files()).length - kept.length, 0),
      exactly("uploads kept", await intake.installation.count("bulk_uploads", "status = 'receiving'"), 0),
    ];
  },
};

/** Of both sides' sockets, and of the reader's stream: what was sent and not read. */
const BUFFERS_MIB = 9;

function* pieces(isChunked: boolean, beginning = `--b\r\n${FILE}`): Generator<Uint8Array> {
  const first = latin1(beginning);
  yield isChunked ? chunk(first) : first;
  for (let sent = first.length; sent < SENT_MIB * MIB; sent += PIECE.length) {
    yield isChunked ? chunk(PIECE) : PIECE;
  }
}

function* parts(): Generator<Uint8Array> {
  const part = latin1('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'.repeat(100));
  for (let i = 0; i < 1_000; i++) yield chunk(part);
  yield chunk(latin1("--b--\r\n"));
}

function chunk(bytes: Uint8Array): Uint8Array {
  return joined(latin1(`${bytes.length.toString(16)}\r\n`), bytes, latin1("\r\n"));
}

/** Sends until an answer begins, the server hangs up or reads no more; how much had gone out by then. */
async function send(port: number, { head, body }: Attempt): Promise<{ status: number; sentMib: number }> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  let isAnswered = false;
  // Closed with the answer, since a server that has refused reads no more, and what is being sent would wait for ever.
  const answered = statusOf(connection).finally(() => {
    isAnswered = true;
    close(connection);
  });
  const timer = setTimeout(() => close(connection), PATIENCE_MS);
  let sent = 0;
  try {
    await writeAll(connection, latin1(head));
    for (const piece of body()) {
      if (isAnswered) break;
      await writeAll(connection, piece);
      sent += piece.length;
    }
  } catch {
    // It was hung up on: what was answered before is the answer.
  }
  const status = await answered;
  clearTimeout(timer);
  return { status, sentMib: sent / MIB };
}

const PATIENCE_MS = 20_000;

async function statusOf(connection: Deno.TcpConn): Promise<number> {
  const buffer = new Uint8Array(64);
  const count = await connection.read(buffer).catch(() => null);
  return Number(new TextDecoder().decode(buffer.subarray(0, count ?? 0)).slice(9, 12));
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // The other one was faster.
  }
}
