/**
 * `deno task keys:rotate`: makes a new key for access tokens. Instances that run read it before it signs, and the one
 * before it verifies until its last token has expired: nobody is signed out.
 */
import { platformDb } from "#db/tenant_db.ts";
import { databaseKeys } from "#domain/identity/key_store.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { PUBLISH_SECONDS, SigningKeys } from "#domain/identity/signing_keys.ts";
import { configOfProcess, writeError, writeLine } from "#main";
import { openLog, openMaintenanceDatabase, ownSecretKey } from "#platform/mod.ts";
import { systemClock } from "#platform/clock.ts";

export async function main(args: readonly string[]): Promise<number> {
  const isJson = args.includes("--json");
  if (args.some((arg) => arg !== "--json")) {
    writeError("deno task keys:rotate [--json]");
    return 64;
  }
  const log = openLog({ level: "error", write: writeError });
  const config = configOfProcess();
  if (config.jwtPrivateKeys !== null) {
    writeError(
      "JWT_PRIVATE_KEYS holds the keys: put a new one before the others there, and start LEXIA again",
    );
    return 78;
  }
  const secretKey = config.secretKey ?? await ownSecretKey(config.home);
  const database = await openMaintenanceDatabase(config, { log });
  try {
    const store = databaseKeys(platformDb(database, () => {}), sealer(secretKey), log);
    const kid = await new SigningKeys(store, systemClock, log)
      .rotate({ actorId: null, address: null, requestId: "keys:rotate" });
    writeLine(
      isJson
        ? JSON.stringify({ kid, signs_in_seconds: PUBLISH_SECONDS })
        : `The key ${kid} signs in ${PUBLISH_SECONDS} seconds; those before it verify until their tokens have expired`,
    );
    return 0;
  } catch (error) {
    log.error("Cannot rotate the keys", { error });
    return 1;
  } finally {
    await database.close();
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
