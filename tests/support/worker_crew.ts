/** Worker processes that are replaced when they fall. */
import { setTimeout as pause } from "node:timers/promises";
import { startWorkerProcess, type WorkerProcess, type WorkerSettings } from "./worker_process.ts";

export class Crew {
  readonly #workers: WorkerProcess[] = [];
  readonly #ready = new Set<WorkerProcess>();
  readonly #fallen: WorkerProcess[] = [];

  constructor(private readonly settings: WorkerSettings, size: number) {
    for (let i = 0; i < size; i++) this.#hire();
  }

  /** Resolves when so many of them work. */
  async readiness(count = 1): Promise<void> {
    while (this.#ready.size < count) {
      await pause(5);
      await this.replaceDead();
    }
  }

  /** Those that work now. */
  get working(): readonly WorkerProcess[] {
    return [...this.#ready];
  }

  /** Kills some of those that work in one go, at least one and perhaps all. Returns how many. */
  async killSome(): Promise<number> {
    const [first, ...others] = this.working.toSorted(() => Math.random() - 0.5);
    return await this.#kill(first ? [first, ...others.filter(() => Math.random() < 0.5)] : []);
  }

  /** Kills everybody, those too that have only begun to start. Returns how many of them worked. */
  async killAll(): Promise<number> {
    const working = this.#ready.size;
    await this.#kill([...this.#workers]);
    return working;
  }

  async #kill(victims: readonly WorkerProcess[]): Promise<number> {
    await Promise.all(victims.map((victim) => victim.kill()));
    for (const victim of victims) this.#replace(victim);
    return victims.length;
  }

  async replaceDead(): Promise<void> {
    for (const worker of [...this.#workers]) {
      if (await Promise.race([worker.child.status, pause(0, null)])) this.#replace(worker);
    }
  }

  /** How often one of them, past or present, has warned of that. */
  warnings(line: string): number {
    return [...this.#fallen, ...this.#workers].flatMap(({ warnings }) => warnings)
      .filter((warning) => warning === line).length;
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill()));
  }

  #hire(): void {
    const worker = startWorkerProcess(this.settings);
    this.#workers.push(worker);
    void worker.ready.then((isReady) => isReady && this.#workers.includes(worker) && this.#ready.add(worker));
  }

  #replace(fallen: WorkerProcess): void {
    this.#ready.delete(fallen);
    this.#workers.splice(this.#workers.indexOf(fallen), 1);
    this.#fallen.push(fallen);
    this.#hire();
  }
}
