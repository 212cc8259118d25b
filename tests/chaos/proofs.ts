/** Faults: the rows R of the table and those W that are faults of receivers, in its order. */
import type { Proof } from "#tests/support/proof.ts";
import { killedApi } from "./killed_api.ts";
import { killedExports } from "./killed_exports.ts";
import { killedWorkers, recoveryDelay, repeatedCalls } from "./killed_workers.ts";
import { hungRedis, lostRedis } from "./lost_redis.ts";
import { idempotency, quota } from "./repeated_requests.ts";
import { deepQueue, fairTurns } from "./deep_queue.ts";
import { fullDisk } from "./full_disk.ts";
import { endedConnections, exhaustedPool, killedPostgres } from "./lost_database.ts";
import { migrationsUnderLoad } from "./migrations_under_load.ts";
import { poisonJob } from "./poison_job.ts";
import { steadyMemory } from "./steady_memory.ts";
import { jumpingSchedulers } from "./jumping_schedulers.ts";
import { webhookAnswers } from "./webhook_answers.ts";
import { deadEndpoint, killedReceiver } from "./webhook_floods.ts";
import { webhookRetries } from "./webhook_retries.ts";
import { wrongClocks } from "./wrong_clocks.ts";
import { frozenWorkers, stoppedWorkers } from "./stopped_workers.ts";

export const CHAOS_PROOFS: readonly Proof[] = [
  killedWorkers,
  killedExports,
  repeatedCalls,
  recoveryDelay,
  frozenWorkers,
  stoppedWorkers,
  poisonJob,
  killedApi,
  killedPostgres,
  endedConnections,
  fullDisk,
  exhaustedPool,
  lostRedis,
  hungRedis,
  jumpingSchedulers,
  wrongClocks,
  idempotency,
  quota,
  steadyMemory,
  migrationsUnderLoad,
  deepQueue,
  fairTurns,
  webhookRetries,
  killedReceiver,
  webhookAnswers,
  deadEndpoint,
];
