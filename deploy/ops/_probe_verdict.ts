/** What a look at the court portal comes to: a line for each step, a sentence, an exit code. */
import type { ProbeFindings } from "#domain/portals/cpnu/probe.ts";
import type { NetworkPath } from "#platform/network_path.ts";
import { instant } from "./_texts.ts";

/** Those of sysexits.h as far as they fit. */
export const PROBE_EXIT = {
  sound: 0,
  shape: 65,
  nothing: 66,
  unreachable: 68,
  store: 69,
  portal: 70,
  notNow: 75,
  tls: 76,
  blocked: 77,
} as const;

/** The answer as it came over the line, and what it says. */
export interface Asked extends ProbeFindings {
  milliseconds: number | null;
  status: number | null;
  contentType: string | null;
}

export interface Verdict {
  outcome: string;
  message: string;
  exit: number;
}

const SOON_MS = 30 * 86_400_000;

const FAILURES: Readonly<Record<NonNullable<Asked["failure"]>, Verdict>> = {
  portal_blocked: verdict(
    "blocked",
    "The portal refuses this address: leave it alone for some hours, and see CPNU's 403",
    PROBE_EXIT.blocked,
  ),
  portal_garbled: verdict(
    "changed",
    "The portal answers, but not what LEXIA can read: its answers may have changed",
    PROBE_EXIT.shape,
  ),
  portal_silent: verdict("nothing", "The portal shows nothing for this radicado", PROBE_EXIT.nothing),
  portal_no_canary: verdict("nothing", "The portal shows nothing for this radicado", PROBE_EXIT.nothing),
  portal_timeout: verdict(
    "timeout",
    "The portal did not answer in time: try again later",
    PROBE_EXIT.unreachable,
  ),
  portal_unreachable: verdict(
    "unreachable",
    "The connection to the portal broke off: try again later",
    PROBE_EXIT.unreachable,
  ),
  portal_tls: verdict("tls", "The portal's certificate was refused", PROBE_EXIT.tls),
  portal_error: verdict(
    "portal_error",
    "The portal says that it failed: that is for its own people",
    PROBE_EXIT.portal,
  ),
  portal_database_down: verdict(
    "portal_error",
    "The portal says that its database is down",
    PROBE_EXIT.portal,
  ),
  breaker_open: verdict("not_now", "LEXIA leaves the portal alone after failures", PROBE_EXIT.notNow),
  budget_exhausted: verdict("not_now", "The day's budget is used up", PROBE_EXIT.notNow),
  window_closed: verdict("not_now", "It is not the hour to ask", PROBE_EXIT.notNow),
  pace_unavailable: verdict(
    "store_unavailable",
    "The shared pace cannot be reached, so nobody may ask: see Redis",
    PROBE_EXIT.store,
  ),
};

function verdict(outcome: string, message: string, exit: number): Verdict {
  return { outcome, message, exit };
}

/** `asked` is null where the way there was not good enough to ask. */
export function verdictOf({ name, connection, handshake }: NetworkPath, asked: Asked | null): Verdict {
  if (name.failure !== null) {
    return verdict(
      "unreachable",
      `The portal's name has no address (${name.failure}): see DNS`,
      PROBE_EXIT.unreachable,
    );
  }
  if (connection === null || connection.failure !== null) {
    const why = connection?.failure ?? "no address";
    return verdict(
      "unreachable",
      `No connection to the portal (${why}): see the firewall on the way out`,
      PROBE_EXIT.unreachable,
    );
  }
  if (handshake?.failure) {
    return verdict("tls", `No TLS with the portal (${handshake.failure})`, PROBE_EXIT.tls);
  }
  const refusal = handshake?.found?.refusal;
  if (refusal) {
    const message =
      `The portal's certificate cannot be trusted (${refusal}): nothing was asked. Where the portal has an authority of its own, name it in CPNU_CA_FILE`;
    return verdict("tls", message, PROBE_EXIT.tls);
  }
  return asked === null ? FAILURES.portal_unreachable : answerOf(asked);
}

function answerOf({ failure, retryAt, meaning, procesos, drift }: Asked): Verdict {
  if (failure !== null) {
    const { outcome, message, exit } = FAILURES[failure];
    return verdict(
      outcome,
      retryAt === null ? message : `${message}; not before ${instant(new Date(retryAt))}`,
      exit,
    );
  }
  if (meaning !== null || procesos === 0) {
    return verdict(
      "nothing",
      `The portal answers, and shows nothing for this radicado (${meaning ?? "empty list"})`,
      PROBE_EXIT.nothing,
    );
  }
  if (drift.length > 0) {
    return verdict(
      "drift",
      `The portal answers, and LEXIA can read it, but it differs: ${drift.join(", ")}`,
      PROBE_EXIT.shape,
    );
  }
  return verdict("sound", `The portal answers as LEXIA knows it: ${procesos} procesos`, PROBE_EXIT.sound);
}

/** Step, state, milliseconds, what. */
export function probeSteps(path: NetworkPath, asked: Asked | null, now: number): string[][] {
  const { name, connection, handshake } = path;
  const steps = [row("name", name, name.found?.join(" ") ?? "")];
  if (connection) steps.push(row("connection", connection, connection.found ?? ""));
  if (handshake) steps.push(...handshakeRows(handshake, now));
  if (asked) steps.push(...answerRows(asked));
  return steps;
}

function handshakeRows(handshake: NonNullable<NetworkPath["handshake"]>, now: number): string[][] {
  const { found } = handshake;
  if (!found) return [row("handshake", handshake, "")];
  const [own] = found.chain;
  const rows = [row("handshake", handshake, `${found.protocol} ${found.cipher}`)];
  if (!own) return rows;
  const isSoon = own.validTo - now < SOON_MS;
  const state = found.refusal !== null ? "failed" : isSoon ? "soon" : "ok";
  rows.push([
    "certificate",
    state,
    "-",
    `${own.subject}; ${own.names}; until ${instant(new Date(own.validTo))}`,
  ]);
  rows.push([
    "chain",
    found.refusal === null ? "ok" : "failed",
    "-",
    found.refusal ?? found.chain.map(({ issuer }) => issuer).join(" < "),
  ]);
  return rows;
}

function answerRows(
  { status, contentType, milliseconds, failure, meaning, procesos, drift }: Asked,
): string[][] {
  if (status === null) return [["answer", "failed", "-", failure ?? ""]];
  const isBlocked = failure === "portal_blocked";
  const isRead = failure === null && meaning === null;
  const shape = drift.length > 0 ? "differs" : isRead ? "ok" : "failed";
  return [
    [
      "answer",
      failure === null ? "ok" : "failed",
      String(milliseconds ?? "-"),
      `HTTP ${status} ${contentType ?? ""}`.trim(),
    ],
    ["not blocked", isBlocked ? "failed" : "ok", "-", isBlocked ? "the firewall's own page" : ""],
    ["shape", shape, "-", drift.join(", ") || failure || meaning || `${procesos} procesos`],
  ];
}

function row(
  step: string,
  { failure, milliseconds }: { failure: string | null; milliseconds: number },
  what: string,
): string[] {
  return [step, failure === null ? "ok" : "failed", String(milliseconds), failure ?? what];
}
