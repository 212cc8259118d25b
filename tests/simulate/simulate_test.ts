/** The short form of what `deno task simulate` does in full: once, in the server home, whose database can be given a clock. */
import { testHome } from "#tests/support/databases.ts";
import { testProofs } from "#tests/support/proof.ts";
import { simulations } from "./simulations.ts";

testProofs(simulations(), { ignore: testHome() !== "server" });
