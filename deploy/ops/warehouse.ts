/**
 * `deno task warehouse`: brings LEXIA's star schema in another PostgreSQL up to date, or writes it as files. By hand or by a
 * timer; may be ended at any moment and begun again.
 */
import type { SqlConnection } from "#db/driver.ts";
import { platformDb } from "#db/tenant_db.ts";
import type { Log } from "#domain/ports.ts";
import { recordAct } from "#domain/identity/record_act.ts";
import { readRules } from "#domain/terms/load_calendar.ts";
import { openLog } from "#platform/mod.ts";
import { writeError } from "#platform/process.ts";
import { Ending, endingOf, EXIT, runProgram } from "./backup/ending.ts";
import { within } from "./backup/sessions.ts";
import { openBucket, openFolder, type Shelf } from "./backup/shelf.ts";
import { calendarDays } from "./warehouse/calendar.ts";
import { writeFiles } from "./warehouse/export_files.ts";
import { writeWarehouseMetrics } from "./warehouse/metrics_file.ts";
import { HELP, type WarehouseOptions, warehouseOptions } from "./warehouse/options.ts";
import { addReader, checkLogin, removeReader } from "./warehouse/readers.ts";
import { readSteps, upgradeSchema } from "./warehouse/schema.ts";
import { warehouseMetricsFile, type WarehouseSettings, warehouseSettings } from "./warehouse/settings.ts";
import { atOneMoment, type Source, type SourceOrganization } from "./warehouse/source.ts";
import type { StarRow } from "./warehouse/tables.ts";
import { syncStar } from "./warehouse/sync.ts";
import { lockWarehouse, Target } from "./warehouse/target.ts";

async function run(args: string[]): Promise<Ending> {
  const options = warehouseOptions(args);
  if (options.isHelp) return new Ending(EXIT.done, "help", HELP);
  const log = openLog({ level: "warn", write: writeError });
  const settings = warehouseSettings(options);
  if (options.reader !== null) return await changeReaders(settings, options, log);
  if (options.to !== "warehouse") return await writeStar(settings, options, log);
  const metricsFile = warehouseMetricsFile();
  const began = Date.now();
  try {
    const ending = await loadStar(settings, options, log);
    const { moment, changed } = Object(ending.fields);
    const isWhole = options.organization === null && options.since === undefined && !options.isDry;
    if (isWhole && metricsFile !== null) {
      await writeWarehouseMetrics(metricsFile, {
        lexia_warehouse_last_success_timestamp_seconds: Date.parse(moment) / 1_000,
        lexia_warehouse_duration_seconds: (Date.now() - began) / 1_000,
        lexia_warehouse_rows_changed: changed,
      });
    }
    return ending;
  } catch (error) {
    const ending = endingOf(error);
    log.error("The warehouse was not brought up to date", {
      outcome: ending.outcome,
      reason: ending.message,
    });
    // Who finds another one at work has not failed: the other one will tell.
    if (metricsFile !== null && ending.outcome !== "busy") {
      await writeWarehouseMetrics(metricsFile, {
        lexia_warehouse_last_failure_timestamp_seconds: began / 1_000,
      });
    }
    throw ending;
  }
}

async function loadStar(
  settings: WarehouseSettings,
  options: WarehouseOptions,
  log: Log,
): Promise<Ending> {
  return await inWarehouse(settings, log, async (connection) => {
    await lockWarehouse(connection);
    if (options.isDry) return await foretold(settings, options, log);
    const upgraded = await upgradeSchema(connection, await readSteps());
    const days = await daysOf(settings, log);
    return await atOneMoment(settings, log, async (source) => {
      const organization = chosenOf(source, options);
      const synced = await syncStar(source, new Target(connection), { ...options, days, log, organization });
      if (organization) await record(settings, organization, "warehouse.load", {}, log);
      const sum = (counts: Record<string, number>) =>
        Object.values(counts).reduce((all, one) => all + one, 0);
      const changed = sum(synced.loaded) + sum(synced.removed);
      const message = `${synced.organizations} organizations: ${sum(synced.loaded)} rows written, ` +
        `${sum(synced.removed)} removed, ${synced.organizationsRemoved} organizations removed`;
      return new Ending(EXIT.done, "loaded", message, {
        moment: source.moment.at,
        changed,
        upgraded,
        ...synced,
      });
    });
  });
}

/** What a run would read, and nothing is written. */
async function foretold(settings: WarehouseSettings, options: WarehouseOptions, log: Log): Promise<Ending> {
  return await atOneMoment(settings, log, (source) => {
    const organization = chosenOf(source, options);
    const names = (organization ? [organization] : source.moment.organizations).map(({ subdomain }) =>
      subdomain
    );
    const message = `Would read ${names.length} organizations: ${names.join(", ")}`;
    return Promise.resolve(new Ending(EXIT.done, "foretold", message, { organizations: names }));
  });
}

async function writeStar(
  settings: WarehouseSettings,
  options: WarehouseOptions,
  log: Log,
): Promise<Ending> {
  const days = await daysOf(settings, log);
  const shelf = shelfOf(settings, options);
  return await atOneMoment(settings, log, async (source) => {
    const organization = chosenOf(source, options);
    const organizations = organization ? [organization] : source.moment.organizations;
    if (options.isDry) return await foretold(settings, options, log);
    for (const one of organizations) await record(settings, one, "warehouse.export", { to: options.to }, log);
    const files = await writeFiles(source, shelf, { organizations, since: options.since, days });
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    const message =
      `${files.length} files of ${organizations.length} organizations to ${shelf.name}: ${rows} rows`;
    return new Ending(EXIT.done, "written", message, { moment: source.moment.at, files });
  });
}

function shelfOf({ folder, bucket }: WarehouseSettings, { to }: WarehouseOptions): Shelf {
  if (to === "folder" && folder !== null) return openFolder(folder);
  if (to === "s3" && bucket !== null) return openBucket(bucket);
  throw new Ending(EXIT.config, "configuration", "There is nowhere to write to");
}

async function changeReaders(
  settings: WarehouseSettings,
  { reader, organization, isRemoved, isDry }: WarehouseOptions,
  log: Log,
): Promise<Ending> {
  if (reader === null) throw new Error("There is nobody to change");
  const about = isRemoved ? "nothing" : organization ?? "every organization";
  if (isDry) return new Ending(EXIT.done, "foretold", `${reader} would read ${about}`);
  return await inWarehouse(settings, log, async (connection) => {
    await upgradeSchema(connection, await readSteps());
    const found = organization === null
      ? null
      : await atOneMoment(settings, log, (source) => Promise.resolve(find(source, organization)));
    if (!isRemoved) await checkLogin(connection, reader);
    await record(
      settings,
      found,
      isRemoved ? "warehouse.reader_remove" : "warehouse.reader_add",
      { reader },
      log,
    );
    if (isRemoved) await removeReader(connection, reader);
    else await addReader(connection, reader, found?.id ?? null);
    return new Ending(EXIT.done, isRemoved ? "reader_removed" : "reader_added", `${reader} reads ${about}`);
  });
}

async function inWarehouse<T>(
  { warehouse }: WarehouseSettings,
  log: Log,
  work: (connection: SqlConnection) => Promise<T>,
): Promise<T> {
  if (warehouse === null) throw new Ending(EXIT.config, "configuration", "DATA_WAREHOUSE_URL is not set");
  return await within(warehouse, log, (driver) => driver.session(work));
}

async function daysOf({ service }: WarehouseSettings, log: Log): Promise<StarRow[]> {
  const rules = await within(
    service,
    log,
    (driver) => platformDb(driver, () => {}).one({ purpose: "warehouse.calendar" }, readRules),
  );
  return calendarDays(rules, Date.now());
}

function chosenOf(source: Source, { organization }: WarehouseOptions): SourceOrganization | undefined {
  return organization === null ? undefined : find(source, organization);
}

function find({ moment }: Source, subdomain: string): SourceOrganization {
  const found = moment.organizations.find((one) => one.subdomain === subdomain);
  if (found) return found;
  throw new Ending(EXIT.unknown, "organization_unknown", `There is no organization "${subdomain}"`);
}

/** Who gets an organization's rows stands in its audit log, before they go anywhere. */
async function record(
  { service }: WarehouseSettings,
  organization: SourceOrganization | null,
  action: string,
  data: Record<string, unknown>,
  log: Log,
): Promise<void> {
  const about = { organizationId: organization?.id ?? null, targetId: organization?.id, actorId: null };
  await within(
    service,
    log,
    (driver) =>
      platformDb(driver, () => {}).tx(
        { purpose: "warehouse.audit" },
        (tx) => recordAct(tx, { address: null, requestId: "warehouse" }, { ...about, action, data }),
      ),
  );
}

export async function main(args: string[]): Promise<number> {
  return await runProgram(args, run);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
