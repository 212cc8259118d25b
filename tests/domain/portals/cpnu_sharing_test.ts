import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { LookupProgress, LookupResult } from "#domain/portals/portal.ts";
import { fakeClock, memoryStore, realClock } from "./_memory.ts";
import { actuaciones, connect, RADICADO, ScriptedPortal, stages, sujetos } from "./_scripted_portal.ts";

function portalWithCase(): ScriptedPortal {
  const portal = new ScriptedPortal();
  portal.cases.set(RADICADO, [{ idProceso: 987_654_323, actuaciones: actuaciones(60), sujetos: sujetos(2) }]);
  return portal;
}

/** Search, detail, two pages of actuaciones, sujetos. */
const CALLS = 5;

function procesos(result: LookupResult) {
  return "procesos" in result ? result.procesos : undefined;
}

/** Holds the portal's first answer back until it is let go. */
function gate(portal: ScriptedPortal): { reached: Promise<void>; open(): void } {
  const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  portal.intercept = async (_, signal) => {
    reached.resolve();
    const aborted = new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason), { once: true })
    );
    await Promise.race([opened.promise, aborted]);
    return undefined;
  };
  return { reached: reached.promise, open: () => opened.resolve() };
}

Deno.test("lookups in one process", async (t) => {
  await t.step("of two tenants at the same time cost one", async () => {
    const portal = portalWithCase();
    const { lookup, counts } = connect(portal.fetch, { clock: realClock });
    const followed: LookupProgress[] = [];
    const [acme, beta] = await Promise.all([
      lookup(RADICADO, { tenant: "acme" }),
      lookup(RADICADO, { tenant: "beta", onProgress: (step) => void followed.push(step) }),
    ]);
    deepStrictEqual([acme.portalCalls, beta.portalCalls, portal.asked.length], [CALLS, 0, CALLS]);
    deepStrictEqual(procesos(beta), procesos(acme));
    strictEqual(beta.evidence, acme.evidence);
    strictEqual(counts.get("portal_cache_hits_total{source=cpnu}"), 1);
    ok(stages(followed).includes("reading_actuaciones 1/1 page 2/2"), "the follower sees how far it is");
  });

  await t.step("one after the other share the answer for a while", async () => {
    const portal = portalWithCase();
    const { lookup } = connect(portal.fetch);
    const first = await lookup(RADICADO);
    const second = await lookup(RADICADO, { tenant: "beta" });
    deepStrictEqual([second.portalCalls, portal.asked.length], [0, CALLS]);
    deepStrictEqual(second, { ...first, portalCalls: 0 }, "ids of 64 bits survive the memory");
  });

  await t.step("ask anew once the memory has faded", async () => {
    const portal = portalWithCase();
    const clock = fakeClock();
    const { lookup } = connect(portal.fetch, { clock });
    await lookup(RADICADO);
    clock.advance(121_000);
    strictEqual((await lookup(RADICADO)).portalCalls, CALLS);
  });

  await t.step("ask each time where nothing is to be shared", async () => {
    const portal = portalWithCase();
    const { lookup } = connect(portal.fetch, { settings: { cacheSeconds: 0 } });
    await lookup(RADICADO);
    strictEqual((await lookup(RADICADO)).portalCalls, CALLS);
  });

  await t.step("a failure is told to those who waited, and not remembered", async () => {
    const portal = portalWithCase();
    const { open, reached } = gate(portal);
    const { lookup } = connect(portal.fetch, { clock: realClock });
    const both = [lookup(RADICADO), lookup(RADICADO, { tenant: "beta" })];
    await reached;
    portal.intercept = () => new Response("{}", { status: 503 });
    open();
    deepStrictEqual((await Promise.all(both)).map(({ outcome }) => outcome), ["unavailable", "unavailable"]);
    portal.intercept = () => undefined;
    strictEqual((await lookup(RADICADO)).outcome, "found");
  });

  await t.step("the one who leaves does not take the others along", async () => {
    const portal = portalWithCase();
    const { open, reached } = gate(portal);
    const { lookup } = connect(portal.fetch, { clock: realClock });
    const leaving = new AbortController();
    const first = lookup(RADICADO, { signal: leaving.signal });
    const second = lookup(RADICADO, { tenant: "beta" });
    await reached;
    leaving.abort(new Error("left"));
    await rejects(first, { message: "left" });
    open();
    deepStrictEqual([(await second).outcome, portal.asked.length], ["found", CALLS]);
  });

  await t.step("the call ends when nobody waits any more, and the next asker begins anew", async () => {
    const portal = portalWithCase();
    const { reached } = gate(portal);
    const { lookup } = connect(portal.fetch, { clock: realClock });
    const leaving = new AbortController();
    const all = [1, 2].map((at) => lookup(RADICADO, { tenant: `tenant${at}`, signal: leaving.signal }));
    await reached;
    leaving.abort(new Error("left"));
    for (const one of await Promise.allSettled(all)) strictEqual(one.status, "rejected");
    portal.intercept = () => undefined;
    strictEqual((await lookup(RADICADO)).outcome, "found");
  });

  await t.step("known and unknown askers of one empty answer are told apart", async () => {
    const portal = new ScriptedPortal();
    portal.cases.set(RADICADO, [{ idProceso: 11, actuaciones: actuaciones(1) }]);
    const { lookup } = connect(portal.fetch, { clock: realClock, settings: { canaryRadicado: RADICADO } });
    const missing = RADICADO.replace(/00$/, "01");
    const [fresh, known] = await Promise.all([lookup(missing), lookup(missing, { isKnown: true })]);
    deepStrictEqual([fresh.outcome, known.outcome, portal.asked.length], ["not_found", "unverified", 3]);
  });
});

Deno.test("lookups of two instances", async (t) => {
  const instances = (portal: ScriptedPortal) => {
    const store = memoryStore(realClock);
    const options = { clock: realClock, store };
    return { first: connect(portal.fetch, options), second: connect(portal.fetch, options) };
  };

  await t.step("at the same time cost one", async () => {
    const portal = portalWithCase();
    const { first, second } = instances(portal);
    const results = await Promise.all([first.lookup(RADICADO), second.lookup(RADICADO, { tenant: "beta" })]);
    strictEqual(portal.asked.length, CALLS);
    deepStrictEqual(results.map(({ portalCalls }) => portalCalls).toSorted(), [0, CALLS]);
    deepStrictEqual(...results.map(procesos) as [unknown, unknown]);
  });

  await t.step("the one who waits takes over where the other fails", async () => {
    const portal = portalWithCase();
    const { open, reached } = gate(portal);
    const { first, second } = instances(portal);
    const leaving = new AbortController();
    const failing = first.lookup(RADICADO, { signal: leaving.signal });
    await reached;
    const waiting = second.lookup(RADICADO, { tenant: "beta" });
    leaving.abort(new Error("killed"));
    await rejects(failing, { message: "killed" });
    open();
    strictEqual((await waiting).outcome, "found");
  });

  await t.step("never have more in flight than both may", async () => {
    const portal = portalWithCase();
    const radicados = Array.from({ length: 6 }, (_, at) => RADICADO.replace(/99999/, `1000${at}`));
    for (const [at, radicado] of radicados.entries()) {
      portal.cases.set(radicado, [{ idProceso: 100 + at, actuaciones: actuaciones(1, radicado) }]);
    }
    portal.intercept = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 2));
    const { first, second } = instances(portal);
    const all = radicados.map((radicado, at) =>
      (at % 2 ? first : second).lookup(radicado, { tenant: `t${at}` })
    );
    for (const { outcome } of await Promise.all(all)) strictEqual(outcome, "found");
    strictEqual(portal.maxInFlight, 1);
  });
});
