/** Events of the quiet sort are written only where somebody is to hear of them. */
import { type SQL, sql } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { EventType } from "./event_types.ts";

type QuietEvent = Extract<EventType, "proceso.verified" | "solicitud.completed">;

/** Whether anybody wants such an event; a condition over a row of `solicitudes`. */
export function isWanted(type: QuietEvent): SQL {
  const ways = [isMailed, ...WAYS].map((isTold) => isTold(type));
  return sql`(${sql.join(ways, sql` or `)})`;
}

/** More ways in which an event may be wanted, as conditions of the organization: a line each. */
const WAYS: readonly ((type: QuietEvent) => SQL)[] = [];

/** By mail, as the solicitud's owner chose: each check, or the answer that a single one was made for. */
function isMailed(type: QuietEvent): SQL {
  const { notify, frequency } = solicitudes;
  const isMail = sql`(${notify} ->> 'email')::boolean and not (${notify} ->> 'muted')::boolean`;
  const isEach = sql`${notify} ->> 'when' = 'every_check'`;
  const isChosen = type === "proceso.verified" ? isEach : sql`(${isEach} or ${frequency} = 'once')`;
  return sql`coalesce(${isMail} and ${isChosen}, false)`;
}
