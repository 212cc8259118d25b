/** What goes wrong with the portal, switched on and off (portal.md 1.4 and 1.5). */
import { type Answer, failure, MESSAGES } from "./answer.ts";
import type { PathKind } from "./endpoints.ts";

export type Fault =
  | "none"
  /** The firewall refuses everything: 403 and HTML. */
  | "block"
  /** The firewall refuses for a while after too many requests in a short time. */
  | "block_after_burst"
  /** 406, as addresses of clouds get it. */
  | "not_acceptable"
  /** 404 with `Connection Timeout Expired…`. */
  | "database_down"
  /** 200 and no procesos, for every search. */
  | "silent"
  /** The same, only for searches by one of `radicados`. */
  | "silent_for"
  /** The right answer, late. */
  | "slow"
  /** The connection ends in the middle of the body. */
  | "cut"
  /** 200, but not what the portal answers: see `variant`. */
  | "garbage"
  /** 500 with `Object reference…`. */
  | "server_error"
  /** 400 with `Hay más de mil registros…`, for every search by name. */
  | "too_many";

/**
 * `text`: not JSON. `truncated`: the first half of the JSON. `other_shape`: JSON of another service. `wrong_types`: the
 * right names with other types. `empty`: no body.
 */
export type GarbageVariant = "text" | "truncated" | "other_shape" | "wrong_types" | "empty";

export interface FaultOptions {
  /** Only requests of these kinds; all by default. A silent portal is silent in searches only. */
  on?: PathKind | readonly PathKind[];
  /** After so many requests that it hit, the fault is over. */
  times?: number;
  /** For `silent_for`. */
  radicados?: readonly string[];
  /** For `slow`: 35,000 by default. */
  slowMs?: number;
  /** For `garbage`: `text` by default. */
  variant?: GarbageVariant;
  /** For `block_after_burst`: more than 180 requests in a minute block for three and a half minutes, by default. */
  burst?: { requests?: number; windowMs?: number; blockMs?: number };
}

/** What happens to one request. */
export type Mishap =
  | { kind: "none" }
  | { kind: "instead"; answer: Answer }
  | { kind: "silent" }
  | { kind: "slow"; milliseconds: number }
  | { kind: "cut" }
  | { kind: "garbage"; variant: GarbageVariant };

export class FaultSwitch {
  #fault: Fault = "none";
  #options: FaultOptions = {};
  #hits = 0;
  #arrivals: number[] = [];
  #blockedUntil = -Infinity;

  /** @param now Milliseconds; the burst window is measured with it. */
  constructor(readonly now: () => number) {}

  set(fault: Fault, options: FaultOptions): void {
    if (fault === "silent_for" && !options.radicados) {
      throw new TypeError('Cannot set the fault "silent_for": name the radicados');
    }
    this.#fault = fault;
    this.#options = options;
    this.#hits = 0;
    this.#arrivals = [];
    this.#blockedUntil = -Infinity;
  }

  /** Counts the request, and tells what happens to it. */
  meet(kind: PathKind, query: URLSearchParams): Mishap {
    if (!this.#concerns(kind, query)) return { kind: "none" };
    if (this.#fault === "block_after_burst" && !this.#isBlockedByBurst()) return { kind: "none" };
    if (this.#hits >= (this.#options.times ?? Infinity)) return { kind: "none" };
    this.#hits++;
    return this.#mishap();
  }

  #concerns(kind: PathKind, query: URLSearchParams): boolean {
    const { on, radicados } = this.#options;
    if (on !== undefined && ![on].flat().includes(kind)) return false;
    if (this.#fault === "silent") return kind === "search" || kind === "name_search";
    if (this.#fault === "too_many") return kind === "name_search";
    if (this.#fault === "silent_for") {
      return kind === "search" && !!radicados?.includes(query.get("numero") ?? "");
    }
    return true;
  }

  #isBlockedByBurst(): boolean {
    const { requests = 180, windowMs = 60_000, blockMs = 210_000 } = this.#options.burst ?? {};
    const now = this.now();
    if (now < this.#blockedUntil) return true;
    this.#arrivals = [...this.#arrivals.filter((at) => at > now - windowMs), now];
    if (this.#arrivals.length <= requests) return false;
    this.#arrivals = [];
    this.#blockedUntil = now + blockMs;
    return true;
  }

  #mishap(): Mishap {
    switch (this.#fault) {
      case "none":
        return { kind: "none" };
      case "block":
      case "block_after_burst":
        return { kind: "instead", answer: { status: 403, body: BLOCK_PAGE, contentType: "text/html" } };
      case "not_acceptable":
        return { kind: "instead", answer: { status: 406, body: "", contentType: "text/html" } };
      case "database_down":
        return { kind: "instead", answer: failure(404, MESSAGES.databaseDown) };
      case "server_error":
        return { kind: "instead", answer: failure(500, MESSAGES.nullReference) };
      case "too_many":
        return { kind: "instead", answer: failure(400, MESSAGES.tooMany) };
      case "silent":
      case "silent_for":
        return { kind: "silent" };
      case "slow":
        return { kind: "slow", milliseconds: this.#options.slowMs ?? 35_000 };
      case "cut":
        return { kind: "cut" };
      case "garbage":
        return { kind: "garbage", variant: this.#options.variant ?? "text" };
    }
  }
}

const BLOCK_PAGE = `<html>\r
<head><title>403 Forbidden</title></head>\r
<body>\r
<center><h1>403 Forbidden</h1></center>\r
<hr><center>Microsoft-Azure-Application-Gateway/v2</center>\r
</body>\r
</html>\r
`;
