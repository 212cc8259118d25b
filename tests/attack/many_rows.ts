import type { Installation, Member } from "#tests/support/installation.ts";

/** Gives somebody so many completed solicitudes, with nothing due. */
export async function manySolicitudes(
  installation: Installation,
  { organizationId, userId }: Pick<Member, "organizationId" | "userId">,
  count: number,
): Promise<void> {
  await installation.query(
    `insert into solicitudes (organization_id, owner_id, radicado, alias, search_text, status, notify)
     select $1, $2, '1100140030822017' || lpad(n::text, 5, '0') || '00', 'Case ' || n, 'case ' || n, 'completed',
       '{"email": true, "when": "change", "muted": false}'
     from generate_series(1, $3::int) n`,
    [organizationId, userId, count],
  );
  await installation.query("analyze solicitudes");
}
