/** A way into an organization's directory: the first of its servers that answers, as LEXIA's own account there. */
import type { Services } from "../../ctx.ts";
import {
  type DirectoryConnection,
  DirectoryFailure,
  type DirectoryProblem,
  type DirectoryTarget,
} from "../../ports.ts";
import type { LdapSettings } from "./ldap_settings.ts";

export interface OpenDirectory {
  connection: DirectoryConnection;
  /** Of the server that answered. */
  target: DirectoryTarget;
}

/** Nobody answers there in a way that can be trusted: the next server may. */
const NEXT: ReadonlySet<DirectoryProblem> = new Set<DirectoryProblem>([
  "address_not_allowed",
  "name_not_resolved",
  "refused",
  "timed_out",
  "certificate_untrusted",
  "certificate_wrong_name",
  "certificate_expired",
  "tls_failed",
  "starttls_refused",
  "connection_lost",
]);

/** Close its connection when done. @throws {DirectoryFailure} the first server's, where none can be used. */
export async function openDirectory(
  { directories }: Pick<Services, "directories">,
  settings: LdapSettings,
  bindPassword: string | undefined,
): Promise<OpenDirectory> {
  let first: DirectoryFailure | undefined;
  for (const url of settings.urls) {
    const target = targetOf(settings, url);
    try {
      const connection = await directories.open(target);
      try {
        await connection.bind(settings.bind_dn, bindPassword ?? "");
        return { connection, target };
      } catch (error) {
        await connection.close();
        throw error;
      }
    } catch (error) {
      if (!(error instanceof DirectoryFailure) || !NEXT.has(error.problem)) throw error;
      first ??= error;
    }
  }
  throw first ?? new DirectoryFailure("name_not_resolved");
}

export function targetOf(settings: LdapSettings, url: string): DirectoryTarget {
  return {
    url,
    tls: settings.tls,
    ca: settings.ca_pem,
    connectTimeoutMs: settings.connect_timeout_ms,
    operationTimeoutMs: settings.operation_timeout_ms,
  };
}
