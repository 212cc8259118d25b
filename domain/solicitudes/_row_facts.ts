import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { membership, ownReading, unread } from "../novedades/read_statement.ts";
import type { Reach } from "./solicitud.ts";

/** What a row tells of its case beside the solicitud itself. */
export interface RowFacts {
  /** Of the radicado's procesos, the one that moved last; null where none is known. */
  despacho: string | null;
  /** The portal's line of parties; null of a private one, which has none but a remark. */
  sujetos: string | null;
  /** Court date, `YYYY-MM-DD`. */
  lastActuacionOn: string | null;
  procesos: number;
  /** Novedades that the caller has not read, `MOST_UNREAD` at most. */
  unread: number;
  /** Whose it is, for who sees all; null for who sees their own. */
  owner: string | null;
}

export const MOST_UNREAD = 20;

type SlotFor = (name: string) => Placeholder;

/** Read for the rows of the page alone: PostgreSQL works out what it has to select after the limit. */
export function rowFacts(reach: Reach, slot: SlotFor): SQL<RowFacts> {
  const owner = reach === "all"
    ? sql`(select u.name from users u where u.organization_id = ${slot("organizationId")}
        and u.id = ${solicitudes}.owner_id)`
    : sql`null`;
  return sql<RowFacts>`(
    select json_build_object('despacho', p.despacho, 'sujetos', case when not p.is_private then p.sujetos_summary end,
      'lastActuacionOn', p.last_actuacion_on, 'procesos', coalesce(p.procesos, 0),
      'unread', (select count(*) from (${unreadUnder(reach, slot)} limit ${sql.raw(String(MOST_UNREAD))}) n),
      'owner', ${owner})
    from (select 1) one left join (
      select despacho, sujetos_summary, is_private, last_actuacion_on, count(*) over () as procesos from procesos
      where procesos.organization_id = ${
    slot("organizationId")
  } and procesos.radicado = ${solicitudes}.radicado
      order by last_actuacion_on desc nulls last, id_proceso limit 1
    ) p on true
  )`;
}

/** Whether there is a novedad that the caller has not read. */
export function hasUnread(reach: Reach, slot: SlotFor): SQL {
  return sql`exists (${unreadUnder(reach, slot)})`;
}

function unreadUnder(reach: Reach, slot: SlotFor): SQL {
  const since = reach === "all" ? sql`(${membership(slot)})` : sql`${solicitudes}.baseline_at`;
  return sql`select 1 from novedad_cases c
    join novedades n on n.organization_id = c.organization_id and n.id = c.novedad_id
    ${ownReading(slot)}
    where c.organization_id = ${slot("organizationId")} and c.radicado = ${solicitudes}.radicado
      and n.leader_id is null and ${unread(sql`greatest(n.news_at, c.found_at)`, since)}`;
}
