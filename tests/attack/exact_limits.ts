/** Whether the limit of a plan lets through what it says, no more and no less, over several processes at once. */
import { setTimeout as pause } from "node:timers/promises";
import { Installation, type Member } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { bearer, load, type LoadAnswer } from "#tests/support/load.ts";
import { atMost, exactly, type Finding, holds, type Proof } from "#tests/support/proof.ts";

const PER_MINUTE = 300;
const WINDOW_MS = 60_000;
/** Enough to be far beyond the limit in a few seconds. */
const PER_SECOND = 200;

export const exactLimit: Proof = {
  id: "A7",
  title: "300 a minute over two processes and eight connections",
  async run(scale) {
    // Bursts are another limit, and would keep the minute's from being reached at once.
    await using installation = await Installation.open({ env: { RATE_LIMIT_BURST: "100000" } });
    const processes = await Promise.all([installation.serve(), installation.serve()]);
    const member = await installation.member(
      await installation.organization({ maxRequestsPerMinute: PER_MINUTE }),
    );
    const seen: Seen[] = [];
    const flood = (size: FloodSize) => floodBoth(processes, member, size, seen);

    if (scale === "full") await pause(untilEdge(12_000));
    else if (untilEdge() < 6_000) await pause(untilEdge() + 200);
    await flood({ requests: 700 });
    const accepted = seen.filter(isAccepted).length;
    const findings = [
      holds(
        `accepted of ${seen.length} in one window`,
        Math.abs(accepted - PER_MINUTE) <= PER_MINUTE / 100,
        String(accepted),
        `${PER_MINUTE} ± 1 %`,
      ),
      exactly(
        "answers other than 200 and 429",
        seen.filter(({ status }) => status !== 200 && status !== 429).length,
        0,
      ),
      ...headerFindings(seen),
    ];
    if (scale === "short") return findings;

    const edge = Date.now() + untilEdge();
    await flood({ seconds: (untilEdge() + 30_000) / 1_000 });
    return [...findings, ...edgeFindings(seen.filter(isAccepted), edge)];
  },
};

/** Over both processes together. */
type FloodSize = { requests: number } | { seconds: number };

interface Seen {
  at: number;
  status: number;
  head: string;
}

function isAccepted({ status }: Seen): boolean {
  return status === 200;
}

/** Until the fixed minute ends, of which the sliding window is made; or until so long before that. */
function untilEdge(before = 0): number {
  return (2 * WINDOW_MS - Date.now() % WINDOW_MS - before) % WINDOW_MS;
}

async function floodBoth(
  processes: readonly LexiaProcess[],
  { host, token }: Member,
  size: FloodSize,
  seen: Seen[],
): Promise<void> {
  await Promise.all(processes.map(({ port }) =>
    load({
      port,
      connections: 8 / processes.length,
      perSecond: PER_SECOND / processes.length,
      ...("requests" in size ? { requests: size.requests / processes.length } : size),
      next: () => ({ path: "/api/v1/solicitudes?limit=1", host, headers: bearer(token) }),
      onAnswer: ({ status, head }: LoadAnswer) => seen.push({ at: Date.now(), status, head }),
    })
  ));
}

function headerFindings(seen: readonly Seen[]): Finding[] {
  const number = ({ head }: Seen, name: string) =>
    Number(new RegExp(`^${name}: (\\d+)\r?$`, "im").exec(head)?.[1] ?? NaN);
  const refused = seen.filter(({ status }) => status === 429);
  const wrong = seen.filter((one) =>
    number(one, "ratelimit-limit") !== PER_MINUTE || !/^ratelimit-policy: 300;w=60\b/im.test(one.head) ||
    !(number(one, "ratelimit-reset") >= 1 && number(one, "ratelimit-reset") <= 60)
  );
  const remaining = seen.filter(isAccepted).map((one) => number(one, "ratelimit-remaining"));
  const wrongRefusals = refused.filter((one) =>
    number(one, "ratelimit-remaining") !== 0 || number(one, "retry-after") !== number(one, "ratelimit-reset")
  );
  return [
    exactly("answers without a right RateLimit-Limit, -Policy or -Reset", wrong.length, 0),
    exactly("refusals without Remaining 0 and Retry-After", wrongRefusals.length, 0),
    holds(
      "RateLimit-Remaining",
      (remaining[0] ?? 0) > (remaining.at(-1) ?? Infinity) && Math.min(...remaining) >= 0,
      `${remaining[0]} at first, ${remaining.at(-1)} at last`,
      "falls, never below 0",
    ),
  ];
}

/** The most that any minute saw, wherever it begins, and how many came through right behind the edge. */
function edgeFindings(accepted: readonly Seen[], edge: number): Finding[] {
  const times = accepted.map(({ at }) => at).toSorted((a, b) => a - b);
  const most = Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + WINDOW_MS).length),
  );
  const behind = times.filter((at) => at >= edge && at < edge + 30_000).length;
  return [
    atMost("accepted in any 60 s across the edge", most, 2 * PER_MINUTE),
    holds(
      "accepted in the 30 s behind the edge",
      behind > 0 && behind <= PER_MINUTE,
      String(behind),
      `1–${PER_MINUTE}`,
    ),
  ];
}
