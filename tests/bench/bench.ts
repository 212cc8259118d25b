/** What the rows of a bench share: one installation of the server home, seeded, with its processes and the floor. */
import { cpuSeconds } from "#tests/support/cpu.ts";
import { Installation, type Member } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { bearer, type LoadRequest } from "#tests/support/load.ts";
import { createDatabase } from "#tests/support/test_server.ts";
import { setTimeout as pause } from "node:timers/promises";
import { type FloorServer, startFloor } from "./floor.ts";
import type { Report } from "./report.ts";
import { seed, type Seeded } from "./seed.ts";

export type Scale = "quick" | "full";

/** Solicitudes that requests are measured over. */
const SOLICITUDES = { quick: 50_000, full: 200_000 };

/** Docket entries of the cases that are followed, at most: what a young case has. */
const ENTRIES = 10;

export class Bench implements AsyncDisposable {
  #created = 0;
  readonly #radicados: string[];

  private constructor(
    readonly scale: Scale,
    readonly report: Report,
    readonly lexia: Installation,
    readonly server: LexiaProcess,
    readonly worker: LexiaProcess,
    readonly floor: FloorServer,
    readonly seeded: Seeded,
    /** Somebody with a password. */
    readonly person: Member,
    private readonly postmaster: number,
    private readonly drop: () => Promise<void>,
  ) {
    const { portal } = lexia;
    this.#radicados = portal.radicados.found.filter((radicado) => {
      const { procesos } = portal.expected(radicado);
      return procesos.length === 1 && procesos.every(({ actuaciones }) => actuaciones.length <= ENTRIES);
    });
  }

  static async open(scale: Scale, report: Report): Promise<Bench> {
    const database = await createDatabase();
    const lexia = await Installation.open({ database, env: { LOG_LEVEL: "info" }, portal: { cases: 400 } });
    const seeded = await seed(lexia, SOLICITUDES[scale]);
    const [server, worker, floor] = [
      await lexia.serve(),
      lexia.work(),
      await startFloor(database.superuserUrl),
    ];
    const organization = await lexia.organization();
    const person = await lexia.member(organization, "user", { withPassword: true });
    const postmaster = await postmasterOf(lexia);
    report.note(`${SOLICITUDES[scale]} solicitudes in 50 organizations of 20 people; tokens of all in turn`);
    report.note(
      `who follows a case: one of at most ${ENTRIES} docket entries; one answer serves all who ask`,
    );
    return new Bench(scale, report, lexia, server, worker, floor, seeded, person, postmaster, database.drop);
  }

  /** Seconds that PostgreSQL has used so far, all its processes together. */
  databaseCpu(): number {
    return cpuSeconds(this.postmaster);
  }

  /** Somebody follows a radicado that they do not follow yet. */
  nextCreate(): LoadRequest {
    const { members } = this.seeded;
    const index = this.#created++;
    const member = members[index % members.length] ?? this.seeded.heaviest;
    const radicado = this.#radicados[Math.floor(index / members.length) % this.#radicados.length];
    return {
      method: "POST",
      path: "/api/v1/solicitudes",
      host: member.host,
      headers: bearer(member.token),
      body: { radicado },
    };
  }

  async allJobsDone(patienceMs = 120_000): Promise<void> {
    const until = performance.now() + patienceMs;
    while (await this.lexia.count("jobs", "status in ('ready', 'running')") > 0) {
      if (performance.now() > until) throw new Error("Jobs are not done in time");
      await pause(20);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.floor.close();
    await this.lexia[Symbol.asyncDispose]();
    await this.drop();
  }
}

export async function postmasterOf(lexia: Pick<Installation, "query">): Promise<number> {
  const [[folder] = []] = await lexia.query("select current_setting('data_directory')");
  return Number(Deno.readTextFileSync(`${folder}/postmaster.pid`).split("\n", 1)[0]);
}
