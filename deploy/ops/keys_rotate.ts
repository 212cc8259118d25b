/**
 * `deno task keys:rotate`: makes a new key for access tokens. Instances that run read it before it signs, and the one
 * before it verifies until its last token has expired: nobody is signed out.
 */
import { databaseKeys } from "#domain/identity/key_store.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { PUBLISH_SECONDS, SigningKeys } from "#domain/identity/signing_keys.ts";
import { ownSecretKey } from "#platform/mod.ts";
import { systemClock } from "#platform/clock.ts";
import { configOfProgram, rehearsed, withDatabase } from "./_lexia.ts";
import { type Program, runProgram } from "./_program.ts";
import { Ending, EXIT } from "./backup/ending.ts";

export const ROTATE_PROGRAM: Program = {
  name: "keys:rotate",
  does: "Make a new key for access tokens; the one before verifies until its last token has expired",
  changes: true,
  run: async (given) => {
    if (configOfProgram().jwtPrivateKeys !== null) {
      const message =
        "JWT_PRIVATE_KEYS holds the keys: put a new one before the others there, and start LEXIA again";
      throw new Ending(EXIT.config, "configured", message);
    }
    return await withDatabase({ isDryRun: given.isDryRun }, async ({ config, db, log }) => {
      const secretKey = config.secretKey ?? await ownSecretKey(config.home);
      const kid = await new SigningKeys(databaseKeys(db, sealer(secretKey), log), systemClock, log)
        .rotate({ actorId: null, address: null, requestId: "keys:rotate" });
      return rehearsed(given, {
        outcome: "rotated",
        message:
          `The key ${kid} signs in ${PUBLISH_SECONDS} seconds; those before it verify until their tokens have expired`,
        fields: { kid, signs_in_seconds: PUBLISH_SECONDS },
      });
    });
  },
};

if (import.meta.main) Deno.exit(await runProgram(ROTATE_PROGRAM, Deno.args));
