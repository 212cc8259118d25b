import type { PathKind } from "./endpoints.ts";

export interface SimulatedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly kind: PathKind;
  /** Below the base, such as `/Proceso/Detalle/123`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly userAgent: string | null;
  /** Null while it waits, and where the client left or the simulator was closed before the answer. */
  readonly status: number | null;
}

type Entry = Omit<SimulatedRequest, "status"> & { status: number | null };

/** Keeps every request in the order of arrival, and how many were in flight at once. */
export class Traffic {
  requests: SimulatedRequest[] = [];
  maxInFlight = 0;
  #inFlight = 0;

  clear(): void {
    this.requests = [];
    this.maxInFlight = this.#inFlight;
  }

  /** Answers with the response's status in the record; a response of null is none at all. */
  async record(
    request: Request,
    { kind, path, query }: { kind: PathKind; path: string; query: URLSearchParams },
    respond: () => Promise<Response | null>,
  ): Promise<Response | null> {
    const entry: Entry = {
      at: Date.now(),
      method: request.method,
      kind,
      path,
      query: Object.fromEntries(query),
      userAgent: request.headers.get("user-agent"),
      status: null,
    };
    this.requests.push(entry);
    this.maxInFlight = Math.max(this.maxInFlight, ++this.#inFlight);
    try {
      const response = await respond();
      entry.status = response?.status ?? null;
      return response;
    } finally {
      this.#inFlight--;
    }
  }
}
