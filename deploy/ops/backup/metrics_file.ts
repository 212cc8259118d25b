/** Figures for the node exporter's textfile collector. A run that fails keeps what the last good one has said. */
const HELP = {
  lexia_backup_last_success_timestamp_seconds: "When the last good backup was begun",
  lexia_backup_last_failure_timestamp_seconds: "When a backup failed last; 0 where none did",
  lexia_backup_size_bytes: "Size of the last good backup's archive",
  lexia_backup_duration_seconds: "How long the last good backup took",
  lexia_backup_kept: "Good backups that are kept",
} as const;

export type BackupFigures = Partial<Record<keyof typeof HELP, number>>;

export async function writeMetrics(file: string, figures: BackupFigures): Promise<void> {
  await writeGauges(file, HELP, { lexia_backup_last_failure_timestamp_seconds: 0 }, figures);
}

/** Writes gauges beside what `file` already tells of them; `absent` is for those that were never told. */
export async function writeGauges<Name extends string>(
  file: string,
  help: Readonly<Record<Name, string>>,
  absent: Partial<Record<Name, number>>,
  figures: Partial<Record<Name, number>>,
): Promise<void> {
  const before = figuresIn(await Deno.readTextFile(file).catch(() => ""));
  const all: Record<string, number | undefined> = { ...absent, ...before, ...figures };
  const lines = Object.entries(help).flatMap(([name, text]) => {
    const value = all[name];
    return value === undefined ? [] : [`# HELP ${name} ${text}`, `# TYPE ${name} gauge`, `${name} ${value}`];
  });
  // The collector must never read a half; it takes only what ends in .prom.
  const incoming = `${file}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(incoming, `${lines.join("\n")}\n`, { mode: 0o644 });
  await Deno.rename(incoming, file);
}

/** What was last written; nothing where there is no such file yet. */
export async function figuresOfFile(file: string): Promise<BackupFigures> {
  return figuresIn(await Deno.readTextFile(file).catch(() => ""));
}

function figuresIn(text: string): Record<string, number> {
  const found = text.matchAll(/^(lexia_\w+) ([\d.e+]+)$/gm);
  return Object.fromEntries([...found].map(([, name, value]) => [name, Number(value)]));
}
