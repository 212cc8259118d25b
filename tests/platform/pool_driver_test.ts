/** What only a scripted server can show for sure: at which moment a connection was ended. */
import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { DatabaseUnavailable } from "#db/driver.ts";
import { poolDriver } from "#platform/sql/pool_driver.ts";
import type {
  ConnectionPool,
  PooledClient,
  ProtocolConnection,
  Submittable,
} from "#platform/sql/protocol.ts";

type Script = (submittable: Submittable) => void;

const SHUTDOWN = Object.assign(new Error("terminating connection"), { severity: "FATAL", code: "57P01" });

const ended: Script = (s) => s.handleError(SHUTDOWN);
const endedAfterOne: Script = (s) => {
  s.handleCommandComplete({ text: "INSERT 0 1" });
  s.handleError(SHUTDOWN);
};
const lost: Script = (s) => s.handleError(new Error("Connection terminated unexpectedly"));
const silent: Script = () => {};
const answers: Script = (s) => {
  s.handleCommandComplete({ text: "INSERT 0 1" });
  s.handleReadyForQuery();
};

/** Each connection plays its own script, a step for each batch. */
function scriptedPool(...scripts: Script[][]) {
  const released: boolean[] = [];
  const pool: ConnectionPool = {
    totalCount: 0,
    idleCount: 0,
    waitingCount: 0,
    end: () => Promise.resolve(),
    connect() {
      const script = scripts.shift();
      if (!script) return Promise.reject(new Error("connect ECONNREFUSED"));
      return Promise.resolve(scriptedClient(script, (destroyed) => released.push(destroyed)));
    },
  };
  return { pool, released };
}

function scriptedClient(script: Script[], onRelease: (destroyed: boolean) => void): PooledClient {
  const connection: ProtocolConnection = {
    parse() {},
    bind() {},
    describe() {},
    execute() {},
    close() {},
    sync() {},
    on: (_event, listener) => listener({ status: "I" }),
  };
  return {
    connection: undefined,
    query(submittable) {
      submittable.submit(connection);
      queueMicrotask(() => (script.shift() ?? silent)(submittable));
    },
    release: (destroy = false) => onRelease(destroy),
  };
}

const STATEMENT = [{ text: "insert into t values (1)" }];

Deno.test("poolDriver", async (t) => {
  await t.step("takes another connection when the server had ended this one before it began", async () => {
    const { pool, released } = scriptedPool([ended], [ended], [answers]);
    const [result] = await poolDriver(pool).batch(STATEMENT);
    strictEqual(result?.rowCount, 1);
    deepStrictEqual(released, [true, true, false]);
  });

  await t.step("does so for the first batch of a session, and for no later one", async () => {
    const { pool, released } = scriptedPool([ended], [answers, ended], [answers]);
    await poolDriver(pool).session(async (connection) => {
      await connection.batch(STATEMENT);
      await rejects(connection.batch(STATEMENT), DatabaseUnavailable);
    });
    deepStrictEqual(released, [true, true]);
  });

  await t.step(
    "repeats a batch that the server ended half way: what commits it was not reached",
    async () => {
      const { pool, released } = scriptedPool([endedAfterOne], [answers]);
      const [result] = await poolDriver(pool).batch([...STATEMENT, ...STATEMENT]);
      strictEqual(result?.rowCount, 1);
      deepStrictEqual(released, [true, false]);
    },
  );

  await t.step("repeats nothing when all statements had been done, or when nobody can tell", async () => {
    for (const failure of [endedAfterOne, lost]) {
      const { pool, released } = scriptedPool([failure], [answers]);
      await rejects(poolDriver(pool).batch(STATEMENT), DatabaseUnavailable);
      deepStrictEqual(released, [true]);
    }
  });

  await t.step("says DatabaseUnavailable when there is no other connection to take", async () => {
    const { pool, released } = scriptedPool([ended]);
    await rejects(poolDriver(pool).batch(STATEMENT), DatabaseUnavailable);
    deepStrictEqual(released, [true]);
  });

  await t.step("ends a connection that does not answer in time", async () => {
    const { pool, released } = scriptedPool([silent]);
    await rejects(poolDriver(pool, 20).batch(STATEMENT), DatabaseUnavailable);
    deepStrictEqual(released, [true]);
  });
});
