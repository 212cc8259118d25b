/** What the network, TLS and directories say of failures, as the few that LEXIA tells apart. */
import { ResultCodeError } from "ldapts";
import { DirectoryFailure, type DirectoryProblem } from "#domain/ports.ts";

/** Of the network. */
export function failureOf(cause: unknown): DirectoryFailure {
  if (cause instanceof DirectoryFailure) return cause;
  const text = textOf(cause);
  const problem: DirectoryProblem = /ECONNREFUSED|ConnectionRefused/i.test(text)
    ? "refused"
    : /ETIMEDOUT|timed? ?out|timeout/i.test(text)
    ? "timed_out"
    : /EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/i.test(text)
    ? "refused"
    : "connection_lost";
  return new DirectoryFailure(problem, { cause });
}

/** Of the TLS handshake: Node's codes, and what the runtime's own TLS says. */
export function tlsFailureOf(cause: unknown): DirectoryFailure {
  const text = textOf(cause);
  const problem: DirectoryProblem | undefined =
    /CERT_HAS_EXPIRED|NOT_YET_VALID|Expired|NotValidYet/.test(text)
      ? "certificate_expired"
      : /ERR_TLS_CERT_ALTNAME|NotValidForName|not valid for name|does not match/i.test(text)
      ? "certificate_wrong_name"
      : /UnknownIssuer|UNABLE_TO|SELF_SIGNED|CaUsedAsEndEntity|BadSignature|invalid peer certificate/i.test(
          text,
        )
      ? "certificate_untrusted"
      : /alert|handshake|protocol|InvalidMessage|InvalidContentType|corrupt|cipher|ERR_SSL|tls/i.test(text)
      ? "tls_failed"
      : undefined;
  if (problem) return new DirectoryFailure(problem, { cause });
  const failure = failureOf(cause);
  // A server that speaks no TLS hangs up as soon as it sees it.
  return failure.problem === "connection_lost" ? new DirectoryFailure("tls_failed", { cause }) : failure;
}

/** Result codes of RFC 4511, section 4.1.9. */
const BIND_REFUSALS: ReadonlySet<number> = new Set([7, 8, 13, 19, 48, 49, 50, 53]);
const NO_SUCH_BASE: ReadonlySet<number> = new Set([32, 34]);
const REFERRAL = 10;
const TIME_LIMIT = 3;
const BUSY: ReadonlySet<number> = new Set([51, 52]);

/** Of an operation on an open connection. */
export function operationFailureOf(cause: unknown, operation: "bind" | "search"): DirectoryFailure {
  if (!(cause instanceof ResultCodeError)) return failureOf(cause);
  const { code } = cause;
  const problem: DirectoryProblem = code === REFERRAL
    ? "referred"
    : code === TIME_LIMIT
    ? "timed_out"
    : BUSY.has(code)
    ? "connection_lost"
    : operation === "bind"
    ? (BIND_REFUSALS.has(code) || NO_SUCH_BASE.has(code) ? "bind_refused" : "connection_lost")
    : NO_SUCH_BASE.has(code)
    ? "base_not_found"
    : "search_refused";
  return new DirectoryFailure(problem, { cause });
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  const cause = error.cause === undefined || error.cause === error ? "" : textOf(error.cause);
  return `${code} ${error.message} ${cause}`;
}
