import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { LookupResult } from "#domain/portals/portal.ts";
import { fakeClock } from "./_memory.ts";
import {
  actuaciones,
  type Answer,
  connect,
  irregular,
  json,
  RADICADO,
  ScriptedPortal,
  sujetos,
} from "./_scripted_portal.ts";

const HTML = "<html><head><title>403 Forbidden</title></head></html>";
const html = (status: number) => new Response(HTML, { status, headers: { "content-type": "text/html" } });

function portalWithCase(): ScriptedPortal {
  const portal = new ScriptedPortal();
  portal.cases.set(RADICADO, [{ idProceso: 987_654_323, actuaciones: actuaciones(2), sujetos: sujetos(2) }]);
  return portal;
}

function said(result: LookupResult): string {
  return "reason" in result ? `${result.outcome} ${result.reason}` : result.outcome;
}

type Call = "NumeroRadicacion" | "Detalle" | "Actuaciones" | "Sujetos";

interface Irregularity {
  what: string;
  at: Call;
  answer: () => Answer;
  says: string;
}

const PROBLEM_DETAILS = {
  type: "https://tools.ietf.org/html/rfc7231#section-6.5.1",
  title: "One or more validation errors occurred.",
  status: 400,
  traceId: "00-0",
  errors: { IdProceso: ["The value 'x' is not valid."] },
};

/** portal.md 1.4, row by row, and what else an answer can be. */
const TABLE: Irregularity[] = [
  {
    what: "a radicado without 23 digits",
    at: "NumeroRadicacion",
    answer: () => irregular(404, 'El parametro "NumeroRadicacion" ha de contener 23 digitos.'),
    says: "unverified portal_garbled",
  },
  {
    what: "a detail that is missing although the search named it",
    at: "Detalle",
    answer: () => irregular(404, "No se encontro detalle para el IdProceso: 987654323"),
    says: "unverified portal_garbled",
  },
  {
    what: "no actuaciones",
    at: "Actuaciones",
    answer: () => irregular(404, "No se encontraron Actuaciones para el Proceso: 987654323"),
    says: "found",
  },
  {
    what: "sujetos of an id that it does not know",
    at: "Sujetos",
    answer: () => irregular(500, "Object reference not set to an instance of an object."),
    says: "unavailable portal_error",
  },
  ...(["Detalle", "Actuaciones", "Sujetos"] as const).map((at): Irregularity => ({
    what: `a proceso that is private only to ${at}`,
    at,
    answer: () => irregular(404, "No se puede ver el detalle de un proceso privado"),
    says: "private",
  })),
  {
    what: "no documents, where none were asked for",
    at: "NumeroRadicacion",
    answer: () => irregular(404, "No se encontraron documentos para el IdProceso: 987654323"),
    says: "unverified portal_garbled",
  },
  {
    what: "too many hits",
    at: "NumeroRadicacion",
    answer: () => irregular(400, "Hay más de mil registros con los criterios especificados. Por favor…"),
    says: "unverified portal_garbled",
  },
  {
    what: "an id that is no number",
    at: "Detalle",
    answer: () => json(PROBLEM_DETAILS, 400),
    says: "unverified portal_garbled",
  },
  {
    what: "an id beyond its integers",
    at: "Detalle",
    answer: () => irregular(404, "Error converting data type numeric to int."),
    says: "unverified portal_garbled",
  },
  {
    what: "a page out of range, twice",
    at: "Actuaciones",
    answer: () => irregular(500, "Index was out of range. Must be non-negative and less than the size."),
    says: "unverified portal_garbled",
  },
  ...(["NumeroRadicacion", "Detalle", "Actuaciones", "Sujetos"] as const).flatMap((at): Irregularity[] => [
    {
      what: `its database down, said by 404 to ${at}`,
      at,
      answer: () =>
        irregular(404, "Connection Timeout Expired.  The timeout period elapsed while attempting…"),
      says: "unavailable portal_database_down",
    },
    { what: `the firewall's page to ${at}`, at, answer: () => html(403), says: "unverified portal_blocked" },
    {
      what: `a cloud address refused to ${at}`,
      at,
      answer: () => html(406),
      says: "unverified portal_blocked",
    },
    { what: `503 to ${at}`, at, answer: () => html(503), says: "unavailable portal_error" },
    {
      what: `a page of HTML with 200 to ${at}`,
      at,
      answer: () => html(200),
      says: "unverified portal_garbled",
    },
    {
      what: `JSON of another shape to ${at}`,
      at,
      answer: () => json({ a: 1 }),
      says: "unverified portal_garbled",
    },
    { what: `an array to ${at}`, at, answer: () => json([]), says: "unverified portal_garbled" },
    {
      what: `a connection refused at ${at}`,
      at,
      answer: () => {
        throw new TypeError("error sending request for url (https://tls.test/): client error (Connect)", {
          cause: new Error("tcp connect error: Connection refused (os error 111)"),
        });
      },
      says: "unavailable portal_unreachable",
    },
    {
      what: `a connection that nobody answers at ${at}`,
      at,
      answer: () => {
        throw new TypeError("error sending request: tcp connect error: Connection timed out (os error 110)");
      },
      says: "unavailable portal_timeout",
    },
    {
      what: `a certificate of nobody it trusts at ${at}`,
      at,
      answer: () => {
        throw new TypeError("error sending request: invalid peer certificate: UnknownIssuer");
      },
      says: "unavailable portal_tls",
    },
  ]),
  { what: "429", at: "NumeroRadicacion", answer: () => html(429), says: "unverified portal_blocked" },
  { what: "a redirect", at: "NumeroRadicacion", answer: () => html(302), says: "unverified portal_garbled" },
  {
    what: "a 404 that says nothing known",
    at: "NumeroRadicacion",
    answer: () => irregular(404, "Recurso movido"),
    says: "unverified portal_garbled",
  },
  {
    what: "an error inside a 200",
    at: "NumeroRadicacion",
    answer: () => json({ StatusCode: 404, Message: "Connection Timeout Expired." }),
    says: "unavailable portal_database_down",
  },
  {
    what: "nothing at all",
    at: "NumeroRadicacion",
    answer: () => new Response(null, { status: 204 }),
    says: "unverified portal_garbled",
  },
  {
    what: "bytes that are not UTF-8",
    at: "NumeroRadicacion",
    answer: () => new Response(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
    says: "unverified portal_garbled",
  },
  {
    what: "a body without end",
    at: "NumeroRadicacion",
    answer: () => new Response(endless()),
    says: "unverified portal_garbled",
  },
  {
    what: "a body that breaks off",
    at: "NumeroRadicacion",
    answer: () => new Response(broken()),
    says: "unavailable portal_unreachable",
  },
];

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(256 * 1024).fill(32)),
  });
}

function broken(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"procesos":['));
      controller.error(new TypeError("error reading a body from connection"));
    },
  });
}

Deno.test("lookup maps every irregular answer", async (t) => {
  for (const { what, at, answer, says } of TABLE) {
    await t.step(`${what}: ${says}`, async () => {
      const portal = portalWithCase();
      portal.intercept = (address) => address.includes(`/${at}`) ? answer() : undefined;
      const result = await connect(portal.fetch).lookup(RADICADO);
      strictEqual(said(result), says);
      if (result.evidence !== null) match(result.evidence, /^[0-9a-f]{64}$/);
      strictEqual(result.portalCalls, portal.asked.length);
      strictEqual("procesos" in result, says === "found" || says === "private", "never a result in part");
    });
  }
});

Deno.test("lookup and the breaker", async (t) => {
  await t.step("asks no more after a block, and says until when", async () => {
    const portal = portalWithCase();
    portal.intercept = () => html(403);
    const { lookup, portal: cpnu, counts } = connect(portal.fetch);
    const blocked = await lookup(RADICADO);
    const refused = await lookup(RADICADO);
    const { breaker } = await cpnu.health();
    deepStrictEqual([said(blocked), said(refused)], [
      "unverified portal_blocked",
      "unavailable breaker_open",
    ]);
    strictEqual("retryAt" in blocked && blocked.retryAt, breaker.until);
    strictEqual("retryAt" in refused && refused.retryAt, breaker.until);
    deepStrictEqual([breaker.state, breaker.reason, breaker.trips], ["open", "portal_blocked", 1]);
    strictEqual(portal.asked.length, 1);
    strictEqual(counts.get("portal_requests_total{source=cpnu,outcome=portal_blocked}"), 1);
  });

  await t.step("opens at the fifth failure in a row, and closes with the first good answer", async () => {
    const portal = portalWithCase();
    let isDown = true;
    portal.intercept = () => isDown ? irregular(404, "Connection Timeout Expired.") : undefined;
    const clock = fakeClock();
    const { lookup, portal: cpnu } = connect(portal.fetch, { clock });
    const heard: string[] = [];
    for (let at = 0; at < 6; at++) heard.push(said(await lookup(RADICADO)));
    deepStrictEqual(heard, [
      ...Array(5).fill("unavailable portal_database_down"),
      "unavailable breaker_open",
    ]);
    isDown = false;
    clock.advance(60_000);
    strictEqual((await cpnu.health()).breaker.state, "half_open");
    strictEqual(said(await lookup(RADICADO)), "found");
    strictEqual((await cpnu.health()).breaker.state, "closed");
  });

  await t.step("a time-out is real time, and covers the body too", async () => {
    const portal = portalWithCase();
    portal.intercept = (_, signal) => new Response(silentBody(signal));
    const { lookup } = connect(portal.fetch, { settings: { timeoutMs: 30 } });
    strictEqual(said(await lookup(RADICADO)), "unavailable portal_timeout");
  });
});

function silentBody(signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => signal.addEventListener("abort", () => controller.error(signal.reason)),
  });
}

Deno.test("lookup and LEXIA's own limits", async (t) => {
  const portal = portalWithCase();

  await t.step("says when the window opens, except to a person", async () => {
    const { lookup } = connect(portal.fetch, { settings: { window: "Mon 20:00-21:00" } });
    const refused = await lookup(RADICADO, { lane: 2 });
    strictEqual(said(refused), "unavailable window_closed");
    strictEqual("retryAt" in refused && refused.retryAt, Date.parse("2026-11-23T20:00:00-05:00"));
    strictEqual(said(await lookup(RADICADO, { lane: 0 })), "found");
  });

  await t.step("says when the day's budget is used up", async () => {
    const { lookup } = connect(portal.fetch, { settings: { dailyBudget: 4, cacheSeconds: 0 } });
    strictEqual(said(await lookup(RADICADO)), "found");
    const refused = await lookup(RADICADO);
    strictEqual(said(refused), "unavailable budget_exhausted");
    strictEqual("retryAt" in refused && refused.retryAt, Date.parse("2026-11-24T00:00:00-05:00"));
  });

  await t.step("does not ask without the shared pace", async () => {
    const before = portal.asked.length;
    const { lookup, store } = connect(portal.fetch);
    store.isDown = true;
    strictEqual(said(await lookup(RADICADO)), "unavailable pace_unavailable");
    strictEqual(portal.asked.length, before);
  });
});
