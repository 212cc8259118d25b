/** Faults of the portal simulator, over TLS too. */
import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { first, get, NAME, NUMBER, SMALL, until } from "./_asking.ts";
import { type Fault, type FaultOptions, type PortalSimulator, startPortalSimulator } from "./simulator.ts";
import { selfSignedCertificate, TEST_ONLY_CA, testCaCertificate } from "./tls_fixture.ts";

Deno.test("The portal simulator's faults", async (t) => {
  let now = 0;
  await using portal = await startPortalSimulator({ ...SMALL, now: () => now });
  const [radicado, other] = [first(portal.radicados.gapped), first(portal.radicados.multiple)];
  const search = (numero = radicado) => get(portal, NUMBER, { numero });
  const right = await search();

  const ANSWERS: [fault: Fault, status: number, type: RegExp, text: RegExp][] = [
    ["block", 403, /^text\/html/, /^<html>[^]*403 Forbidden/],
    ["not_acceptable", 406, /^text\/html/, /^$/],
    [
      "database_down",
      404,
      /^application\/json/,
      /^\{"StatusCode":404,"Message":"Connection Timeout Expired\. /,
    ],
    [
      "server_error",
      500,
      /^application\/json/,
      /"Message":"Object reference not set to an instance of an object\."/,
    ],
    ["silent", 200, /^application\/json/, /"procesos":\[\].*"cantidadRegistros":0/],
  ];
  for (const [fault, status, type, text] of ANSWERS) {
    await t.step(`${fault}: ${status}, until it is switched off`, async () => {
      portal.setFault(fault);
      for (const answer of [await search(), await search(other)]) {
        strictEqual(answer.status, status);
        match(answer.headers.get("content-type") ?? "", type);
        match(answer.text, text);
      }
      portal.setFault("none");
      deepStrictEqual((await search()).body, right.body);
    });
  }

  const GARBAGE: [variant: NonNullable<FaultOptions["variant"]>, check: (text: string) => void][] = [
    ["text", (text) => throws(() => JSON.parse(text))],
    ["truncated", (text) => {
      ok(right.text.startsWith(text) && text.length > 100);
      throws(() => JSON.parse(text));
    }],
    ["empty", (text) => strictEqual(text, "")],
    ["other_shape", (text) => strictEqual(JSON.parse(text).procesos, undefined)],
    ["wrong_types", (text) => ok(Array.isArray(JSON.parse(text).procesos[0].idProceso))],
  ];
  for (const [variant, check] of GARBAGE) {
    await t.step(`garbage: 200 and ${variant}`, async () => {
      portal.setFault("garbage", { variant });
      const { status, text } = await search();
      strictEqual(status, 200);
      check(text);
    });
  }

  await t.step("silent_for: empty for the named radicados only", async () => {
    portal.setFault("silent_for", { radicados: [radicado] });
    strictEqual((await search()).body.procesos.length, 0);
    strictEqual((await search(other)).body.procesos.length, 2);
    throws(() => portal.setFault("silent_for"), TypeError);
  });
  await t.step("silent: leaves what is not a search alone", async () => {
    portal.setFault("silent");
    const { idProceso } = right.body.procesos[0];
    strictEqual((await get(portal, `/Proceso/Detalle/${idProceso}`)).status, 200);
    strictEqual((await get(portal, NAME, { nombre: "inventado" })).body.procesos.length, 0);
  });
  await t.step("hits only the kinds asked for, and only so many times", async () => {
    const { idProceso } = right.body.procesos[0];
    portal.setFault("server_error", { on: "actuaciones", times: 2 });
    const statuses = [await search()];
    for (let round = 0; round < 3; round++) {
      statuses.push(await get(portal, `/Proceso/Actuaciones/${idProceso}`));
    }
    deepStrictEqual(statuses.map(({ status }) => status), [200, 500, 500, 200]);
  });
  await t.step("block_after_burst: refuses for a while, then answers again", async () => {
    portal.setFault("block_after_burst", { burst: { requests: 3, windowMs: 1_000, blockMs: 5_000 } });
    const askAt = async (...times: number[]) => {
      const statuses = [];
      for (now of times) statuses.push((await search()).status);
      return statuses;
    };
    deepStrictEqual(await askAt(0, 500, 1_100, 1_200), [200, 200, 200, 200], "no four within a second");
    deepStrictEqual(
      await askAt(1_300, 1_400, 6_299),
      [403, 403, 403],
      "four within a second, and still blocked",
    );
    deepStrictEqual(await askAt(6_301, 7_400), [200, 200]);
  });
  await t.step("cut: breaks the connection in the middle of the body", async () => {
    portal.setFault("cut");
    const response = await fetch(`${portal.url}${NUMBER}?numero=${radicado}`);
    strictEqual(response.status, 200);
    await rejects(response.text(), TypeError);
    portal.setFault("none");
    deepStrictEqual((await search()).body, right.body);
  });
  await t.step("slow: answers rightly, late", async () => {
    portal.setFault("slow", { slowMs: 60 });
    const before = performance.now();
    deepStrictEqual((await search()).body, right.body);
    ok(performance.now() - before >= 55);
  });
  await t.step("slow: lets go when the client leaves", async () => {
    portal.setFault("slow", { on: "search" });
    portal.clearRequests();
    const leaving = new AbortController();
    const asked = fetch(`${portal.url}${NUMBER}?numero=${radicado}`, { signal: leaving.signal });
    await until(() => portal.requests.length === 1);
    leaving.abort();
    await rejects(asked, { name: "AbortError" });
    await until(() => {
      portal.clearRequests();
      return portal.maxInFlight === 0;
    });
  });
  await t.step("slow: ends at once when the simulator closes", async () => {
    const closing = await startPortalSimulator({ cases: 9 });
    closing.setFault("slow");
    const asked = fetch(closing.url + NUMBER).then((response) => response.text().then(() => response.status));
    await until(() => closing.requests.length === 1);
    const before = performance.now();
    await closing.close();
    ok(performance.now() - before < 5_000);
    strictEqual(await asked.catch(() => 503), 503);
    strictEqual(closing.requests[0]?.status, null);
    await closing.close();
  });
});

Deno.test("The portal simulator over TLS", async (t) => {
  const search = async (portal: PortalSimulator, caCerts: string[]) => {
    using client = Deno.createHttpClient({ caCerts });
    const response = await fetch(`${portal.url}${NUMBER}?numero=${first(portal.radicados.found)}`, {
      client,
    });
    return { status: response.status, text: await response.text() };
  };

  const isDistrust = ({ cause }: Error) => String(cause).includes("invalid peer certificate: UnknownIssuer");

  await t.step("is trusted with the configured CA, and only with it", async () => {
    await using portal = await startPortalSimulator({ cases: 9, tls: testCaCertificate() });
    match(portal.url, /^https:\/\/127\.0\.0\.1:\d+\/api\/v2$/);
    strictEqual((await search(portal, [TEST_ONLY_CA])).status, 200);
    await rejects(search(portal, []), isDistrust);
    strictEqual(portal.requests.length, 1);
  });
  await t.step("fails with a certificate that nobody vouches for", async () => {
    await using portal = await startPortalSimulator({ cases: 9, tls: selfSignedCertificate() });
    await rejects(search(portal, [TEST_ONLY_CA]), isDistrust);
    strictEqual(portal.requests.length, 0);
  });
  await t.step("can be cut there too", async () => {
    await using portal = await startPortalSimulator({ cases: 9, tls: testCaCertificate() });
    portal.setFault("cut");
    await rejects(search(portal, [TEST_ONLY_CA]), TypeError);
  });
});
