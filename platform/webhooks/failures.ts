import { WebhookFailure, type WebhookProblem } from "#domain/ports.ts";

/** What network, TLS and HTTP say of failures, as the few that LEXIA tells apart. */
export function failureOf(cause: unknown): WebhookFailure {
  if (cause instanceof WebhookFailure) return cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const text = `${code} ${cause instanceof Error ? cause.message : String(cause)}`;
  return new WebhookFailure(problemOf(text), { cause });
}

function problemOf(text: string): WebhookProblem {
  if (/HPE_/.test(text)) return "answer_unreadable";
  if (/ETIMEDOUT|timed? ?out/i.test(text)) return "timed_out";
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|refused|unreachable/i.test(text)) {
    return "unreachable";
  }
  if (/ALTNAME|NotValidForName|CERT|UNABLE_TO|SELF_SIGNED|UnknownIssuer|invalid peer/i.test(text)) {
    return "certificate_untrusted";
  }
  if (/ERR_SSL|alert|handshake|InvalidContentType|InvalidMessage|corrupt|tls|EPROTO/i.test(text)) {
    return "tls_failed";
  }
  return "connection_lost";
}
