import type { Proof } from "#tests/support/proof.ts";
import { crowdedDay } from "./crowded_day.ts";
import { month } from "./month.ts";

export const SIMULATIONS: readonly Proof[] = [month, crowdedDay];
