import { and, inArray, isNull } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Services } from "../ctx.ts";
import { ShortMemory } from "../identity/short_memory.ts";

const REMEMBERED_SECONDS = 60;
const REMEMBERED_OPERATORS = 1_000;
const UNKNOWN = "LEXIA";

/** What operators are called, for the organizations into which they look. */
export class OperatorNames {
  readonly #memory: ShortMemory<string>;

  constructor(private readonly services: Services) {
    this.#memory = new ShortMemory<string>(services.clock, {
      most: REMEMBERED_OPERATORS,
      maxSeconds: REMEMBERED_SECONDS,
      secondsFor: () => REMEMBERED_SECONDS,
    });
  }

  async of(operatorId: string): Promise<string> {
    return await this.#memory.get(operatorId, async () => {
      return (await this.all([operatorId])).get(operatorId) ?? UNKNOWN;
    });
  }

  /** By id; those who are no operators any more, and were removed, are left out. */
  async all(operatorIds: readonly string[]): Promise<Map<string, string>> {
    if (operatorIds.length === 0) return new Map();
    const rows = await this.services.platformDb.one(
      { purpose: "impersonation.operators" },
      (db) =>
        db.select({ id: users.id, name: users.name }).from(users)
          .where(and(isNull(users.organizationId), inArray(users.id, [...new Set(operatorIds)]))),
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
