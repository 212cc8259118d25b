/** A file that is refused before all of it has come: the answer arrives all the same. */
import { match, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { requestHandler } from "#routes/mod.ts";
import { BULK } from "#tests/support/bulk_files.ts";
import { Lexia } from "#tests/support/lexia.ts";

/** Long enough for a refusal to be made meanwhile. */
const ON_THE_WAY_MS = 400;

Deno.test("A file that is refused while it comes", async (t) => {
  await using stack = new AsyncDisposableStack();
  const lexia = stack.use(await Lexia.start());
  const acme = await lexia.organization();
  const manager = await acme.session("manager");
  const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  const server = Deno.serve(options, requestHandler(lexia.core.app));
  stack.defer(() => server.shutdown());

  const start = '--limit\r\nContent-Disposition: form-data; name="file"; filename="radicados.xlsx"\r\n\r\n';
  const sends = {
    "that is none of its kind": ["this is no workbook, ", "and there is more of it\r\n--limit--\r\n"],
    "whose kind is not taken": [
      "MZ, which is a program, ",
      `${"x".repeat(200_000)}\r\n--limit--\r\n`,
    ],
  };
  for (const [name, [first = "", rest = ""]] of Object.entries(sends)) {
    await t.step(`${name}: whoever sends on first, and listens then, reads why`, async () => {
      using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
      await write(
        connection,
        [
          `POST ${BULK} HTTP/1.1`,
          `Host: ${acme.subdomain}.${lexia.baseDomain}`,
          `Authorization: Bearer ${manager.token}`,
          "Content-Type: multipart/form-data; boundary=limit",
          `Content-Length: ${(start + first + rest).length}`,
          "Connection: close",
          "",
          start + first,
        ].join("\r\n"),
      );
      await pause(ON_THE_WAY_MS);
      await write(connection, rest);
      await pause(ON_THE_WAY_MS);
      const answer = await new Response(connection.readable).text();
      strictEqual(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1], "415", answer);
      match(answer, /"code":"file_kind_refused"/);
    });
  }
});

async function write(connection: Deno.TcpConn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}
