/** What an administrator does before production: a backup verified, a disaster rehearsed, and the whole checklist. */
import { setTimeout as pause } from "node:timers/promises";
import { exactly, type Finding, holds } from "#tests/support/proof.ts";
import type { ComposeRun } from "./_compose_run.ts";

/** Lines of the checklist that cannot hold among these containers, and why. */
const CANNOT_HOLD: Readonly<Record<string, string>> = {
  logs_shipped: "Elasticsearch is no package of Debian's",
  log_errors: "Elasticsearch is no package of Debian's",
  dashboards: "Grafana is no package of Debian's",
  mail_server: "there is no mail server; another test has one",
  mail_records: "no name server knows the site; another test has one",
  api_rate_limit: "the limit is raised, so that there can be load; another test keeps it",
};
/** What tells of the machine, and of what else it is busy with. */
const OF_THIS_MACHINE = [
  "response_times",
  "response_times_measured",
  "machine_resources",
  "disk_space",
  "alerts_quiet",
];
/** Prometheus has seen everything after so many looks. */
const MOST_TRIES = 6;
const BETWEEN_MS = 15_000;

export async function beforeProduction(
  run: ComposeRun,
  environment: Readonly<Record<string, string>>,
): Promise<Finding[]> {
  const verified = await run.runByHand("restore", { args: ["ops", "backup:verify", "--json"] });
  const [rehearsed, drill] = await rehearse(run);
  const expected = Object.keys(CANNOT_HOLD).sort().join(", ");
  let said = await checklist(run, drill, environment);
  for (let tries = 1; tries < MOST_TRIES && said.failed !== expected; tries++) {
    await pause(BETWEEN_MS);
    said = await checklist(run, drill, environment);
  }
  return [
    exactly("backup:verify ends with", verified.code, 0),
    rehearsed,
    exactly("lines of the checklist", said.lines, 99),
    exactly("of these, that fail", said.failed, expected),
  ];
}

/** Also what the drill has said. */
export async function rehearse(run: ComposeRun): Promise<[Finding, string]> {
  const { code, stdout, out } = await run.runByHand("restore", { args: ["ops", "drill", "--json"] });
  const { rto_seconds: rto, rpo_seconds: rpo, isSame } = lastLine(stdout);
  const figure = code === 0 ? `the same ${isSame}, RTO ${rto} s, RPO ${rpo} s` : out.slice(-600);
  return [holds("a disaster rehearsed", code === 0 && isSame === true, figure, "the same"), stdout];
}

async function checklist(
  run: ComposeRun,
  drill: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ lines: number; failed: string }> {
  const { code, stdout, out } = await run.runByHand("golive", {
    args: [
      ...run.compose.services.golive?.command ?? [],
      ...["--drill=-", "--ca-file=/run/secrets/inner_ca", "--language=en", "--json"],
    ],
    stdin: drill,
    environment,
  });
  const { lines, failed } = lastLine(stdout);
  if (!Array.isArray(lines) || !Array.isArray(failed)) {
    throw new Error(`No report (${code}): ${out.slice(-1_000)}`);
  }
  return {
    lines: lines.length,
    failed: failed.filter((id) => !OF_THIS_MACHINE.includes(id)).sort().join(", "),
  };
}

function lastLine(text: string): Record<string, unknown> {
  return JSON.parse(text.trim().split("\n").at(-1) || "{}");
}
