/** The same request again, and many at once, over two processes: R16 and R17. */
import { setTimeout as pause } from "node:timers/promises";
import { Installation, type Member } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { LoadConnection, type LoadRequest } from "#tests/support/load.ts";
import { atMost, exactly, type Finding, holds, type Proof } from "#tests/support/proof.ts";
import { openSlowLine } from "#tests/support/slow_line.ts";
import { follow, radicado } from "./_following.ts";

interface Answer {
  status: number;
  head: string;
  body: string;
}

async function send(port: number, request: LoadRequest): Promise<Answer> {
  const connection = new LoadConnection(port);
  try {
    return await connection.send(request, true);
  } finally {
    connection.close();
  }
}

/** Each over a connection of its own, to the ports in turn. */
async function sendAtOnce(ports: number[], requests: LoadRequest[]): Promise<Answer[]> {
  return await Promise.all(
    requests.map((request, i) => sendPatiently(ports[i % ports.length] ?? 0, request)),
  );
}

/** As a client should: what could not be done for now is asked again, with the same key, when the answer says so. */
async function sendPatiently(port: number, request: LoadRequest): Promise<Answer> {
  for (let repeats = 0;; repeats++) {
    const answer = await send(port, request);
    const seconds = /^retry-after: (\d+)/im.exec(answer.head)?.[1];
    if (answer.status !== 503 || seconds === undefined || repeats === MOST_REPEATS) {
      return answer;
    }
    await pause(Number(seconds) * 1_000);
  }
}

const MOST_REPEATS = 10;

function keyed(member: Member, number: number, key: string): LoadRequest {
  return follow(member, radicado(number), { "idempotency-key": key });
}

const AT_ONCE = 50;

export const idempotency: Proof = {
  id: "R16",
  title: "an idempotency key: many at once, a lost answer, another body",
  async run(scale) {
    await using installation = await Installation.open();
    const member = await installation.member(await installation.organization());
    const ports = await Promise.all([1, 2].map(async () => (await installation.serve()).port));
    const answers = await sendAtOnce(ports, Array.from({ length: AT_ONCE }, () => keyed(member, 1, "many")));
    const other = await send(ports[0] ?? 0, keyed(member, 2, "many"));
    const ofOther = await installation.count("solicitudes", `radicado = '${radicado(2)}'`);
    return [
      exactly(`answers 201 to ${AT_ONCE} at once`, count(answers, 201), AT_ONCE),
      exactly("different bodies among them", new Set(answers.map(({ body }) => body)).size, 1),
      exactly("rows", await installation.count("solicitudes", `radicado = '${radicado(1)}'`), 1),
      exactly("jobs", await installation.count("jobs"), 1),
      exactly("status for another body with the same key", other.status, 422),
      exactly("rows made by it", ofOther, 0),
      ...await lostAnswers(installation, member, scale === "full" ? 20 : 2),
    ];
  },
};

const LINE_MS = 40;

/** Kills the process when the row is there and the answer is not, then asks again. */
async function lostAnswers(installation: Installation, member: Member, times: number): Promise<Finding[]> {
  const direct = new URL(installation.env.DATABASE_URL ?? "");
  await using line = openSlowLine(Number(direct.port), LINE_MS);
  const slow = new URL(direct);
  slow.port = String(line.port);
  const seen = { lost: 0, replayed: 0, same: 0, rows: 0 };
  let process = await installation.serve({ env: { DATABASE_URL: slow.href } });
  for (let i = 0; i < times; i++) {
    const request = keyed(member, 100 + i, `lost-${i}`);
    if (await killAfterCommit(installation, process, request, `lost-${i}`)) seen.lost++;
    process = await installation.serve({ port: process.port, env: { DATABASE_URL: slow.href } });
    const [first, second] = [await send(process.port, request), await send(process.port, request)];
    const [kept] = await installation.query("select body from idempotency_keys where key = $1", [
      `lost-${i}`,
    ]);
    if (/^idempotency-replayed: true/im.test(first.head) && first.status === 201) seen.replayed++;
    if (first.body === second.body && first.body === kept?.[0]) seen.same++;
    seen.rows += await installation.count("solicitudes", `radicado = '${radicado(100 + i)}'`);
  }
  return [
    exactly("answers lost between commit and client", seen.lost, times),
    exactly("repetitions answered from what was kept", seen.replayed, times),
    exactly("repetitions with the same body", seen.same, times),
    exactly("rows of them", seen.rows, times),
  ];
}

/** The answer's way is slowed down at the database, so the row is seen before LEXIA knows of its own commit. */
async function killAfterCommit(
  installation: Installation,
  process: LexiaProcess,
  request: LoadRequest,
  key: string,
): Promise<boolean> {
  const answer = send(process.port, request);
  const isKept = `key = '${key}' and status is not null`;
  while (await installation.count("idempotency_keys", isKept) === 0) await pause(1);
  await process.kill();
  return (await answer).status === 0;
}

const FREE = 50;
const CREATES = 200;
const USED = 10;

export const quota: Proof = {
  id: "R17",
  title: "many creations at once near the month's limit, over two processes",
  async run(scale) {
    const rounds = scale === "full" ? 10 : 1;
    await using installation = await Installation.open();
    const ports = await Promise.all([1, 2].map(async () => (await installation.serve()).port));
    const statuses: number[] = [];
    let furthest = 0;
    for (let round = 0; round < rounds; round++) {
      const organization = await installation.organization({ maxQueriesPerMonth: USED + FREE });
      const member = await installation.member(organization);
      const before = Array.from({ length: USED }, (_, i) => follow(member, radicado(i)));
      await sendAtOnce(ports, before);
      const answers = await Promise.all(
        Array.from(
          { length: CREATES },
          (_, i) => sendPatiently(ports[i % 2] ?? 0, keyed(member, USED + i, `${round}-${i}`)),
        ),
      );
      statuses.push(...answers.map(({ status }) => status));
      const rows = await installation.count("solicitudes", `organization_id = '${organization.id}'`);
      furthest = Math.max(furthest, Math.abs(rows - USED - FREE));
    }
    const others = statuses.filter((status) => status !== 201 && status !== 402);
    return [
      exactly("answers 201", statuses.filter((status) => status === 201).length, rounds * FREE),
      exactly("answers 402", statuses.filter((status) => status === 402).length, rounds * (CREATES - FREE)),
      holds("other answers", others.length === 0, [...new Set(others)].join(" ") || "none", "none"),
      atMost("rows too many or too few", furthest, 0),
    ];
  },
};

function count(answers: readonly Answer[], status: number): number {
  return answers.filter((answer) => answer.status === status).length;
}
