import { ConnectionLost, DatabaseUnavailable, SqlError } from "#domain/ports.ts";

/** The server ended the connection before it had done all of the batch: nothing of it was kept. */
export class EndedBeforeCommit extends ConnectionLost {}

/**
 * What a client library reported, in LEXIA's terms. PostgreSQL's own sentences may repeat values, so only those on
 * names and permissions (class 42, syntax aside) are passed on; for the rest the code has to do.
 */
export function sqlFailure(error: unknown): SqlError | DatabaseUnavailable {
  if (error instanceof SqlError || error instanceof DatabaseUnavailable) return error;
  if (!isServerMessage(error)) {
    return new DatabaseUnavailable("Cannot reach PostgreSQL: the connection failed", { cause: error });
  }
  const { code, constraint, severity } = error;
  if (isConnectionEnd(error)) {
    return new DatabaseUnavailable(`PostgreSQL closed or refused the connection: ${severity} ${code}`);
  }
  if (code.startsWith("53")) {
    return new DatabaseUnavailable(`PostgreSQL has not enough room, memory or connections: ${code}`);
  }
  const isHarmless = code.startsWith("42") && code !== "42601";
  const reason = isHarmless ? error.message : constraint ? `${code} on "${constraint}"` : code;
  return new SqlError(code, constraint, `PostgreSQL refused a statement: ${reason}`);
}

/** True where the server said that it ends this connection on purpose: shutdown, or an administrator's command. */
export function isServerEnd(error: unknown): boolean {
  return isServerMessage(error) && (error.code === "57P01" || error.code === "57P02");
}

interface ServerMessage {
  code: string;
  severity: string;
  message: string;
  constraint?: string;
}

function isServerMessage(error: unknown): error is ServerMessage {
  return error instanceof Error && "severity" in error && typeof error.severity === "string" &&
    "code" in error && typeof error.code === "string" && /^[0-9A-Z]{5}$/.test(error.code);
}

// Class 08: connection exceptions; 53300: too many connections; 57P01 to 57P05: shutdown, crash, starting up, dropped.
function isConnectionEnd({ code, severity }: ServerMessage): boolean {
  return severity === "FATAL" || severity === "PANIC" || code.startsWith("08") || code.startsWith("57P") ||
    code === "53300";
}
