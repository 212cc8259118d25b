/** Live progress over server-sent events. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia, type Session } from "../support/lexia.ts";

interface Message {
  id: number;
  stage: string;
  page?: number;
  pages?: number;
  result?: string;
}

Deno.test("GET /api/v1/solicitudes/{id}/progress", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const radicado = lexia.portal.radicados.long[0] ?? "";
  const created = await (await ana.post("/api/v1/solicitudes", { radicado })).json();
  const path: string = created.links.progress;

  await t.step("tells each step while it happens, page by page, and ends with the run", async () => {
    const [messages] = await Promise.all([listen(ana, path), lexia.work()]);
    const stages = messages.map(({ stage }) => stage);
    strictEqual(stages[0], "queued");
    strictEqual(stages[1], "asking_portal");
    strictEqual(stages.at(-1), "done");
    strictEqual(messages.at(-1)?.result, "found");
    const pages = messages.filter(({ stage }) => stage === "reading_actuaciones");
    ok(pages.length >= 2, "the case has several pages");
    deepStrictEqual(pages.map(({ page }) => page), pages.map((_, i) => i + 1));
    // How many there are is on the first page, so it is known from the second on.
    ok(pages.slice(1).every(({ pages: all }) => all === pages.length));
    deepStrictEqual(messages.map(({ id }) => id), messages.map((_, i) => i + 1));
  });

  await t.step("goes on behind the last event seen: nothing twice, nothing left out", async () => {
    const all = await listen(ana, path);
    for (const seen of [1, 2, all.length - 1]) {
      const rest = await listen(ana, path, seen);
      deepStrictEqual(rest.map(({ id }) => id), all.slice(seen).map(({ id }) => id));
    }
  });

  await t.step("begins anew for a listener who has seen more than there is", async () => {
    strictEqual((await listen(ana, path, 900)).at(-1)?.stage, "done");
  });

  await t.step("tells the end from the table where the events are lost", async () => {
    await lexia.core.services.events.clear(`progress:${acme.id}:${created.id}`);
    const [only] = await listen(ana, path);
    deepStrictEqual([only?.stage, only?.result], ["done", "found"]);
  });

  await t.step("shows a run by hand from its own beginning", async () => {
    strictEqual((await ana.post(`/api/v1/solicitudes/${created.id}/execute`)).status, 200);
    const [messages] = await Promise.all([listen(ana, path), lexia.work()]);
    deepStrictEqual([messages[0]?.stage, messages.at(-1)?.stage], ["queued", "done"]);
    strictEqual(messages.filter(({ stage }) => stage === "done").length, 1);
  });

  await t.step("says when a doubtful answer will be looked at again", async () => {
    lexia.portal.setFault("block");
    const other = await (await ana.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[9] }))
      .json();
    const listening = listen(ana, other.links.progress, 0, "retrying");
    await lexia.work();
    const last = (await listening).at(-1);
    deepStrictEqual([last?.stage, last?.result], ["retrying", "unverified"]);
  });

  await t.step("ends with the session of who listens", async () => {
    const radicado = lexia.portal.radicados.found[11];
    const waiting = await (await ana.post("/api/v1/solicitudes", { radicado })).json();
    const leaver = await acme.session("manager");
    // Open before the session ends: otherwise it is a matter of who comes first.
    const stream = await openStream(leaver, waiting.links.progress);
    strictEqual((await leaver.post("/auth/logout")).status, 204);
    deepStrictEqual((await readStream(stream)).map(({ stage }) => stage), ["queued"]);
  });

  await t.step("is missing for whom the solicitud is missing", async () => {
    const stranger = await (await lexia.organization()).session("manager");
    strictEqual((await stranger.get(path)).status, 404);
    const colleague = await acme.session("viewer");
    strictEqual((await colleague.get(path)).status, 404);
  });
});

/** Reads a stream to its end, or to the first event of that stage. */
async function listen(
  who: Session,
  path: string,
  after = 0,
  until?: string,
): Promise<Message[]> {
  return await readStream(await openStream(who, path, after), until);
}

async function openStream(who: Session, path: string, after = 0): Promise<Response> {
  const response = await who.get(path, after === 0 ? {} : { "last-event-id": String(after) });
  strictEqual(response.status, 200);
  match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
  return response;
}

async function readStream(response: Response, until?: string): Promise<Message[]> {
  const messages: Message[] = [];
  let buffer = "";
  ok(response.body);
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    buffer += text;
    const blocks = buffer.split("\n\n");
    buffer = blocks.pop() ?? "";
    messages.push(...blocks.flatMap(asMessage));
    if (until !== undefined && messages.some(({ stage }) => stage === until)) break;
  }
  return messages;
}

function asMessage(block: string): Message[] {
  const fields = new Map(
    block.split("\n").map((line) => {
      const [name = "", ...rest] = line.split(": ");
      return [name, rest.join(": ")];
    }),
  );
  const data = fields.get("data");
  return data === undefined ? [] : [{ ...JSON.parse(data), id: Number(fields.get("id")) }];
}
