/** PostgreSQL's own programs as children: how they log in, and what of their complaints may be told. */
import type { DatabaseLogin } from "./settings.ts";
import { Ending, EXIT } from "./ending.ts";

type Program = "pg_dump" | "pg_restore";

const SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";
const MOST_CHARACTERS = 300;

/** A running program: what it gives, what it takes, and the promise that it has done its work. */
export interface Running extends AsyncDisposable {
  output: ReadableStream<Uint8Array>;
  input: WritableStream<Uint8Array>;
  /** @throws {Ending} where it failed or was killed. */
  done(): Promise<void>;
}

/** The password is in the child's environment alone, which other users of the machine cannot see. */
export function startProgram(program: Program, args: string[], login: DatabaseLogin): Running {
  const child = spawn(program, args, login);
  const complaints = new Response(child.stderr).text();
  let hasEnded = false;
  const ended = child.status.then((status) => {
    hasEnded = true;
    return status;
  });
  return {
    output: child.stdout,
    input: child.stdin,
    async done() {
      const { success, code, signal } = await ended;
      if (success) return;
      const how = signal === null ? `ended with ${code}` : `was ended by ${signal}`;
      throw new Ending(
        EXIT.failed,
        `${program}_failed`,
        `${program} ${how}${firstComplaint(await complaints)}`,
      );
    },
    async [Symbol.asyncDispose]() {
      if (!hasEnded) child.kill("SIGTERM");
      await child.stdin.close().catch(() => {});
      await child.stdout.cancel().catch(() => {});
      await ended;
      await complaints;
    },
  };
}

function spawn(program: Program, args: string[], login: DatabaseLogin): Deno.ChildProcess {
  try {
    return new Deno.Command(program, {
      args: ["--no-password", ...args],
      env: { PATH: Deno.env.get("PATH") ?? "", LC_ALL: "C", ...loginVariables(login) },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const message = `Cannot find ${program}: install PostgreSQL's client programs of the server's version`;
    throw new Ending(EXIT.config, "program_missing", message);
  }
}

function loginVariables({ url: text, caFile }: DatabaseLogin): Record<string, string> {
  const url = new URL(text);
  const given: Record<string, string> = {
    PGHOST: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    PGPORT: url.port || "5432",
    PGDATABASE: databaseName(text),
    PGUSER: decodeURIComponent(url.username),
    PGAPPNAME: "lexia_backup",
    PGCONNECT_TIMEOUT: "10",
    PGPASSFILE: Deno.env.get("PGPASSFILE") ?? "",
    PGPASSWORD: decodeURIComponent(url.password),
    ...tlsVariables(caFile, url.searchParams.get("sslmode") ?? "disable"),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
}

/** Certificates are always verified where there is TLS, as LEXIA itself does it. */
function tlsVariables(caFile: string | null, mode: string): Record<string, string> {
  if (caFile === null && mode === "disable") return { PGSSLMODE: "prefer" };
  return { PGSSLMODE: "verify-full", PGSSLROOTCERT: caFile ?? SYSTEM_AUTHORITIES };
}

export function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** The same server and login, another database. */
export function withDatabase(login: DatabaseLogin, name: string): DatabaseLogin {
  const url = new URL(login.url);
  url.pathname = `/${encodeURIComponent(name)}`;
  return { ...login, url: url.href };
}

/** The first error's own line: the lines after it may quote rows. */
function firstComplaint(text: string): string {
  const line = text.split("\n").find((line) => /error:|FATAL:/.test(line)) ?? text.split("\n")[0] ?? "";
  return line === "" ? "" : `: ${line.replace(/^.*?error: /, "").slice(0, MOST_CHARACTERS)}`;
}
