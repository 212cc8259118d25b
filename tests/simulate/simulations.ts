import type { Proof } from "#tests/support/proof.ts";
import { crowdedDay } from "./crowded_day.ts";
import { month } from "./month.ts";

/** @param watches Followed cases of the full forms, where not all that they have. */
export function simulations({ watches }: { watches?: number } = {}): Proof[] {
  return [month({ watches }), crowdedDay({ watches })];
}
