/** The disk of the database is full, and has room again: R11. */
import { setTimeout as pause } from "node:timers/promises";
import { Installation } from "#tests/support/installation.ts";
import { startPostgres } from "#tests/support/postgres.ts";
import { atLeast, atMost, exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { createDatabase } from "#tests/support/test_server.ts";
import { type Answered, Clients, follow, missing, radicado, until, withoutJob } from "./_following.ts";

const DISK_MEGABYTES = 96;

export const fullDisk: Proof = {
  id: "R11",
  title: "the disk of PostgreSQL is full under load, and has room again",
  async run(scale) {
    const [fills, connections] = scale === "full" ? [3, 8] : [1, 3];
    const disk = await SmallDisk.mount();
    if (typeof disk === "string") {
      return [
        holds("the disk of the database", true, `not filled: ${disk}`, "filled, where one can be mounted"),
      ];
    }
    const postgres = await startPostgres(["fsync=on"]);
    try {
      const database = await createDatabase({ serverUrl: postgres.url });
      await moveTo(disk, postgres.url, database.url);
      await using installation = await Installation.open({ database });
      const member = await installation.member(await installation.organization());
      const api = await installation.serve();
      const worker = installation.work();
      const clients = new Clients(api.port, connections, (index) => follow(member, radicado(index)));
      const times: FullTime[] = [];
      for (let i = 0; i < fills; i++) times.push(await fillAndEmpty(clients, disk));
      await clients.stop();
      const hasExited = api.isOver || worker.isOver;
      const unfinished = "status in ('ready', 'running')";
      await until("no job is left", async () => await installation.count("jobs", unfinished) === 0, 120_000);
      return [
        ...judge(clients.answers, times),
        exactly(
          `of ${clients.acknowledged.size} acknowledged, missing`,
          await missing(installation, clients.acknowledged),
          0,
        ),
        exactly("committed without a job", await withoutJob(installation), 0),
        exactly("jobs not done", await installation.count("jobs", "status <> 'done'"), 0),
        holds("no process of LEXIA ended", !hasExited, hasExited ? "one ended" : "none ended", "none ended"),
      ];
    } finally {
      await postgres.stop();
      await disk.unmount();
    }
  },
};

interface FullTime {
  /** When there was room again, milliseconds of `performance.now()`. */
  emptiedAt: number;
}

async function fillAndEmpty(clients: Clients, disk: SmallDisk): Promise<FullTime> {
  const acknowledged = clients.acknowledged.size;
  await until("some are acknowledged", () => Promise.resolve(clients.acknowledged.size >= acknowledged + 20));
  const before = clients.answers.length;
  const refused = () => clients.answers.slice(before).filter(({ status }) => status >= 500).length;
  await disk.fill();
  await until("the disk is full for LEXIA too", () => Promise.resolve(refused() >= 10));
  await pause(1_000);
  const emptiedAt = performance.now();
  await disk.empty();
  const seen = clients.acknowledged.size;
  await until("one is acknowledged again", () => Promise.resolve(clients.acknowledged.size > seen));
  await pause(2_000);
  return { emptiedAt };
}

function judge(answers: readonly Answered[], times: readonly FullTime[]): Finding[] {
  const refused = answers.filter(({ status }) => status !== 201);
  const isHonest = ({ status, head }: Answered) => status === 503 && /^retry-after: \d+/im.test(head);
  const recoveries = times.map(({ emptiedAt }) =>
    (answers.find(({ status, sentAt }) => status === 201 && sentAt >= emptiedAt)?.at ?? Infinity) - emptiedAt
  );
  const late = refused.filter(({ sentAt }) =>
    times.some(({ emptiedAt }) => sentAt > emptiedAt + 2_000 && sentAt < emptiedAt + 3_000)
  );
  return [
    atLeast("requests refused while the disk was full", refused.length, times.length * 10),
    exactly("of them other than 503 with Retry-After", refused.filter((one) => !isHonest(one)).length, 0),
    exactly("refused later than 2 s after there was room again", late.length, 0),
    timed(atMost("from then to the first success", Math.max(...recoveries) / 1_000, 2, "s")),
  ];
}

/** The database's own files on the small disk; the log of transactions stays where it is. */
async function moveTo(disk: SmallDisk, serverUrl: string, databaseUrl: string): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  const server = openServerDatabase({ url: serverUrl, max: 1, log: silentLog });
  try {
    await server.batch([{ text: `create tablespace small location '${disk.folder}/data'` }]);
    await server.batch([{ text: `alter database ${name} set tablespace small` }]);
  } finally {
    await server.close();
  }
}

class SmallDisk {
  private constructor(readonly folder: string) {}

  /** One in memory, or why there is none. */
  static async mount(): Promise<SmallDisk | string> {
    if (Deno.uid() !== 0) return "only root mounts one";
    const folder = await Deno.makeTempDir({ prefix: "lexia-disk-" });
    const options = `size=${DISK_MEGABYTES}m,mode=755`;
    if (!await succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder)) {
      await Deno.remove(folder);
      return "this machine lets nobody mount one";
    }
    await Deno.mkdir(`${folder}/data`, { mode: 0o700 });
    // The server runs as this user where it is started by root.
    if (!await succeeds("chown", "postgres", `${folder}/data`)) throw new Error("Nobody is called postgres");
    return new SmallDisk(folder);
  }

  /** Until not one byte more finds room. */
  async fill(): Promise<void> {
    await succeeds("dd", "if=/dev/zero", `of=${this.folder}/filler`, "bs=4k");
  }

  async empty(): Promise<void> {
    await Deno.remove(`${this.folder}/filler`);
  }

  async unmount(): Promise<void> {
    if (!await succeeds("umount", this.folder)) throw new Error(`Cannot unmount ${this.folder}`);
    await Deno.remove(this.folder);
  }
}

async function succeeds(command: string, ...args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output();
  return success;
}
