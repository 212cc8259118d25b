/** The arguments of `deno task warehouse`. */
import { parseArgs } from "node:util";
import { usage } from "../backup/ending.ts";

export const HELP =
  `deno task warehouse [--full] [--since=DAY] [--organization=SUBDOMAIN] [--dry-run] [--json]
deno task warehouse --to=folder|s3 [--format=csv] [--since=DAY] [--organization=SUBDOMAIN] [--dry-run] [--json]
deno task warehouse --reader=LOGIN [--organization=SUBDOMAIN | --remove] [--dry-run] [--json]

Brings the schema lexia_dw in DATA_WAREHOUSE_URL up to what LEXIA has: what was written since the last run, and what is gone.

  --full            reads everything anew
  --since=DAY       reads the facts of that day (YYYY-MM-DD, Bogota) and later ones again; watermarks stay where they are
  --organization    that organization alone
  --to=folder|s3    writes gzipped CSV to WAREHOUSE_EXPORT_PATH or the bucket of WAREHOUSE_S3_…, and nothing to a database
  --reader=LOGIN    lets a login of the warehouse read that organization, or all where none is named
  --remove          takes that away from it
  --dry-run         says what would be done

Exit codes: 0 done, 1 failed, 64 wrong arguments, 65 a newer LEXIA's warehouse, 66 no such organization or login,
69 a database that cannot be reached, 74 a folder or bucket that cannot be written, 75 another run is at work,
77 a right is missing, 78 wrong settings. docs/operations/warehouse.md names each variable.
`;

export interface WarehouseOptions {
  to: "warehouse" | "folder" | "s3";
  isFull: boolean;
  /** `YYYY-MM-DD` */
  since: string | undefined;
  organization: string | null;
  reader: string | null;
  isRemoved: boolean;
  isDry: boolean;
  isHelp: boolean;
}

/** @throws {Ending} `usage`, saying what is wrong and what there is. */
export function warehouseOptions(args: string[]): WarehouseOptions {
  const values = parsed(args);
  const { to = "warehouse", format = "csv", since, organization, reader } = values;
  if (to !== "warehouse" && to !== "folder" && to !== "s3") {
    throw usage(HELP, "Choose --to=folder or --to=s3");
  }
  if (format !== "csv") throw usage(HELP, "Choose --format=csv, which is what there is");
  if (values.format !== undefined && to === "warehouse") {
    throw usage(HELP, "--format goes with --to=folder or --to=s3");
  }
  if (since !== undefined && !isDay(since)) throw usage(HELP, "Give --since a day, such as 2026-11-27");
  if (values.full && (since !== undefined || to !== "warehouse")) {
    throw usage(HELP, "--full goes neither with --since nor with --to: files hold everything");
  }
  if (values.remove && (reader === undefined || organization !== undefined)) {
    throw usage(HELP, "--remove goes with --reader alone: it takes everything away from that login");
  }
  if (reader !== undefined && (values.full || since !== undefined || to !== "warehouse")) {
    throw usage(HELP, "--reader goes with --organization or --remove alone");
  }
  return {
    to,
    isFull: values.full,
    since,
    organization: organization ?? null,
    reader: reader ?? null,
    isRemoved: values.remove,
    isDry: values["dry-run"],
    isHelp: values.help,
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        to: { type: "string" },
        format: { type: "string" },
        since: { type: "string" },
        organization: { type: "string" },
        reader: { type: "string" },
        full: { type: "boolean", default: false },
        remove: { type: "boolean", default: false },
        "dry-run": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
    }).values;
  } catch {
    throw usage(HELP);
  }
}

function isDay(text: string): boolean {
  const date = new Date(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(text);
}
