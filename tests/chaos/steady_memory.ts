/** The memory of a process at half load: R18. */
import { setTimeout as pause } from "node:timers/promises";
import { Installation, type Member } from "#tests/support/installation.ts";
import { bearer, load, type LoadRequest } from "#tests/support/load.ts";
import { atLeast, atMost, exactly, type Proof, timed } from "#tests/support/proof.ts";
import { follow, radicado, SOLICITUDES } from "./_following.ts";

const CONNECTIONS = 4;
/** Of so many requests one follows another radicado, which a worker then looks up. */
const WRITES = 50;

export const steadyMemory: Proof = {
  id: "R18",
  title: "resident memory at half load",
  async run(scale) {
    const [minutes, warmUp, everyMs] = scale === "full" ? [30, 10, 10_000] : [0.5, 0.2, 1_000];
    await using installation = await Installation.open();
    const member = await installation.member(await installation.organization());
    const api = await installation.serve();
    const worker = installation.work();
    const next = mixOf(member);
    const perSecond = await capacity(api.port, next) / 2;
    const [{ statuses }, samples] = await Promise.all([
      load({ port: api.port, connections: CONNECTIONS, next, perSecond, seconds: minutes * 60 }),
      sample([api.pid, worker.pid], { minutes, everyMs }),
    ]);
    const settled = samples.filter(({ minute }) => minute >= warmUp);
    const good = (statuses.get(200) ?? 0) + (statuses.get(201) ?? 0);
    const all = [...statuses.values()].reduce((sum, count) => sum + count, 0);
    return [
      exactly("answers other than 200 and 201", all - good, 0),
      atLeast("requests", good, 1),
      timed(atMost(`growth of the API after minute ${warmUp}`, slope(settled, 0), 1, "MiB/min")),
      timed(atMost(`growth of the worker after minute ${warmUp}`, slope(settled, 1), 1, "MiB/min")),
    ];
  },
};

function mixOf(member: Member): (index: number) => LoadRequest {
  let written = 0;
  return (index) =>
    index % WRITES === 0
      ? follow(member, radicado(written++))
      : { path: SOLICITUDES, host: member.host, headers: bearer(member.token) };
}

/** Requests a second that it answers when it has nothing else to do. */
async function capacity(port: number, next: (index: number) => LoadRequest): Promise<number> {
  const reading = (index: number) => next(index * WRITES + 1);
  const measured = () => load({ port, connections: CONNECTIONS, requests: 400, next: reading });
  await measured();
  return (await measured()).perSecond;
}

interface Sample {
  minute: number;
  /** MiB of each process. */
  memory: number[];
}

async function sample(
  pids: readonly number[],
  { minutes, everyMs }: { minutes: number; everyMs: number },
): Promise<Sample[]> {
  const begin = performance.now();
  const samples: Sample[] = [];
  for (let minute = 0; minute < minutes; minute = (performance.now() - begin) / 60_000) {
    samples.push({ minute, memory: pids.map(residentMiB) });
    await pause(everyMs);
  }
  return samples;
}

function residentMiB(pid: number): number {
  const [, kib = "0"] = /^VmRSS:\s+(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
  return Number(kib) / 1_024;
}

/** By least squares, in MiB a minute. */
function slope(samples: readonly Sample[], process: number): number {
  const points = samples.map(({ minute, memory }) => [minute, memory[process] ?? 0] as const);
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const below = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}
