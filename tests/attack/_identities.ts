/** Who asks in the tenant matrix. */
import { type Permission, PERMISSIONS, permissionsOf, type Role } from "#domain/authz.ts";
import type { CanaryTenant } from "#tests/support/canary_tenants.ts";
import type { Installation } from "#tests/support/installation.ts";
import { bearer } from "#tests/support/load.ts";

export interface Identity {
  name: string;
  /** Null: nobody's, or the platform's. */
  home: CanaryTenant | null;
  other: CanaryTenant;
  /** A directory is a company's, with a SCIM token. */
  standing: "member" | "suspended" | "anonymous" | "operator" | "directory";
  /** A program with a person's API key. */
  isKey?: boolean;
  held: ReadonlySet<Permission>;
  userId: string;
  headers: Record<string, string>;
  /** Signs in again, for what ends the session. */
  renew?: () => Promise<Record<string, string>>;
}

const TENANT_ROLES = ["org_admin", "manager", "user", "viewer"] as const satisfies readonly Role[];
const NOTHING: ReadonlySet<Permission> = new Set();

/** Everybody of the row: anonymous, five roles, two kinds of suspended people, and one who is in both organizations. */
export async function identitiesOf(
  installation: Installation,
  acme: CanaryTenant,
  beta: CanaryTenant,
  third: CanaryTenant,
): Promise<Identity[]> {
  const nobody = { held: NOTHING, userId: acme.ids.user };
  const identities: Identity[] = [{
    ...nobody,
    name: "anonymous",
    home: null,
    other: beta,
    standing: "anonymous",
    headers: {},
  }, {
    ...nobody,
    name: "super_admin",
    home: null,
    // Whose organizations and jobs an operator changes, by design.
    other: third,
    standing: "operator",
    headers: bearer(await installation.operator()),
    renew: async () => bearer(await installation.operator()),
  }];
  for (const role of TENANT_ROLES) identities.push(await memberIn(installation, acme, beta, role));
  const [entitled, twin, byCookie] = [
    await memberIn(installation, acme, beta, "org_admin", "every permission"),
    await memberIn(installation, beta, acme, "org_admin", "every permission, of the other organization"),
    await memberIn(installation, acme, beta, "manager", "a cookie"),
  ];
  for (const { userId } of [entitled, twin]) {
    await installation.query("update organization_users set permissions = $1 where user_id = $2", [
      { add: PERMISSIONS, remove: [] },
      userId,
    ]);
  }
  for (const one of [entitled, twin]) one.held = new Set(PERMISSIONS);
  byCookie.headers = await cookieOf(installation, byCookie);
  byCookie.renew = () => cookieOf(installation, byCookie);
  const [member, person] = [
    await memberIn(installation, acme, beta, "org_admin", "a suspended member"),
    await memberIn(installation, acme, beta, "org_admin", "a suspended person"),
  ];
  await installation.query("update organization_users set is_active = false where user_id = $1", [
    member.userId,
  ]);
  await installation.query("update users set is_active = false where id = $1", [person.userId]);
  for (const one of [member, person]) one.standing = "suspended";
  const programs = [
    await keyOf(installation, entitled, "API key of the organization", [...PERMISSIONS]),
    await keyOf(installation, twin, "API key of another organization", [...PERMISSIONS]),
    await keyOf(installation, entitled, "API key without the scope", ["read_own_solicitudes"]),
    await directoryOf(installation, entitled, "SCIM token of the organization"),
    await directoryOf(installation, twin, "SCIM token of another organization"),
  ];
  return [...identities, entitled, twin, byCookie, member, person, ...programs];
}

/** So that no use is noted meanwhile: it is noted of refused calls too, which otherwise must change nothing. */
const TOMORROW = "now() + interval '1 day'";

async function keyOf(
  installation: Installation,
  maker: Identity,
  name: string,
  scopes: Permission[],
): Promise<Identity> {
  const { key, id } = await make(installation, maker, "/api/v1/api-keys", { name, scopes });
  await installation.query(`update api_keys set last_used_at = ${TOMORROW} where id = $1`, [id]);
  return { ...maker, name, held: new Set(scopes), headers: bearer(key), isKey: true, renew: undefined };
}

async function directoryOf(installation: Installation, maker: Identity, name: string): Promise<Identity> {
  const { token, id } = await make(installation, maker, "/api/v1/organization/scim-tokens", { name });
  await installation.query(`update scim_tokens set last_used_at = ${TOMORROW} where id = $1`, [id]);
  const standing = "directory" as const;
  return { ...maker, name, standing, held: NOTHING, headers: bearer(token), renew: undefined };
}

async function make(installation: Installation, { home, headers }: Identity, path: string, body: unknown) {
  const response = await installation.request(home?.host ?? "", path, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return await response.json();
}

async function memberIn(
  installation: Installation,
  home: CanaryTenant,
  other: CanaryTenant,
  role: typeof TENANT_ROLES[number],
  name: string = role,
): Promise<Identity> {
  const member = await installation.member(home.organization, role);
  const again = async () => bearer((await installation.signIn(home.organization, { ...member, role })).token);
  return {
    name,
    home,
    other,
    standing: "member",
    held: permissionsOf(role, { add: [], remove: [] }),
    userId: member.userId,
    headers: bearer(member.token),
    renew: again,
  };
}

async function cookieOf(
  installation: Installation,
  { home, userId }: Identity,
): Promise<Record<string, string>> {
  if (!home) throw new Error("Only members have cookies here");
  const token = await installation.signInBrowser(home.organization, { userId, email: "", role: "manager" });
  return { cookie: `__Host-lexia_session=${token}`, "sec-fetch-site": "same-origin" };
}

/** Gives both one address: there are two people then, and neither token opens the other's door. */
export async function shareAddress(
  installation: Installation,
  one: Identity,
  other: Identity,
): Promise<void> {
  await installation.query("update users set email = 'one@people.test' where id in ($1, $2)", [
    one.userId,
    other.userId,
  ]);
  other.name = `${other.name}, with the address of "${one.name}"`;
}
