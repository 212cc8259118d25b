/** Faults: the rows R of the table, in its order. */
import type { Proof } from "#tests/support/proof.ts";
import { killedApi } from "./killed_api.ts";
import { killedWorkers, recoveryDelay, repeatedCalls } from "./killed_workers.ts";
import { hungRedis, lostRedis } from "./lost_redis.ts";
import { idempotency, quota } from "./repeated_requests.ts";
import { deepQueue, fairTurns } from "./deep_queue.ts";
import { endedConnections, exhaustedPool, killedPostgres } from "./lost_database.ts";
import { wrongClocks } from "./wrong_clocks.ts";
import { frozenWorkers, stoppedWorkers } from "./stopped_workers.ts";

export const CHAOS_PROOFS: readonly Proof[] = [
  killedWorkers,
  repeatedCalls,
  recoveryDelay,
  frozenWorkers,
  stoppedWorkers,
  killedApi,
  killedPostgres,
  endedConnections,
  exhaustedPool,
  lostRedis,
  hungRedis,
  wrongClocks,
  idempotency,
  quota,
  deepQueue,
  fairTurns,
];
