/** What the warehouse's program reads from the environment. None of it is ever an argument, since others can see those. */
import { type BucketSettings, type DatabaseLogin, type Read, Variables } from "../backup/settings.ts";

export interface WarehouseSettings {
  /** Names the organizations and writes the audit log: LEXIA's own login. */
  service: DatabaseLogin;
  /** Reads rows, as `lexia_readonly`: that login, or one that may become it. */
  reader: DatabaseLogin;
  /** Owns `lexia_dw`; null where rows go into files alone. */
  warehouse: DatabaseLogin | null;
  /** Where files go with `--to=folder`. */
  folder: string | null;
  /** Where they go with `--to=s3`. */
  bucket: BucketSettings | null;
  metricsFile: string | null;
}

/** @throws {Ending} naming every variable that is wrong or missing, and no value. */
export function warehouseSettings(
  { to }: { to: "warehouse" | "folder" | "s3" },
  read: Read = (name) => Deno.env.get(name),
): WarehouseSettings {
  const from = new Variables(read);
  const caFile = from.text("DATABASE_CA_FILE") ?? null;
  const service = from.secret("DATABASE_URL");
  const reader = from.secret("WAREHOUSE_SOURCE_URL") ?? service;
  const warehouse = from.secret("DATA_WAREHOUSE_URL");
  const folder = from.text("WAREHOUSE_EXPORT_PATH") ?? null;
  const bucket = from.bucket("WAREHOUSE_S3_");
  const addresses = { DATABASE_URL: service, WAREHOUSE_SOURCE_URL: reader };
  const wanted = to === "warehouse" ? { ...addresses, DATA_WAREHOUSE_URL: warehouse } : addresses;
  for (const [name, value] of Object.entries(wanted)) {
    if (!/^postgres(ql)?:$/.test(URL.parse(value ?? "")?.protocol ?? "")) {
      from.wrong(name, "expected postgres://user:password@host:5432/name");
    }
  }
  if (to === "folder" && folder === null) {
    from.wrong("WAREHOUSE_EXPORT_PATH", "expected a folder, for --to=folder");
  }
  if (to === "s3" && bucket === null) {
    from.wrong("WAREHOUSE_S3_BUCKET", "expected a bucket and its other variables, for --to=s3");
  }
  const settings = {
    service: { url: service ?? "", caFile },
    reader: { url: reader ?? "", caFile },
    warehouse: warehouse === undefined
      ? null
      : { url: warehouse, caFile: from.text("DATA_WAREHOUSE_CA_FILE") ?? null },
    folder,
    bucket,
    metricsFile: warehouseMetricsFile(read),
  };
  from.end();
  return settings;
}

/** Where the metrics go, even if all other settings are wrong. */
export function warehouseMetricsFile(read: Read = (name) => Deno.env.get(name)): string | null {
  return read("WAREHOUSE_METRICS_FILE")?.trim() || null;
}
