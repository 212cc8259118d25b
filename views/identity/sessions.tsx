import { Badge } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import type { Frame } from "../ui/frame.ts";
import { Icon } from "../ui/icon.tsx";
import { type SecurityWords, securityWords } from "./security_words.ts";

export interface SessionRow {
  id: string;
  kind: "browser" | "token";
  method: string;
  /** As the device says of itself. */
  device: { app: string | null; system: string | null };
  address: string | null;
  createdAt: Date;
  /** To some minutes. */
  lastSeenAt: Date | null;
  isCurrent: boolean;
}

/** Where somebody is signed in, the latest first. */
export function Sessions({ frame, rows }: { frame: Frame; rows: readonly SessionRow[] }) {
  const { sessions: w } = securityWords(frame.reader.locale);
  return (
    <section class="panel" aria-labelledby="sessions">
      <h2 id="sessions">{w.title}</h2>
      <p class="soft">{w.text}</p>
      <ul class="rows">{rows.map((row) => <Session frame={frame} row={row} />)}</ul>
      {rows.some(({ isCurrent }) => !isCurrent) && (
        <form class="border-t border-base-300 pt-4" method="post" action="/security/sessions/end-others">
          <button class="btn" type="submit">
            <Icon name="log-out" />
            {w.endOthers}
          </button>
        </form>
      )}
    </section>
  );
}

function Session({ frame: { reader }, row }: { frame: Frame; row: SessionRow }) {
  const { id, kind, method, address, createdAt, lastSeenAt, isCurrent } = row;
  const { sessions: w } = securityWords(reader.locale);
  const name = nameOf(row, w);
  const methods: Readonly<Record<string, string>> = w.methods;
  return (
    <li>
      <div class="flex items-start gap-4">
        <span class="grid size-9 flex-none place-items-center rounded-lg bg-base-200">
          <Icon name={kind === "token" ? "webhook" : iconOf(row.device.system)} class="size-5" />
        </span>
        <div class="grid min-w-0 flex-1 gap-0.5">
          <p class="flex flex-wrap items-center gap-x-2 font-medium">
            {name}
            {isCurrent && <Badge tone="good">{w.current}</Badge>}
          </p>
          <p class="soft small">
            {w.opened(methods[method] ?? w.otherWay)} <Instant at={createdAt} reader={reader} />
          </p>
          {(lastSeenAt !== null || address !== null) && (
            <p class="soft small">
              {lastSeenAt !== null && (
                <>
                  {w.seen} <Instant at={lastSeenAt} reader={reader} />
                </>
              )}
              {lastSeenAt !== null && address !== null && " · "}
              {address !== null && `${w.address} ${address}`}
            </p>
          )}
        </div>
        {!isCurrent && (
          <form method="post" action={`/security/sessions/${id}/end`}>
            <button class="btn btn-sm" type="submit">
              {w.end} <span class="heard">{w.of(name)}</span>
            </button>
          </form>
        )}
      </div>
    </li>
  );
}

function iconOf(system: string | null): "smartphone" | "monitor" {
  return system !== null && /android|ios|iphone|ipad/i.test(system) ? "smartphone" : "monitor";
}

function nameOf({ kind, device: { app, system } }: SessionRow, w: SecurityWords["sessions"]): string {
  const what = app ?? (kind === "token" ? w.program : w.unknown);
  return system === null ? what : w.on(what, system);
}
