/** Cases that are followed, and something new in them: by the ways that people and the portal go. */
import { ok, strictEqual } from "node:assert/strict";
import type { Lexia, Session } from "./lexia.ts";
import type { NewActuacion } from "./portal_simulator/controls.ts";

/** The next check asks the portal, and no answer that somebody got before. */
export const UNCACHED = { PORTAL_CACHE_SECONDS: "0" };

/** Follows the radicado and looks it up once: what is there now is known. Answers the solicitud's id. */
export async function follow(
  lexia: Lexia,
  who: Session,
  radicado: string,
  alias?: string,
): Promise<string> {
  const response = await who.post("/api/v1/solicitudes", { radicado, alias });
  strictEqual(response.status, 201, await response.clone().text());
  const { id } = await response.json();
  await lexia.work();
  return id;
}

/** An entry comes into the docket, and the next check finds it. */
export async function happen(
  lexia: Lexia,
  who: Session,
  { id, radicado, entry }: { id: string; radicado: string; entry: NewActuacion },
): Promise<void> {
  lexia.portal.addActuacion(radicado, entry);
  const response = await who.post(`/api/v1/solicitudes/${id}/execute`);
  ok(response.ok, await response.text());
  await lexia.work();
}
