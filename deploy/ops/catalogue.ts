/** The programs that the image holds too, each loaded when it is run. What they do is said as by their tasks. */
import type { Program } from "./_program.ts";
import { runNamed, runProgram } from "./_program.ts";

export interface Entry {
  does: string;
  run(args: string[]): Promise<number>;
}

export const CATALOGUE: Readonly<Record<string, Entry>> = {
  "setup": entry(
    "Configure LEXIA, make its first operator, and check all that it needs",
    async (args) => await (await import("./setup.ts")).main(args),
  ),
  "migrate": single(
    "Bring the database up to date",
    async () => (await import("./migrate.ts")).MIGRATE_PROGRAM,
  ),
  ...organizations({
    "org:create": "Create an organization, and ask its first administrator by mail to join",
    "org:list": "All organizations with what they use of their plans, the newest first",
    "org:show": "One organization: plan, limits, use, state",
    "org:plan": "Change an organization's plan, or its limits alone",
    "org:suspend": "End all access to an organization within seconds, and tell its administrators why",
    "org:resume": "Open a suspended organization again, or take its deletion back",
    "org:delete": "Suspend an organization now, and delete everything of it after the days of grace",
  }),
  ...people({
    "user:list": "People of one organization, of the platform, or of all",
    "user:create": "Make an account at once, and write the link with which its person sets a password",
    "user:invite": "Ask somebody by mail to join an organization",
    "user:role": "Give a member another role, and tell them",
    "user:disable": "Let a member or operator in no more, and end their sessions and keys",
    "user:enable": "Let a disabled member or operator in again",
    "user:reset-password": "Write a link with which somebody sets a new password, once and within an hour",
    "user:reset-2fa":
      "Take all second factors from somebody who has lost them, end their sessions, and tell them",
    "user:unlock": "Forget the wrong passwords and codes that were tried under somebody's name",
    "user:sessions:end": "End all sessions of a member or operator within seconds",
  }),
  ...queue({
    "jobs:list": "Jobs by state, lane, task, organization and age, those first whose turn comes first",
    "jobs:show": "One job with what it is to do",
    "jobs:stats": "How much waits and runs in each lane, and what was given up, by task and reason",
    "jobs:retry": "Give a buried job all its attempts again, or all that failed in one way",
    "jobs:bury": "Take a waiting job out of turn for good, and put right what it leaves",
  }),
  "usage": single(
    "What each organization used in a month, beside what its plan includes",
    async () => (await import("./usage.ts")).USAGE_PROGRAM,
  ),
  "portal:probe": single(
    "Ask the court portal one question: name, connection, certificate, answer and its shape",
    async () => (await import("./portal_probe.ts")).PORTAL_PROGRAM,
  ),
  "keys:rotate": single(
    "Make a new key for access tokens; the one before verifies until its last token has expired",
    async () => (await import("./keys_rotate.ts")).ROTATE_PROGRAM,
  ),
  "audit:verify": single(
    "Whether the audit log is what it was when it was sealed",
    async () => (await import("./audit_verify.ts")).VERIFY_PROGRAM,
  ),
  "audit:trim": single(
    "Remove what the audit log has kept for longer than AUDIT_RETENTION_DAYS",
    async () => (await import("./audit_trim.ts")).TRIM_PROGRAM,
  ),
  "analytics:rebuild": single(
    "Make an organization's figures anew from the rows that there still are",
    async () => (await import("./analytics_rebuild.ts")).REBUILD_PROGRAM,
  ),
  "check:database": entry(
    "Whether LEXIA's roles can do more than they should, and rows are walled",
    async (args) => await (await import("./check_database.ts")).main(args),
  ),
  "nginx:conf": entry(
    "Write nginx's configuration for this installation; --help says what it wants to know",
    async (args) => await (await import("./nginx_conf.ts")).main(args),
  ),
  "backup": entry(
    "Dump, encrypt, check and keep the database and the files",
    async (args) => await (await import("./backup.ts")).main(args),
  ),
  "backup:daily": entry(
    "A backup each day at one minute, where there is no timer beside it",
    async (args) => await (await import("./backup_daily.ts")).main(args),
  ),
  "backup:verify": entry(
    "Restore a backup into a database made for it, and hold it against its manifest",
    async (args) => await (await import("./backup_verify.ts")).main(args),
  ),
  "restore": entry(
    "Put a backup in the database's place, all or nothing",
    async (args) => await (await import("./restore.ts")).main(args),
  ),
  "drill": entry(
    "Rehearse a disaster on a copy: RTO and RPO as measured",
    async (args) => await (await import("./drill.ts")).main(args),
  ),
  "org:export": entry(
    "All rows of one organization, encrypted",
    async (args) => await (await import("./org_export.ts")).main(args),
  ),
  "org:restore": entry(
    "Put one organization's rows back, and nobody else's",
    async (args) => await (await import("./org_restore.ts")).main(args),
  ),
  "warehouse": entry(
    "Bring the star schema in another PostgreSQL up to date, or write it as files; --help says how",
    async (args) => await (await import("./warehouse.ts")).main(args),
  ),
  "golive": entry(
    "The whole checklist before production, as probes against a running installation; --help says what it wants to know",
    async (args) => await (await import("./golive.ts")).main(args),
  ),
  "smoke": entry(
    "Whether a deployed LEXIA answers as it should, from outside; changes nothing",
    async (args) => await (await import("./smoke.ts")).main(args),
  ),
};

/** A line for each program. */
export function catalogueText(entries: Readonly<Record<string, Pick<Entry, "does">>>): string {
  const width = Math.max(...Object.keys(entries).map((name) => name.length));
  return Object.entries(entries).map(([name, { does }]) => `  ${name.padEnd(width)}  ${does}`).join("\n");
}

function entry(does: string, run: Entry["run"]): Entry {
  return { does, run };
}

function single(does: string, load: () => Promise<Program>): Entry {
  return entry(does, async (args) => await runProgram(await load(), args));
}

function family(lines: Readonly<Record<string, string>>, load: () => Promise<readonly Program[]>) {
  const entries = Object.entries(lines).map(([name, does]) =>
    [name, entry(does, async (args) => await runNamed(await load(), [name, ...args]))] as const
  );
  return Object.fromEntries(entries);
}

function organizations(lines: Readonly<Record<string, string>>) {
  return family(lines, async () => (await import("./organizations.ts")).ORGANIZATION_PROGRAMS);
}

function people(lines: Readonly<Record<string, string>>) {
  return family(lines, async () => (await import("./people.ts")).PEOPLE_PROGRAMS);
}

function queue(lines: Readonly<Record<string, string>>) {
  return family(lines, async () => (await import("./queued_jobs.ts")).JOB_PROGRAMS);
}
