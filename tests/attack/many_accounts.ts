import { type Installation, MEMBER_PASSWORD } from "#tests/support/installation.ts";

/** Makes so many members of an organization, all with `MEMBER_PASSWORD`, and gives their addresses. */
export async function manyAccounts(
  installation: Installation,
  organizationId: string,
  count: number,
): Promise<string[]> {
  const passwordHash = await installation.core.identity.hasher.hash(MEMBER_PASSWORD);
  const rows = await installation.query(
    `with made as (
       insert into users (organization_id, email, name, password_hash)
       select $1, 'many-' || n || '@lexia.test', 'One of many', $2 from generate_series(1, $3::int) n
       returning id, email
     ), joined as (
       insert into organization_users (organization_id, user_id, role) select $1, id, 'user' from made
     )
     select email from made`,
    [organizationId, passwordHash, count],
  );
  return rows.map(([email]) => String(email));
}
