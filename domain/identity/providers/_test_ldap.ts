import type { Services } from "../../ctx.ts";
import { type DirectoryConnection, type DirectoryEntry, DirectoryFailure } from "../../ports.ts";
import type { LdapProvider } from "./kinds.ts";
import { targetOf } from "./ldap_connection.ts";
import { everybody, findByLogin, groupsOf, readPerson, stateOf } from "./ldap_people.ts";
import type { LdapSettings } from "./ldap_settings.ts";
import { roleFor } from "./provisioning_settings.ts";
import type { TestStep } from "./test_report.ts";

/**
 * Goes the way of a sign-in with every server and, with the name of somebody, up to the role that they would get. No
 * password but LEXIA's own is tried.
 */
export async function testLdap(
  services: Pick<Services, "directories">,
  { settings }: LdapProvider,
  { bindPassword, login }: { bindPassword: string | undefined; login: string | undefined },
): Promise<TestStep[]> {
  const steps: TestStep[] = [];
  let open: DirectoryConnection | undefined;
  for (const url of settings.urls) {
    const bound = await reach(services, settings, { url, bindPassword }, steps);
    if (open === undefined) open = bound;
    else await bound?.close();
  }
  if (!open) return steps;
  try {
    await look(open, settings, login, steps);
  } finally {
    await open.close();
  }
  return steps;
}

async function reach(
  { directories }: Pick<Services, "directories">,
  settings: LdapSettings,
  { url, bindPassword }: { url: string; bindPassword: string | undefined },
  steps: TestStep[],
): Promise<DirectoryConnection | undefined> {
  const connection = await tried(
    steps,
    { step: "connect", target: url },
    () => directories.open(targetOf(settings, url)),
  );
  if (!connection) return undefined;
  steps.push({ step: "connect", target: url, isOk: true, code: "connected" });
  const bound = await tried(steps, { step: "bind", target: url }, async () => {
    await connection.bind(settings.bind_dn, bindPassword ?? "");
    return connection;
  });
  if (bound) steps.push({ step: "bind", target: url, isOk: true, code: "bound" });
  else await connection.close();
  return bound;
}

async function look(
  connection: DirectoryConnection,
  settings: LdapSettings,
  login: string | undefined,
  steps: TestStep[],
): Promise<void> {
  const base = await tried(steps, { step: "base" }, () =>
    connection.search({
      base: settings.base_dn,
      scope: "base",
      filter: { attribute: "objectClass", isPresent: true },
      attributes: ["objectClass"],
    }, 1));
  if (!base) return;
  const isThere = base.length > 0;
  steps.push({ step: "base", isOk: isThere, code: isThere ? "base_found" : "base_not_found" });
  if (!isThere) return;
  const found = await tried(
    steps,
    { step: "find" },
    () => login === undefined ? anybody(connection, settings) : findByLogin(connection, settings, login),
  );
  if (!found) return;
  const [entry, ...others] = found;
  if (!entry) return void steps.push({ step: "find", isOk: false, code: "nobody_found" });
  if (login === undefined) return void steps.push({ step: "find", isOk: true, code: "people_found" });
  if (others.length > 0) return void steps.push({ step: "find", isOk: false, code: "several_found" });
  steps.push({ step: "find", isOk: true, code: "person_found", found: [entry.dn] });
  await describe(connection, settings, entry, steps);
}

async function anybody(connection: DirectoryConnection, settings: LdapSettings): Promise<DirectoryEntry[]> {
  for await (const page of everybody(connection, settings, 10)) if (page.length > 0) return page;
  return [];
}

async function describe(
  connection: DirectoryConnection,
  settings: LdapSettings,
  entry: DirectoryEntry,
  steps: TestStep[],
): Promise<void> {
  const read = readPerson(entry, settings);
  steps.push(
    "missing" in read
      ? { step: "attributes", isOk: false, code: "attributes_missing", found: read.missing }
      : {
        step: "attributes",
        isOk: true,
        code: "attributes_found",
        found: [read.person.name, read.person.email],
      },
  );
  const state = stateOf(entry);
  steps.push({ step: "state", isOk: state === "usable", code: `account_${state}` });
  const groups = await tried(steps, { step: "groups" }, () => groupsOf(connection, settings, entry));
  if (!groups) return;
  const code = groups.length > 0 ? "groups_found" : "no_groups";
  steps.push({ step: "groups", isOk: true, code, found: groups.slice(0, 50) });
  const role = roleFor(settings, groups);
  steps.push(
    role === null
      ? { step: "role", isOk: false, code: "no_mapped_group" }
      : { step: "role", isOk: true, code: "role_found", found: [role] },
  );
}

/** Undefined where it failed, and the step says why. */
async function tried<T>(
  steps: TestStep[],
  step: Pick<TestStep, "step" | "target">,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DirectoryFailure)) throw error;
    steps.push({ ...step, isOk: false, code: error.problem });
    return undefined;
  }
}
