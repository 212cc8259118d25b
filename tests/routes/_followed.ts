import type { Lexia, Session } from "#tests/support/lexia.ts";

/** Whoever posts a form several of whose fields have the same name. */
export function formOf(fields: readonly (readonly [string, string])[]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

/** As many solicitudes of somebody's as a page may hold and more, with their cases, as if they had been checked. */
export async function insertFollowed(lexia: Lexia, owner: Session, organizationId: string, count: number) {
  const values = [organizationId, owner.actor.userId, count];
  await lexia.database.owner.batch([{
    text:
      `insert into solicitudes (organization_id, owner_id, radicado, alias, notify, status, last_execution,
        search_text, created_at)
      select $1, $2, '110014003001' || '2020' || lpad(n::text, 5, '0') || '00', 'Cobro ' || n,
        '{"email": true, "when": "change", "muted": false}', 'completed',
        json_build_object('id', gen_random_uuid(), 'result', 'unchanged', 'source', 'cpnu', 'trigger',
          'scheduled', 'attempt', 1, 'started_at', '2026-11-20T15:04:05.000Z', 'finished_at',
          '2026-11-20T15:04:27.310Z', 'duration_ms', 22310, 'evidence', md5(n::text), 'portal_calls', 1,
          'new_actuaciones', 0, 'detail', null),
        'cobro ' || n, '2026-01-01T00:00:00Z'::timestamptz + make_interval(mins => n / 2)
      from generate_series(1, $3::int) n`,
    values,
  }, {
    text: `insert into procesos (organization_id, source, id_proceso, radicado, despacho, sujetos_summary,
        last_actuacion_on, first_seen_at, last_verified_at, raw)
      select $1, 'cpnu', n, '110014003001' || '2020' || lpad(n::text, 5, '0') || '00',
        'JUZGADO ' || n || ' CIVIL MUNICIPAL DE BOGOTÁ',
        'Demandante: EMPRESA ' || md5(n::text) || ' S.A.S. | Demandado: PERSONA ' || md5('d' || n),
        '2026-01-01'::date + n % 40, now(), now(), '{}'
      from generate_series(1, $2::int) n`,
    values: [organizationId, count],
  }]);
}
