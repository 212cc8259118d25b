/** CPU time of processes and of all that they have started, as Linux counts it (proc(5), /proc/pid/stat). */

/** Linux gives times in hundredths of a second to every program, whatever the kernel's own tick is. */
const TICKS_PER_SECOND = 100;

interface Stat {
  pid: number;
  parent: number;
  /** Own time, and that of children that have ended. */
  ticks: number;
}

/** Seconds of CPU that the processes, their children and those that have ended under them have used so far. */
export function cpuSeconds(...pids: number[]): number {
  const all = readAll();
  const seen = new Set<number>();
  const waiting = [...pids];
  let ticks = 0;
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const stat = all.get(pid);
    if (!stat || seen.has(pid)) continue;
    seen.add(pid);
    ticks += stat.ticks;
    for (const other of all.values()) if (other.parent === pid) waiting.push(other.pid);
  }
  return ticks / TICKS_PER_SECOND;
}

function readAll(): Map<number, Stat> {
  const stats = new Map<number, Stat>();
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(Number(name));
    if (stat) stats.set(stat.pid, stat);
  }
  return stats;
}

/** Undefined where it has ended meanwhile. */
function read(pid: number): Stat | undefined {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The name stands in parentheses and may hold anything, so fields are counted behind the last one.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
    const [parent = 0] = fields.slice(1);
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + field, 0);
    return { pid, parent, ticks };
  } catch {
    return undefined;
  }
}

/** Proportional set size of the processes together, in MiB: shared pages count once, divided. */
export function memoryMib(...pids: number[]): number {
  return pids.reduce((sum, pid) => sum + pssKib(pid), 0) / 1_024;
}

function pssKib(pid: number): number {
  const text = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
}

/** Resident memory now, and the most since `resetResidentPeak`, in MiB, as the kernel counts it (proc(5), status). */
export function residentMib(pid: number): { now: number; most: number } {
  const text = Deno.readTextFileSync(`/proc/${pid}/status`);
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0) / 1_024;
  return { now: field("VmRSS"), most: field("VmHWM") };
}

export function resetResidentPeak(pid: number): void {
  Deno.writeTextFileSync(`/proc/${pid}/clear_refs`, "5");
}
