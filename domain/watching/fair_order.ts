/** In which order watches run where not all of them can. Pure. */

export interface WaitingWatch {
  id: string;
  organizationId: string;
  /** When its case was last verified, or else when it was made: milliseconds since the epoch. */
  verifiedAt: number;
}

/**
 * A place from 0 to below 1 for each watch, by its id. Up to whatever place the portal's budget lasts, every organization
 * has got the same share of its own watches, the stalest first; and whoever has waited longest begins, so that the
 * only watch of an organization is not always the one that is left out.
 */
export function fairPlaces(watches: readonly WaitingWatch[]): Map<string, number> {
  const places = new Map<string, number>();
  const byOrganization = [...Map.groupBy(watches, ({ organizationId }) => organizationId).values()]
    .map((own) => own.toSorted(byStaleness))
    .sort(([a], [b]) => a && b ? byStaleness(a, b) : 0);
  for (const [rank, own] of byOrganization.entries()) {
    const offset = rank / byOrganization.length;
    for (const [at, { id }] of own.entries()) places.set(id, (at + offset) / own.length);
  }
  return places;
}

function byStaleness(a: WaitingWatch, b: WaitingWatch): number {
  return a.verifiedAt - b.verifiedAt || (a.id < b.id ? -1 : 1);
}
