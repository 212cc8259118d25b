/** What goes wrong with the portal in the weeks of the simulation: each court day is of one sort, in turn. */
import type { Fault } from "#tests/support/portal_simulator/simulator.ts";

/** A fault that lasts from one hour of the day to another, Bogota's. */
export interface Trouble {
  fault: Fault;
  from: number;
  to: number;
}

const TROUBLES: readonly (Trouble | undefined)[] = [
  undefined,
  { fault: "block", from: 9, to: 15 },
  undefined,
  { fault: "silent", from: 8, to: 12 },
  { fault: "database_down", from: 10, to: 13 },
  undefined,
  { fault: "cut", from: 9, to: 10 },
  { fault: "garbage", from: 14, to: 15 },
  undefined,
  { fault: "not_acceptable", from: 7, to: 8 },
  { fault: "server_error", from: 11, to: 12 },
];

export function troubleOn(courtDay: number): Trouble | undefined {
  return TROUBLES[courtDay % TROUBLES.length];
}
