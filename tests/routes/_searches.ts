/** How the tests of searches ask, and what they compare with. */
import { strictEqual } from "node:assert/strict";
import { enterByForm, type FormBrowser } from "#tests/support/form_browser.ts";
import type { Lexia, Session, TestOrganization } from "#tests/support/lexia.ts";
import type { PortalSimulator } from "#tests/support/portal_simulator/simulator.ts";

export const PATH = "/api/v1/solicitudes";
/** Somebody, and no company, is called so in more cases of the simulator than a page holds. */
export const COMMON = "inventado";

export interface HitJson {
  radicado: string;
  is_new: boolean;
  is_private: boolean;
  gone_at: string | null;
  followed_as: string | null;
  id_proceso: string;
}

export function search(parametros: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  return {
    tipo: "avanzada",
    parametros: {
      nombre: COMMON,
      tipo_persona: "natural",
      solo_recientes: false,
      despacho: null,
      ...parametros,
    },
    ...more,
  };
}

/** The procesos that the portal has under such a name, by its own truth. */
export function truth(portal: PortalSimulator, name: string): string[] {
  const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toUpperCase();
  const all = portal.radicados.found.concat(portal.radicados.private);
  return [...new Set(all)].flatMap((radicado) => portal.expected(radicado).procesos)
    .filter(({ searchRow, sujetos }) =>
      !searchRow.esPrivado &&
      sujetos.some(({ nombreRazonSocial }) => plain(nombreRazonSocial).includes(plain(name)))
    ).map(({ idProceso }) => String(idProceso));
}

export async function make(session: Session, body: unknown): Promise<string> {
  const response = await session.post(PATH, body);
  strictEqual(response.status, 201, await response.clone().text());
  return (await response.json()).id;
}

export async function read(session: Session, path: string) {
  const response = await session.get(path === "" || path.startsWith("?") ? PATH + path : `${PATH}/${path}`);
  strictEqual(response.status, 200, await response.clone().text());
  return await response.json();
}

export async function allHits(session: Session, id: string, query = ""): Promise<HitJson[]> {
  const items: HitJson[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page = await read(session, `${id}/hits?limit=17${query}${cursor && `&cursor=${cursor}`}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}

export async function rows(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  return (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
}

export async function countRows(
  lexia: Lexia,
  { id }: TestOrganization,
  table: string,
  where: string,
): Promise<number> {
  const [row] = await rows(
    lexia,
    `select count(*)::int from ${table} where organization_id = $1 and ${where}`,
    id,
  );
  return Number(row?.[0]);
}

/** The browser of somebody who has a password, signed in by the form. */
export function browserOf(lexia: Lexia, acme: TestOrganization, { actor }: Session): Promise<FormBrowser> {
  return enterByForm(lexia, acme.subdomain, actor.email);
}
