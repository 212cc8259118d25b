import { coldStart, nothingWritten } from "./cold_start_proofs.ts";
import { mainWay } from "./main_way_proof.ts";
import { twoProcesses } from "./two_processes_proof.ts";

/** What `deno task check:edge` shows, in its order. */
export const EDGE_PROOFS = [mainWay, coldStart, nothingWritten, twoProcesses];
