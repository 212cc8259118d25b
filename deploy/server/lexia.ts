/**
 * The program of the image: `serve` answers requests, `worker` runs jobs, `start` does both on one machine, and
 * `ops NAME …` is one of the programs behind LEXIA's tasks.
 */
import { main as run, writeError, writeLine } from "#main";

type Program = { main(args: string[]): number | Promise<number> };

const OPS: Readonly<Record<string, () => Promise<Program>>> = {
  "migrate": () => import("../ops/migrate.ts"),
  "setup": () => import("../ops/setup.ts"),
  "keys:rotate": () => import("../ops/keys_rotate.ts"),
  "audit:verify": () => import("../ops/audit_verify.ts"),
  "audit:trim": () => import("../ops/audit_trim.ts"),
  "analytics:rebuild": () => import("../ops/analytics_rebuild.ts"),
  "check:database": () => import("../ops/check_database.ts"),
  "nginx:conf": () => import("../ops/nginx_conf.ts"),
  "backup": () => import("../ops/backup.ts"),
  "backup:daily": () => import("../ops/backup_daily.ts"),
  "backup:verify": () => import("../ops/backup_verify.ts"),
  "restore": () => import("../ops/restore.ts"),
};

const HELP = `lexia serve | worker | start | ops NAME [OPTIONS]

  serve      answer requests
  worker     run jobs
  start      both, on one machine
  ops NAME   ${Object.keys(OPS).join(", ")}

What backs up and restores runs PostgreSQL's programs, which the image "backup" has beside LEXIA.
`;

async function main([command = "", name = "", ...rest]: string[]): Promise<number | undefined> {
  if (["serve", "worker", "start"].includes(command)) {
    await run();
    return undefined;
  }
  if (["help", "--help", "-h"].includes(command)) {
    writeLine(HELP);
    return 0;
  }
  const load = command === "ops" ? OPS[name] : undefined;
  if (!load) {
    writeError(`Cannot run "${`${command} ${name}`.trim()}":\n${HELP}`);
    return 64;
  }
  return await (await load()).main(rest);
}

if (import.meta.main) {
  const exit = await main(Deno.args);
  // One that serves or works goes on until it is told to stop.
  if (exit !== undefined) Deno.exit(exit);
}
