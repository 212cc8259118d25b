/** What CPNU's irregular answers mean (portal.md 1.4). The message decides, not the status alone. */
import type { CallFailure } from "../breaker.ts";
import type { UnavailableReason, UnverifiedReason } from "../portal.ts";

/** An answer in CPNU's own form that carries no data. */
export type Meaning =
  | "empty_list"
  | "private"
  | "missing"
  | "malformed_request"
  | "too_many"
  | "page_out_of_range";

export type Reading = { kind: "body"; body: unknown } | { kind: "meaning"; meaning: Meaning } | {
  kind: "failure";
  failure: CallFailure;
};

interface IrregularAnswer {
  /** Null: whatever the status. */
  status: number | null;
  message: RegExp;
  reading: Exclude<Reading, { kind: "body" }>;
}

const IRREGULAR_ANSWERS: readonly IrregularAnswer[] = [
  {
    // Their own SQL Server is out of reach, which they report as 404.
    status: null,
    message:
      /(connection|execution) timeout expired|network-related or instance-specific|transport-level error/i,
    reading: { kind: "failure", failure: "portal_database_down" },
  },
  { status: 404, message: /proceso privado/i, reading: { kind: "meaning", meaning: "private" } },
  {
    status: 404,
    message: /no se encontraron (actuaciones|sujetos|documentos)/i,
    reading: { kind: "meaning", meaning: "empty_list" },
  },
  { status: 404, message: /no se encontr[oó] detalle/i, reading: { kind: "meaning", meaning: "missing" } },
  {
    status: 404,
    message: /contener 23 d[ií]gitos/i,
    reading: { kind: "meaning", meaning: "malformed_request" },
  },
  {
    status: 404,
    message: /error converting data type/i,
    reading: { kind: "meaning", meaning: "malformed_request" },
  },
  { status: 400, message: /mil registros/i, reading: { kind: "meaning", meaning: "too_many" } },
  {
    status: 400,
    message: /validation errors|is not valid/i,
    reading: { kind: "meaning", meaning: "malformed_request" },
  },
  {
    status: 500,
    message: /object reference not set/i,
    reading: { kind: "failure", failure: "portal_error" },
  },
  {
    status: 500,
    message: /index was out of range/i,
    reading: { kind: "meaning", meaning: "page_out_of_range" },
  },
];

/** What a meaning is to a lookup that did not expect it: it asked well, so the portal contradicts itself. */
export const UNEXPECTED: Record<Meaning, CallFailure> = {
  empty_list: "portal_garbled",
  private: "portal_garbled",
  missing: "portal_garbled",
  malformed_request: "portal_garbled",
  too_many: "portal_garbled",
  page_out_of_range: "portal_garbled",
};

const UNVERIFIED: ReadonlySet<string> = new Set(
  [
    "portal_blocked",
    "portal_silent",
    "portal_no_canary",
    "portal_garbled",
  ] satisfies UnverifiedReason[],
);

export type LookupFailureReason = UnverifiedReason | UnavailableReason;

/** Ends a lookup without an answer. */
export class LookupFailure extends Error {
  override name = "LookupFailure";
  constructor(readonly reason: LookupFailureReason, readonly retryAt: number | null = null) {
    super(`The portal gave no answer to rely on: ${reason}`);
  }
}

export function isUnverified(reason: LookupFailureReason): reason is UnverifiedReason {
  return UNVERIFIED.has(reason);
}

/** Reads status and body; null stands for a body that was too large or not UTF-8. */
export function readAnswer(status: number, text: string | null): Reading {
  // 429 was never seen of this portal; it would say the same as its firewall.
  if (status === 403 || status === 406 || status === 429) {
    return { kind: "failure", failure: "portal_blocked" };
  }
  const body = text === null ? undefined : parseJson(text);
  const isGood = status >= 200 && status < 300;
  const message = messageOf(body);
  const claimed = isGood && message !== undefined ? message.status ?? status : status;
  const known = message &&
    IRREGULAR_ANSWERS.find((answer) =>
      (answer.status === null || answer.status === claimed) && answer.message.test(message.text)
    );
  if (known) return known.reading;
  if (isGood && message === undefined && body !== undefined) return { kind: "body", body };
  return { kind: "failure", failure: claimed >= 500 ? "portal_error" : "portal_garbled" };
}

/** What it means that the call itself failed. Messages are those of Deno's fetch. */
export function readCallError(error: unknown, isOverTime: boolean): CallFailure {
  if (isOverTime) return "portal_timeout";
  // The address is part of the message and must not be taken for a cause.
  const text = causes(error).join(" ").replace(/\(?https?:\/\/[^\s)]+\)?/g, "");
  if (/certificate|handshake|\btls\b|\bssl\b|fatal alert/i.test(text)) return "portal_tls";
  if (/timed? ?out/i.test(text)) return "portal_timeout";
  return "portal_unreachable";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `{StatusCode, Message}`, or the title of an ASP.NET problem document. */
function messageOf(body: unknown): { text: string; status: number | null } | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { Message, StatusCode, title, status } = body as Record<string, unknown>;
  if (typeof Message === "string") {
    return { text: Message, status: typeof StatusCode === "number" ? StatusCode : null };
  }
  if (typeof title === "string" && typeof status === "number") return { text: title, status };
  return undefined;
}

function causes(error: unknown): string[] {
  const texts: string[] = [];
  for (let cause = error; cause instanceof Error && texts.length < 5; cause = cause.cause) {
    texts.push(cause.message);
  }
  return texts.length > 0 ? texts : [String(error)];
}
