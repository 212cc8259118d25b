/**
 * CPNU's lists of places and offices (portal.md 1.1, 15). Their shape is known, their names are not confirmed: where the
 * portal does not know one, that says nothing of its health.
 */
import { z } from "zod";
import type { ListedOffice } from "../name_search.ts";
import type { Scope } from "./calls.ts";
import { LookupFailure } from "./failures.ts";
import { tidyOrNull } from "./normalize.ts";

interface List {
  name: string;
  /** Digits of the codes in it. */
  digits: number;
}

/** By the digits of the code that they lie under. */
const LISTS: Readonly<Record<number, List>> = {
  0: { name: "Departamentos", digits: 2 },
  2: { name: "Ciudades", digits: 5 },
  5: { name: "Entidades", digits: 7 },
  7: { name: "Especialidades", digits: 9 },
  9: { name: "Despachos", digits: 12 },
};

const FIRST_FILTER = "0";
const Items = z.array(z.object({ codigo: z.string().trim(), nombre: z.string() }));

/** Ordered by code; null where the portal has no such list. @throws {LookupFailure} */
export async function readOffices(under: string, { client, run }: Scope): Promise<ListedOffice[] | null> {
  const list = LISTS[under.length];
  if (!list) throw new RangeError(`Cannot list what lies under "${under}": there is nothing`);
  const answer = await client.get<ListedOffice[]>({
    path: `/Lista/${list.name}/${under || FIRST_FILTER}`,
    stage: { stage: "asking_portal" },
    read: (body) => officesIn(body, under, list.digits),
    isUnconfirmed: true,
  }, run);
  return "value" in answer ? answer.value : null;
}

function officesIn(body: unknown, under: string, digits: number): ListedOffice[] {
  const items = Items.safeParse(body);
  if (!items.success) throw new LookupFailure("portal_garbled");
  const offices = new Map<string, ListedOffice>();
  for (const { codigo, nombre } of items.data) {
    const name = tidyOrNull(nombre);
    const isOne = codigo.length === digits && /^\d+$/.test(codigo) && codigo.startsWith(under);
    if (isOne && name !== null) offices.set(codigo, { code: codigo, name });
  }
  // Codes of another kind only: it is another list.
  if (offices.size === 0 && items.data.length > 0) throw new LookupFailure("portal_garbled");
  return [...offices.values()].sort((a, b) => a.code < b.code ? -1 : 1);
}
