/** LEXIA's database and a warehouse on two servers, and the program between them as its task runs it. */
import { rowsOf, within } from "../../deploy/ops/backup/sessions.ts";
import { STAR_TABLES } from "../../deploy/ops/warehouse/tables.ts";
import { DebianPostgres } from "#tests/support/debian_postgres.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { type Ended, Room } from "./_room.ts";

const OWNER = "warehouse_owner";
export const PASSWORD = "for-tests-only";

export class WarehouseRoom implements AsyncDisposable {
  private constructor(readonly room: Room, readonly postgres: DebianPostgres) {}

  /** Null, and a line that says so, where PostgreSQL cannot be had. */
  static async open(): Promise<WarehouseRoom | null> {
    const room = await Room.open();
    if (!room) return null;
    try {
      const postgres = await DebianPostgres.start();
      if (!postgres) throw new Error("The second PostgreSQL does not start");
      // As the guide says it: an owner who may make no roles.
      await postgres.query(`create role ${OWNER} login password '${PASSWORD}'`);
      await postgres.query("create role lexia_dw_reader nologin");
      await postgres.query(`grant lexia_dw_reader to ${OWNER} with admin option`);
      await postgres.query(`create database dw owner ${OWNER}`);
      return new WarehouseRoom(room, postgres);
    } catch (error) {
      await room[Symbol.asyncDispose]();
      throw error;
    }
  }

  get env(): Record<string, string> {
    return {
      DATA_WAREHOUSE_URL: this.postgres.urlOf("dw", OWNER, PASSWORD),
      WAREHOUSE_METRICS_FILE: `${this.room.folder}/lexia_warehouse.prom`,
      WAREHOUSE_EXPORT_PATH: `${this.room.folder}/star`,
    };
  }

  async run(args: string[] = [], env: Record<string, string> = {}): Promise<Ended> {
    return await this.room.run("warehouse", args, { env: { ...this.env, ...env } });
  }

  /** In the warehouse, as a superuser. */
  async query(text: string, values: unknown[] = []): Promise<unknown[][]> {
    return await this.postgres.query(text, values, "dw");
  }

  async queryAs(login: string, text: string): Promise<unknown[][]> {
    const url = this.postgres.urlOf("dw", login, PASSWORD);
    return await within({ url, caFile: null }, silentLog, (driver) => rowsOf(driver, text));
  }

  /** Every row of every table as text, without when it was loaded. */
  async star(): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    for (const { name } of STAR_TABLES) {
      const rows = await this.query(
        `select (to_jsonb(t) - 'loaded_at')::text from lexia_dw.${name} t order by 1`,
      );
      found[name] = rows.map(([row]) => String(row));
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.postgres[Symbol.asyncDispose]();
    await this.room[Symbol.asyncDispose]();
  }
}
