/** The short form of what `deno task test:attack` does in full. Real processes and servers: once, in the server home. */
import { testHome } from "#tests/support/databases.ts";
import { testProofs } from "#tests/support/proof.ts";
import { ABUSE_PROOFS } from "./abuse_proofs.ts";
import { FILE_PROOFS } from "./file_proofs.ts";
import { WALL_PROOFS } from "./wall_proofs.ts";

testProofs([...WALL_PROOFS, ...ABUSE_PROOFS, ...FILE_PROOFS], { ignore: testHome() !== "server" });
