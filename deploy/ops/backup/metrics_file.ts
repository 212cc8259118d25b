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
  const before = await figuresOfFile(file);
  const all: BackupFigures = { lexia_backup_last_failure_timestamp_seconds: 0, ...before, ...figures };
  const lines = Object.entries(HELP).flatMap(([name, help]) => {
    const value = all[name as keyof typeof HELP];
    return value === undefined ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`];
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

function figuresIn(text: string): BackupFigures {
  const found = [...text.matchAll(/^(lexia_backup_\w+) ([\d.e+]+)$/gm)];
  return Object.fromEntries(
    found.filter(([, name = ""]) => name in HELP).map(([, name, value]) => [name, Number(value)]),
  );
}
