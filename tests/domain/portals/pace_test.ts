import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Lane } from "#domain/ports.ts";
import { Pace, type PaceSettings, type TurnRequest } from "#domain/portals/pace.ts";
import {
  finishTurn,
  noteOutcome,
  type PaceState,
  requestTurn,
  type TurnAnswer,
} from "#domain/portals/pace_state.ts";
import { parseWindow } from "#domain/portals/window.ts";
import { ears, fakeClock, memoryStore, MONDAY_MORNING } from "./_memory.ts";

const SPACING = 5_000;
const SETTINGS: PaceSettings = {
  perMinute: 12,
  concurrency: 1,
  dailyBudget: null,
  window: parseWindow("Mon-Fri 06:00-20:00"),
  leaseMs: 60_000,
};

/** The shared state and a hand on its clock. Tickets are their tenant's name and a number. */
class Line {
  state: PaceState | undefined;
  now = MONDAY_MORNING;
  readonly #since = new Map<string, number>();

  constructor(readonly settings: PaceSettings = SETTINGS) {}

  ask(
    ticket: string,
    { lane = 0, isContinuing = false }: { lane?: Lane; isContinuing?: boolean } = {},
  ): TurnAnswer {
    const since = this.#since.get(ticket) ?? this.now;
    this.#since.set(ticket, since);
    const tenant = ticket.replace(/\d+$/, "");
    const question = { ticket, lane, tenant, since, isContinuing, now: this.now };
    const { state, answer } = requestTurn(this.state, question, this.settings);
    this.state = state;
    return answer;
  }

  finish(ticket: string): void {
    this.state = finishTurn(this.state, ticket, "answered", this.now);
  }

  /** Grants turns one after the other until nobody waits; gives the order. */
  serve(tickets: { ticket: string; lane?: Lane }[]): string[] {
    const order: string[] = [];
    const waiting = [...tickets];
    for (let round = 0; waiting.length > 0 && round < 1_000; round++) {
      const at = waiting.findIndex(({ ticket, lane }) => this.ask(ticket, { lane }).kind === "granted");
      const [granted] = at < 0 ? [] : waiting.splice(at, 1);
      if (granted) {
        order.push(granted.ticket);
        this.finish(granted.ticket);
      }
      this.now += SPACING;
    }
    return order;
  }
}

/** All tickets wait before the first turn is given. */
function lined(tickets: { ticket: string; lane?: Lane }[]): string[] {
  const line = new Line();
  line.ask("first");
  for (const { ticket, lane } of tickets) {
    line.ask(ticket, { lane });
    line.now += 1;
  }
  line.finish("first");
  line.now = MONDAY_MORNING + SPACING;
  return line.serve(tickets);
}

function tickets(tenant: string, count: number, lane?: Lane): { ticket: string; lane?: Lane }[] {
  return Array.from({ length: count }, (_, at) => ({ ticket: `${tenant}${at + 1}`, lane }));
}

Deno.test("requestTurn", async (t) => {
  await t.step("gives one turn, then spaces the next evenly", () => {
    const line = new Line();
    strictEqual(line.ask("a1").kind, "granted");
    line.finish("a1");
    deepStrictEqual(line.ask("a2"), { kind: "wait", pollMs: SPACING, expectedMs: SPACING, reason: "pace" });
    line.now += SPACING - 1;
    strictEqual(line.ask("a2").kind, "wait");
    line.now += 1;
    strictEqual(line.ask("a2").kind, "granted");
  });

  await t.step("gives no more turns than may be in flight", () => {
    const line = new Line({ ...SETTINGS, concurrency: 2 });
    strictEqual(line.ask("a1").kind, "granted");
    line.now += SPACING;
    strictEqual(line.ask("a2").kind, "granted");
    line.now += SPACING;
    strictEqual(line.ask("a3").kind, "wait");
    line.finish("a1");
    strictEqual(line.ask("a3").kind, "granted");
  });

  await t.step("frees the turn of an instance that died", () => {
    const line = new Line();
    line.ask("a1");
    line.now += SETTINGS.leaseMs - 1;
    strictEqual(line.ask("b1").kind, "wait");
    line.now += 1;
    strictEqual(line.ask("b1").kind, "granted");
  });

  await t.step("does not wait for a ticket that nobody asks about any more", () => {
    const line = new Line();
    line.ask("a1");
    line.ask("gone1");
    line.now += 1;
    line.ask("b1");
    line.finish("a1");
    line.now += SPACING;
    strictEqual(line.ask("b1").kind, "wait");
    line.now += 10_000;
    strictEqual(line.ask("b1").kind, "granted");
  });

  await t.step("serves the lower lane first", () => {
    const order = lined([...tickets("watch", 2, 2), ...tickets("bulk", 2, 1), ...tickets("person", 2, 0)]);
    deepStrictEqual(order, ["person1", "person2", "bulk1", "bulk2", "watch1", "watch2"]);
  });

  await t.step("gives tenants of one lane one turn each", () => {
    const order = lined([...tickets("big", 5, 1), ...tickets("small", 2, 1), ...tickets("third", 1, 1)]);
    deepStrictEqual(order, ["big1", "small1", "third1", "big2", "small2", "big3", "big4", "big5"]);
  });

  await t.step("lets a newcomer in before the next turn of who was served", () => {
    const line = new Line();
    strictEqual(line.ask("big1").kind, "granted");
    for (const { ticket } of tickets("big", 4).slice(1)) line.ask(ticket);
    line.ask("new1");
    line.finish("big1");
    line.now += SPACING;
    strictEqual(line.ask("big2").kind, "wait");
    strictEqual(line.ask("new1").kind, "granted");
  });

  await t.step("tickets that gave up cost their tenant nothing", () => {
    const line = new Line();
    line.ask("other1");
    for (const { ticket } of tickets("big", 20)) line.ask(ticket);
    line.now += 20_000;
    line.finish("other1");
    strictEqual(line.ask("other2").kind, "granted");
    line.ask("other3");
    line.ask("big21");
    line.now += SPACING;
    line.finish("other2");
    strictEqual(line.ask("big21").kind, "granted");
  });

  await t.step("moves a ticket up when somebody in a hurry joins", () => {
    const line = new Line();
    line.ask("a1");
    line.ask("b1", { lane: 1 });
    line.ask("c1", { lane: 2 });
    line.ask("c1", { lane: 0 });
    line.finish("a1");
    line.now += SPACING;
    strictEqual(line.ask("b1", { lane: 1 }).kind, "wait");
    strictEqual(line.ask("c1", { lane: 0 }).kind, "granted");
  });

  await t.step("stays small however many wait", () => {
    const line = new Line();
    for (let at = 0; at < 700; at++) line.ask(`tenant${at}x1`, { lane: 2 });
    ok((line.state?.tickets.length ?? 0) <= 500);
    strictEqual(line.ask("person1").kind, "wait");
    strictEqual(line.state?.tickets[0]?.id, "person1");
  });

  await t.step("remembers no tenant for ever", () => {
    const line = new Line();
    for (let at = 0; at < 50; at++) {
      strictEqual(line.ask(`tenant-${at}-x1`).kind, "granted");
      line.finish(`tenant-${at}-x1`);
      line.now += SPACING;
    }
    strictEqual(Object.keys(line.state?.turns[0].served ?? {}).length, 1);
  });
});

Deno.test("requestTurn and the limits", async (t) => {
  await t.step("stops machines at nine tenths of the day's budget, people at its end", () => {
    const line = new Line({ ...SETTINGS, dailyBudget: 10 });
    strictEqual(line.serve(tickets("a", 9, 1)).length, 9);
    const midnight = Date.parse("2026-11-24T00:00:00-05:00");
    deepStrictEqual(line.ask("b1", { lane: 1 }), {
      kind: "refused",
      reason: "budget_exhausted",
      until: midnight,
    });
    strictEqual(line.ask("b2", { lane: 2 }).kind, "refused");
    strictEqual(line.ask("b3", { lane: 0 }).kind, "granted");
    line.finish("b3");
    strictEqual(line.ask("b4", { lane: 0 }).kind, "refused");
  });

  await t.step("begins the day's count anew at midnight of Bogota", () => {
    const line = new Line({ ...SETTINGS, dailyBudget: 1 });
    strictEqual(line.ask("a1").kind, "granted");
    line.finish("a1");
    line.now = Date.parse("2026-11-23T23:59:59-05:00");
    strictEqual(line.ask("a2").kind, "refused");
    line.now += 1_000;
    strictEqual(line.ask("a3").kind, "granted");
    strictEqual(line.state?.used, 1);
  });

  await t.step("binds machines to the window, and not a person who waits", () => {
    const line = new Line();
    line.now = Date.parse("2026-11-23T20:00:00-05:00");
    const until = Date.parse("2026-11-24T06:00:00-05:00");
    deepStrictEqual(line.ask("a1", { lane: 1 }), { kind: "refused", reason: "window_closed", until });
    deepStrictEqual(line.ask("a2", { lane: 2 }), { kind: "refused", reason: "window_closed", until });
    strictEqual(line.ask("a3", { lane: 0 }).kind, "granted");
  });

  await t.step("lets a lookup that has begun go on after the window and into the people's tenth", () => {
    const line = new Line({ ...SETTINGS, dailyBudget: 10 });
    line.serve(tickets("a", 9, 1));
    line.now = Date.parse("2026-11-23T20:00:00-05:00");
    strictEqual(line.ask("a10", { lane: 2, isContinuing: true }).kind, "granted");
    line.finish("a10");
    strictEqual(line.ask("a11", { lane: 2, isContinuing: true }).kind, "refused");
  });

  await t.step("refuses everybody while the breaker is open, then lets one probe", () => {
    const line = new Line({ ...SETTINGS, concurrency: 3 });
    line.state = noteOutcome(line.state, "portal_blocked", line.now);
    const until = line.now + 20 * 60_000;
    deepStrictEqual(line.ask("a1"), { kind: "refused", reason: "breaker_open", until });
    line.now = until;
    strictEqual(line.ask("a1").kind, "granted");
    line.now += SPACING;
    const second = line.ask("b1");
    strictEqual(second.kind === "wait" && second.reason, "breaker");
    line.finish("a1");
    strictEqual(line.ask("b1").kind, "granted");
  });

  await t.step("a probe whose instance died gives way to another", () => {
    const line = new Line();
    line.state = noteOutcome(line.state, "portal_blocked", line.now);
    line.now += 20 * 60_000;
    strictEqual(line.ask("a1").kind, "granted");
    line.now += SETTINGS.leaseMs;
    strictEqual(line.ask("b1").kind, "granted");
  });
});

Deno.test("requestTurn under any course of events", () => {
  const event = fc.record({
    actor: fc.nat(7),
    lane: fc.constantFrom<Lane>(0, 1, 2),
    act: fc.constantFrom("ask", "ask", "ask", "finish", "die"),
    passes: fc.nat(4_000),
  });
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 300 }),
      fc.integer({ min: 1, max: 3 }),
      (events, concurrency) => {
        const settings = { ...SETTINGS, concurrency, window: parseWindow("always") };
        const line = new Line(settings);
        const inFlight = new Map<string, number>();
        let [lastGrant, serial] = [-Infinity, 0];
        for (const { actor, lane, act, passes } of events) {
          line.now += passes;
          for (const [ticket, until] of inFlight) if (until <= line.now) inFlight.delete(ticket);
          const [oldest] = inFlight.keys();
          if (act === "finish" && oldest !== undefined) {
            line.finish(oldest);
            inFlight.delete(oldest);
          }
          if (act !== "ask") continue;
          const ticket = `tenant${actor}x${serial}`;
          if (line.ask(ticket, { lane }).kind !== "granted") continue;
          serial++;
          inFlight.set(ticket, line.now + settings.leaseMs);
          ok(inFlight.size <= concurrency, `${inFlight.size} in flight`);
          ok(line.now - lastGrant >= SPACING, `only ${line.now - lastGrant} ms between two turns`);
          lastGrant = line.now;
        }
        strictEqual(line.state?.used ?? 0, serial);
      },
    ),
  );
});

function paced(settings: Partial<PaceSettings> = {}) {
  const clock = fakeClock();
  const store = memoryStore(clock);
  const heard = ears();
  const deps = {
    source: "cpnu",
    state: store.state,
    clock,
    log: heard.log,
    metrics: heard.metrics,
    random: () => 0,
  };
  const pace = new Pace(deps, { ...SETTINGS, ...settings });
  const request = (changes: Partial<TurnRequest> = {}): TurnRequest => ({
    lane: () => 0,
    tenant: "acme",
    isContinuing: false,
    signal: new AbortController().signal,
    onWait: () => {},
    ...changes,
  });
  return { clock, store, heard, pace, request };
}

Deno.test("Pace", async (t) => {
  await t.step("spaces turns by sleeping, and says that it waits", async () => {
    const { pace, clock, request } = paced();
    const started: number[] = [];
    const waits: number[] = [];
    for (let call = 0; call < 3; call++) {
      const turn = await pace.turn(request({ onWait: ({ expectedMs }) => void waits.push(expectedMs) }));
      started.push(clock.now() - MONDAY_MORNING);
      if (turn.isGranted) await turn.finish("answered");
    }
    deepStrictEqual(started, [0, 5_000, 10_000]);
    deepStrictEqual(waits, [5_000, 5_000]);
  });

  await t.step("shows breaker, budget, window and line", async () => {
    const { pace, request, heard } = paced({ dailyBudget: 400 });
    const turn = await pace.turn(request());
    const during = await pace.health();
    deepStrictEqual(during.pace, {
      perMinute: 12,
      concurrency: 1,
      inFlight: 1,
      waiting: 0,
      nextAt: MONDAY_MORNING + SPACING,
    });
    deepStrictEqual(during.budget, { day: "2026-11-23", used: 1, limit: 400 });
    deepStrictEqual(during.window, { expression: "Mon-Fri 06:00-20:00", isOpen: true, opensAt: null });

    const until = turn.isGranted ? await turn.finish("portal_blocked") : null;
    const after = await pace.health();
    strictEqual(until, MONDAY_MORNING + 20 * 60_000);
    deepStrictEqual(after.breaker, { state: "open", reason: "portal_blocked", until, trips: 1 });
    deepStrictEqual(after.lastFailure, { at: MONDAY_MORNING, reason: "portal_blocked" });
    strictEqual(heard.gauges.get("portal_breaker_open{source=cpnu}"), 1);
    strictEqual(heard.gauges.get("portal_day_calls{source=cpnu}"), 1);
    strictEqual(heard.gauges.get("portal_day_budget{source=cpnu}"), 400);
    deepStrictEqual(heard.lines, ["warn: Portal breaker is open"]);
    deepStrictEqual(await pace.turn(request()), { isGranted: false, reason: "breaker_open", until });
  });

  await t.step("lets nobody ask without the shared state", async () => {
    const { pace, request, store } = paced();
    store.isDown = true;
    deepStrictEqual(await pace.turn(request()), {
      isGranted: false,
      reason: "pace_unavailable",
      until: null,
    });
    await rejects(() => pace.health(), { name: "StoreUnavailable" });
  });

  await t.step("does not fail where a turn cannot be given back", async () => {
    const { pace, request, store, clock } = paced();
    const turn = await pace.turn(request());
    store.isDown = true;
    strictEqual(turn.isGranted && await turn.finish("answered"), null);
    store.isDown = false;
    clock.advance(SETTINGS.leaseMs);
    strictEqual((await pace.turn(request())).isGranted, true);
  });

  await t.step("takes its ticket out of the line when the asker leaves", async () => {
    const { pace, request } = paced();
    await pace.turn(request());
    const leaving = new AbortController();
    const onWait = () => leaving.abort(new Error("left"));
    await rejects(pace.turn(request({ signal: leaving.signal, onWait })), { message: "left" });
    strictEqual((await pace.health()).pace.waiting, 0);
  });

  await t.step("is one budget for all instances", async () => {
    const { pace, store, clock, heard, request } = paced();
    const other = new Pace(
      { source: "cpnu", state: store.state, clock, ...heard, random: () => 0 },
      SETTINGS,
    );
    const first = await pace.turn(request());
    if (first.isGranted) await first.finish("answered");
    await other.turn(request({ tenant: "beta" }));
    strictEqual(clock.now() - MONDAY_MORNING, SPACING);
  });
});
