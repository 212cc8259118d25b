/** How fresh the warehouse is, for the node exporter's textfile collector. */
import { writeGauges } from "../backup/metrics_file.ts";

const HELP = {
  lexia_warehouse_last_success_timestamp_seconds:
    "Of when the warehouse tells: the moment that was last read whole",
  lexia_warehouse_last_failure_timestamp_seconds: "When a run failed last; 0 where none did",
  lexia_warehouse_duration_seconds: "How long the last good run took",
  lexia_warehouse_rows_changed: "Rows that the last good run wrote or removed",
} as const;

export type WarehouseFigures = Partial<Record<keyof typeof HELP, number>>;

export async function writeWarehouseMetrics(file: string, figures: WarehouseFigures): Promise<void> {
  const absent = {
    lexia_warehouse_last_success_timestamp_seconds: 0,
    lexia_warehouse_last_failure_timestamp_seconds: 0,
  };
  await writeGauges(file, HELP, absent, figures);
}
