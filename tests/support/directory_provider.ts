/** An organization whose people sign in by a directory that a test has started. */
import { strictEqual } from "node:assert/strict";
import type { Lexia, Session, TestOrganization } from "./lexia.ts";
import { TEST_ONLY_CA } from "./portal_simulator/tls_fixture.ts";
import { PEOPLE, READER, type Slapd } from "./slapd.ts";

export const SSO = "/api/v1/organization/sso";

export function directorySettings(slapd: Slapd, changes: Record<string, unknown> = {}) {
  return {
    urls: [slapd.ldapsUrl],
    ca_pem: TEST_ONLY_CA,
    bind_dn: READER.dn,
    base_dn: PEOPLE,
    attributes: { department: "departmentNumber" },
    role_map: [{ group: "partners", role: "manager" }, { group: "lawyers", role: "user" }],
    connect_timeout_ms: 2_000,
    operation_timeout_ms: 2_000,
    ...changes,
  };
}

/** Switched on; returns its id. */
export async function addDirectory(
  administrator: Session,
  settings: Record<string, unknown>,
  password: string = READER.password,
): Promise<string> {
  const response = await administrator.post(SSO, {
    kind: "ldap",
    name: "Directory",
    is_enabled: true,
    settings,
    secrets: { bind_password: password },
  });
  const body = await response.json();
  strictEqual(response.status, 201, JSON.stringify(body));
  return body.id;
}

/** An address of its own each time, so that no test uses another one's attempts up. */
let address = 0;

export async function ldapLogin(
  lexia: Lexia,
  { subdomain }: Pick<TestOrganization, "subdomain">,
  body: Record<string, unknown>,
): Promise<Response> {
  return await lexia.request(subdomain, "/auth/ldap-login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    address: `198.51.${(address >> 8) & 255}.${address++ & 255}`,
  });
}
