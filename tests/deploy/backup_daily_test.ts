/** The program that backs up each day in a container: when it does, what its health check says, and how it ends. */
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { nextRun } from "../../deploy/ops/backup_daily.ts";
import { writeMetrics } from "../../deploy/ops/backup/metrics_file.ts";
import { Room, ROOT } from "./_room.ts";
import { until } from "./_tools.ts";

/** With the permissions of the image's entrypoint, on folders of the test's own. */
function started(args: string[], folder: string, env: Record<string, string>): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-check", "--cached-only", "--no-prompt", "--allow-net", "--allow-env", "--allow-sys"],
      ...["--allow-run=pg_dump,pg_restore", "--allow-read", `--allow-write=${folder}`],
      ...["deploy/server/lexia.ts", "ops", "backup:daily", ...args],
    ],
    cwd: ROOT,
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "", ...env },
    clearEnv: true,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function ended(child: Deno.ChildProcess): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await child.output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("nextRun", async (t) => {
  for (
    const [what, now, wanted] of [
      ["later today", "2026-11-27T01:00:00Z", "2026-11-27T02:30:00.000Z"],
      ["tomorrow, where it is that minute", "2026-11-27T02:30:00Z", "2026-11-28T02:30:00.000Z"],
      ["in the next year", "2026-12-31T23:59:59Z", "2027-01-01T02:30:00.000Z"],
    ] as const
  ) {
    await t.step(what, () => strictEqual(new Date(nextRun("02:30", Date.parse(now))).toISOString(), wanted));
  }
});

Deno.test("lexia ops backup:daily --check", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "lexia_backup_daily_" });
  const file = `${folder}/lexia_backup.prom`;
  const check = () => ended(started(["--check"], folder, { BACKUP_METRICS_FILE: file }));
  const seconds = (hours: number) => Date.now() / 1_000 - hours * 3_600;
  try {
    const STATES = [
      ["no backup yet", {}, 1, /no backup yet/],
      ["a good one", { lexia_backup_last_success_timestamp_seconds: seconds(2) }, 0, /good and not old/],
      [
        "one that failed since",
        { lexia_backup_last_failure_timestamp_seconds: seconds(1) },
        1,
        /failed: see the log/,
      ],
      [
        "one that is too old",
        {
          lexia_backup_last_success_timestamp_seconds: seconds(27),
          lexia_backup_last_failure_timestamp_seconds: 0,
        },
        1,
        /older than 26 hours/,
      ],
    ] as const;
    for (const [what, figures, code, says] of STATES) {
      await t.step(what, async () => {
        if (Object.keys(figures).length > 0) await writeMetrics(file, figures);
        const { code: found, text } = await check();
        strictEqual(found, code, text);
        match(text, says);
      });
    }

    await t.step("refuses a time that is none, and settings without figures", async () => {
      strictEqual((await ended(started(["--at", "25:00"], folder, { BACKUP_METRICS_FILE: file }))).code, 64);
      strictEqual((await ended(started([], folder, {}))).code, 78);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("lexia ops backup:daily", async (t) => {
  await using room = await Room.open();
  if (!room) return;

  await t.step(
    "backs up at once where there is none, waits for the next night, and ends when it is told to",
    async () => {
      const child = started([], room.folder, room.env);
      const told = ended(child);
      await until(() => room.shelved().length === 1, "there is a backup");
      const { code } = await ended(started(["--check"], room.folder, room.env));
      strictEqual(code, 0);
      child.kill("SIGTERM");
      const { code: end, text } = await told;
      strictEqual(end, 0, text);
      const nights = [...text.matchAll(/^The next backup is at (\S+)$/gm)].map(([, instant = ""]) =>
        instant.slice(11, 16)
      );
      strictEqual(nights.length, 2);
      strictEqual(nights[1], "02:30");
    },
  );

  await t.step("takes no second one where the last is of today", async () => {
    const child = started(["--at", "23:59"], room.folder, room.env);
    const reader = child.stderr.getReader();
    const { value } = await reader.read();
    match(new TextDecoder().decode(value), /^The next backup is at \S+T23:59/);
    child.kill("SIGTERM");
    await reader.cancel();
    await child.stdout.cancel();
    strictEqual((await child.status).code, 0);
    deepStrictEqual(room.shelved().length, 1);
  });
});
