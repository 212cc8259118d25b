/** How a case is called in a line. */
import type { CaseProps, Party } from "./shapes.ts";
import type { NovedadWords } from "./words.ts";

const CLAIMS = /demandante|accionante|ejecutante|convocante|denunciante|solicitante|actor/i;
const DEFENDS = /demandad|accionad|ejecutad|convocad|procesad|causante/i;

/** The alias, or who is against whom; what there is of both. */
export function caseName({ alias, parties }: CaseProps, w: NovedadWords): string | null {
  return alias ?? partiesText(parties, w);
}

/** `Ana Gómez contra Banco Andino y 2 más`; null where the portal names nobody. */
export function partiesText(parties: readonly Party[], w: NovedadWords): string | null {
  const claimants = namesOf(parties, CLAIMS);
  const defendants = namesOf(parties, DEFENDS);
  if (claimants.length > 0 && defendants.length > 0) {
    return `${shortened(claimants, w)} ${w.against} ${shortened(defendants, w)}`;
  }
  const all = parties.map(({ name }) => name);
  return all.length === 0 ? null : shortened(all, w);
}

function namesOf(parties: readonly Party[], role: RegExp): string[] {
  return parties.filter((party) => role.test(party.role)).map(({ name }) => name);
}

function shortened([first = "", ...rest]: readonly string[], w: NovedadWords): string {
  return rest.length === 0 ? first : `${first} ${w.others(rest.length)}`;
}
