/** What becomes of a transaction whose connection is lost, at each moment at which that can be. */
import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { sql } from "drizzle-orm";
import { ConnectionLost, type SqlDriver, type SqlStatement } from "#db/driver.ts";
import { announce, tenantDb } from "#db/tenant_db.ts";

const ORGANIZATION = "0199a000-0000-7000-8000-000000000001";

type Moment = "first" | "later" | "commit, not sent" | "commit, sent";

/** Loses that many connections at that moment, and counts what was committed. */
function losing(moment: Moment, times: number) {
  const seen = { commits: 0, sessions: 0 };
  const driver: SqlDriver = {
    batch: () => Promise.reject(new Error("Only sessions are used here")),
    stats: () => ({ total: 0, idle: 0, waiting: 0 }),
    close: () => Promise.resolve(),
    async session(work) {
      let batches = 0;
      const isDoomed = ++seen.sessions <= times;
      return await work({
        batch(statements) {
          batches++;
          const isCommit = statements.some(({ text }: SqlStatement) => text === "commit");
          if (isDoomed && isCommit && moment.startsWith("commit")) {
            const wasSent = moment === "commit, sent";
            return Promise.reject(new ConnectionLost("It ended", { wasSent }));
          }
          if (isDoomed && !isCommit && (moment === "first" || (moment === "later" && batches === 2))) {
            return Promise.reject(new ConnectionLost("It ended"));
          }
          if (isCommit) seen.commits++;
          return Promise.resolve(statements.map(() => ({ columns: [], rows: [], rowCount: 0 })));
        },
      });
    },
  };
  return { seen, driver };
}

Deno.test("tenantDb.tx, when its connection is lost", async (t) => {
  async function run(driver: SqlDriver, heard: unknown[], options?: { isRepeatable: boolean }) {
    const db = tenantDb(driver, ORGANIZATION, (announcements) => heard.push(...announcements));
    return await db.tx(async (tx) => {
      await tx.execute(sql`select 1`);
      announce(tx, "a job");
      await tx.execute(sql`select 2`);
      return "done";
    }, options);
  }

  for (const moment of ["first", "later", "commit, not sent"] as const) {
    await t.step(`runs the work again, and announces once: ${moment}`, async () => {
      const { driver, seen } = losing(moment, 2);
      const heard: unknown[] = [];
      strictEqual(await run(driver, heard), "done");
      deepStrictEqual(seen, { commits: 1, sessions: 3 });
      deepStrictEqual(heard, ["a job"]);
    });
  }

  await t.step("gives up after three connections", async () => {
    const { driver, seen } = losing("later", 9);
    await rejects(run(driver, []), (error: Error) => findLoss(error));
    strictEqual(seen.sessions, 3);
  });

  await t.step("repeats nothing that may have been committed", async () => {
    const { driver, seen } = losing("commit, sent", 1);
    const heard: unknown[] = [];
    await rejects(run(driver, heard), ConnectionLost);
    deepStrictEqual(seen, { commits: 0, sessions: 1 });
    deepStrictEqual(heard, []);
  });

  await t.step("does so where the work finds out by itself", async () => {
    const { driver, seen } = losing("commit, sent", 1);
    strictEqual(await run(driver, [], { isRepeatable: true }), "done");
    deepStrictEqual(seen, { commits: 1, sessions: 2 });
  });
});

/** Drizzle wraps what the driver threw. */
function findLoss(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) if (e instanceof ConnectionLost) return true;
  return false;
}
