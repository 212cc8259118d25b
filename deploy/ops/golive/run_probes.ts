/** Asks every probe, and makes of their answers a report. */
import { type Box, BOXES } from "./checklist.ts";
import { BACKUP_PROBES } from "./backup.ts";
import { MONITORING_PROBES } from "./monitoring.ts";
import { OPERATIONS_PROBES } from "./operations.ts";
import { PERFORMANCE_PROBES } from "./performance.ts";
import { POST_LAUNCH_PROBES } from "./post_launch.ts";
import { fail, type Finding, type Need, notApplicable, type Probe, type Section, Untold } from "./probe.ts";
import { ANSWER_PROBES, LIMIT_PROBES } from "./security_answers.ts";
import { DATABASE_PROBES } from "./security_database.ts";
import { INSIDE_PROBES } from "./security_inside.ts";
import { TLS_PROBES } from "./security_outside.ts";
import type { Surroundings } from "./surroundings.ts";

/** In the order in which they are asked: what makes the site refuse its asker comes last. */
export const PROBES: readonly Probe[] = [
  ...TLS_PROBES,
  ...ANSWER_PROBES,
  ...DATABASE_PROBES,
  ...INSIDE_PROBES,
  ...MONITORING_PROBES,
  ...BACKUP_PROBES,
  ...PERFORMANCE_PROBES,
  ...OPERATIONS_PROBES,
  ...POST_LAUNCH_PROBES,
  ...LIMIT_PROBES,
];

export interface Line {
  probe: Probe;
  finding: Finding;
}

/** `by_people`: no probe tells of it, and nothing was filed yet. */
export type BoxVerdict = Finding["verdict"] | "by_people";

export interface BoxLine {
  box: Box;
  verdict: BoxVerdict;
  /** What people have filed. */
  filed: string | null;
}

export interface Report {
  lines: Line[];
  boxes: BoxLine[];
}

/** `filed`: what people have filed, by the box's id. */
export async function report(
  from: Surroundings,
  sections: readonly Section[],
  filed: ReadonlyMap<string, string>,
): Promise<Report> {
  const boxes = BOXES.filter(({ section }) => sections.includes(section));
  const wanted = new Set(boxes.flatMap(({ probes }) => probes));
  const lines: Line[] = [];
  for (const probe of PROBES) {
    if (!sections.includes(probe.section) && !wanted.has(probe.id)) continue;
    lines.push({ probe, finding: await findingOf(probe, from) });
  }
  const verdicts = new Map(lines.map(({ probe, finding }) => [probe.id, finding.verdict]));
  return { lines, boxes: boxes.map((box) => boxLine(box, verdicts, filed.get(box.id) ?? null)) };
}

/** A line that cannot be told fails: nobody has seen that it is well. */
export async function findingOf(probe: Probe, from: Surroundings): Promise<Finding> {
  const absent = probe.needs && absentFor(probe.needs, from);
  if (absent) return absent;
  try {
    return await probe.look(from);
  } catch (error) {
    if (error instanceof Untold) return fail(error.evidence);
    // Messages of drivers may quote what was sent: the kind of error alone is shown.
    const kind = error instanceof Error ? `${error.name}${codeOf(error)}` : "?";
    return fail({ en: `cannot be told (${kind})`, es: `no se puede saber (${kind})` });
  }
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
}

function absentFor(need: Need, from: Surroundings): Finding | undefined {
  if (from.home === "outside") {
    return notApplicable(
      "seen from outside: run it where LEXIA's environment is",
      "visto desde fuera: ejecútelo donde esté el entorno de LEXIA",
    );
  }
  if (need === "configuration" || need === "database") return undefined;
  if (need === "backup" && from.home === "edge" && !hasBackups(from)) {
    return notApplicable(
      "Neon keeps a history by itself; set BACKUP_… for copies of your own",
      "Neon guarda un historial; configure BACKUP_… para copias propias",
    );
  }
  if (need === "backup") return undefined;
  if (from.home !== "server") {
    return notApplicable(`not part of the home "${from.home}"`, `no es parte del hogar "${from.home}"`);
  }
  if (need === "prometheus" && from.prometheusUrl === undefined) {
    return fail({ en: "PROMETHEUS_URL is not set", es: "falta PROMETHEUS_URL" });
  }
  return undefined;
}

function hasBackups({ given }: Surroundings): boolean {
  return ["BACKUP_STORAGE_PATH", "BACKUP_S3_BUCKET"].some((name) => given.env(name));
}

function boxLine(box: Box, verdicts: ReadonlyMap<string, Finding["verdict"]>, filed: string | null): BoxLine {
  const found = box.probes.map((id) => verdicts.get(id));
  const told = found.includes("fail") ? "fail" : found.includes("pass") ? "pass" : "not_applicable";
  if (told === "fail") return { box, verdict: "fail", filed };
  if (box.people && filed === null) return { box, verdict: "by_people", filed };
  return { box, verdict: filed !== null && told === "not_applicable" ? "pass" : told, filed };
}

/** What decides the exit code. `isStrict`: low severity and what people have not filed count as well. */
export function failuresOf({ lines, boxes }: Report, isStrict: boolean): string[] {
  const failed = lines.filter(({ probe, finding }) =>
    finding.verdict === "fail" && (isStrict || probe.severity !== "low")
  ).map(({ probe }) => probe.id);
  const open = boxes.filter(({ verdict }) => isStrict && verdict === "by_people").map(({ box }) => box.id);
  return [...failed, ...open];
}
