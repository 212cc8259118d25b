/** How the tests of the portal simulator ask it. */
import { ok } from "node:assert/strict";
import type { PortalSimulator } from "./simulator.ts";

export const SMALL = { cases: 400 };
export const NUMBER = "/Procesos/Consulta/NumeroRadicacion";
export const NAME = "/Procesos/Consulta/NombreRazonSocial";
export const DATE = /^\d{4}-\d\d-\d\dT00:00:00$/;

/** The answer; `body` is what its text says in JSON, as far as it does. */
export async function get(
  portal: PortalSimulator,
  path: string,
  query: Record<string, string> = {},
  headers: Record<string, string> = {},
) {
  const search = new URLSearchParams(query).toString();
  const response = await fetch(portal.url + path + (search && `?${search}`), { headers });
  const text = await response.text();
  const isJson = /^[[{].*[\]}]$/s.test(text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}

export function first(radicados: readonly string[]): string {
  const [radicado] = radicados;
  ok(radicado, "the simulator has no radicado of this sort");
  return radicado;
}

export function between(value: number, least: number, most: number): void {
  ok(least <= value && value <= most, `expected ${least} to ${most}, got ${value}`);
}

/** Lets the server take its turns until that is so. */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!isSo()) {
    ok(performance.now() < deadline, "it did not come about within five seconds");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
