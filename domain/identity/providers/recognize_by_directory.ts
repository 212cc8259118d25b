import { DomainError } from "../../errors.ts";
import { type DirectoryConnection, type DirectoryEntry, DirectoryFailure } from "../../ports.ts";
import type { VisitorCtx } from "../identity.ts";
import { openDirectory } from "./ldap_connection.ts";
import { findByLogin, groupsOf, readPerson } from "./ldap_people.ts";
import { type LdapProvider, openSecrets } from "./provider.ts";
import type { OutsidePerson } from "./provision_person.ts";

const MOST_LOGIN = 254;
const MOST_PASSWORD = 1_000;

/** What somebody typed as their name, in the form that is looked for; undefined for what is no name. */
export function parseLogin(typed: string): string | undefined {
  if (typed.length > MOST_LOGIN * 2 || !typed.isWellFormed()) return undefined;
  const login = typed.trim().normalize("NFC");
  return login.length >= 1 && login.length <= MOST_LOGIN && !/\p{Cc}/u.test(login) ? login : undefined;
}

/**
 * Tells who it is by what a directory says: LEXIA's own account looks for the name, and a connection of its own tries
 * the password. Undefined for an unknown name, one that two have, and a wrong password, all after the same work.
 * @throws {DomainError} `directory_unavailable`
 */
export async function recognizeByDirectory(
  visitor: VisitorCtx,
  provider: LdapProvider,
  { login: typed, password }: { login: string; password: string },
): Promise<OutsidePerson | undefined> {
  const login = parseLogin(typed);
  // An empty password would be taken for no password, and let in (RFC 4513, section 5.1.2).
  if (login === undefined || password === "" || password.includes("\0") || password.length > MOST_PASSWORD) {
    return undefined;
  }
  try {
    return await ask(visitor, provider, { login, password });
  } catch (error) {
    if (!(error instanceof DirectoryFailure)) throw error;
    visitor.services.log.warn("A directory could not be asked", {
      provider_id: provider.id,
      organization_id: visitor.organization?.id,
      problem: error.problem,
      request_id: visitor.requestId,
    });
    throw new DomainError("directory_unavailable");
  }
}

async function ask(
  { services, identity }: VisitorCtx,
  provider: LdapProvider,
  { login, password }: { login: string; password: string },
): Promise<OutsidePerson | undefined> {
  const { settings } = provider;
  const { bind_password: bindPassword } = await openSecrets(identity.sealer, provider);
  const { connection, target } = await openDirectory(services, settings, bindPassword);
  try {
    const found = await findByLogin(connection, settings, login);
    const entry = found.length === 1 ? found[0] : undefined;
    const isRight = await tryPassword(() => services.directories.open(target), {
      dn: entry?.dn ?? `cn=${crypto.randomUUID()},${settings.base_dn}`,
      // Nobody's name is tried with nobody's password.
      password: entry ? password : crypto.randomUUID(),
    });
    return entry && isRight ? await outsideOf(connection, provider, entry) : undefined;
  } finally {
    await connection.close();
  }
}

async function tryPassword(
  open: () => Promise<DirectoryConnection>,
  { dn, password }: { dn: string; password: string },
): Promise<boolean> {
  const connection = await open();
  try {
    await connection.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof DirectoryFailure && error.problem === "bind_refused") return false;
    throw error;
  } finally {
    await connection.close();
  }
}

/** Undefined for an entry without address or unique id: nobody can be told by it. */
async function outsideOf(
  connection: DirectoryConnection,
  { settings }: LdapProvider,
  entry: DirectoryEntry,
): Promise<OutsidePerson | undefined> {
  const read = readPerson(entry, settings);
  if ("missing" in read) return undefined;
  const { subject, email, name, department } = read.person;
  const groups = await groupsOf(connection, settings, entry);
  return { subject, email, isEmailVouched: true, name, department, groups };
}
