/** The short form of what `deno task test:chaos` does in full. Real processes and servers: once, in the server home. */
import { testHome } from "#tests/support/databases.ts";
import { testProofs } from "#tests/support/proof.ts";
import { CHAOS_PROOFS } from "./proofs.ts";

testProofs(CHAOS_PROOFS, { ignore: testHome() !== "server" });
