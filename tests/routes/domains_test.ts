import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DomainError } from "#domain/errors.ts";
import { isDomainName, parseDomain } from "#domain/custom_domains/domain_name.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { movableClock } from "#tests/support/stores.ts";

const PATH = "/api/v1/organization/domains";
const DOMAIN = "casos.acme-abogados.co";
const RECORD = `_lexia-challenge.${DOMAIN}`;
const DAY_MS = 86_400_000;

async function add(session: Session, domain: string) {
  const response = await session.post(PATH, { domain });
  const body = await response.json();
  strictEqual(response.status, 201, JSON.stringify(body));
  return body;
}

Deno.test("an organization's own domains", async (t) => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  await using other = await lexia.another();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const admin = await acme.session("org_admin");
  const rival = await beta.session("org_admin");
  const { dns } = lexia;
  const verify = (id: string, session = admin) => session.post(`${PATH}/${id}/verify`);
  const ask = (host: string, path = "/auth/me", at = lexia, token = admin.token) =>
    at.request(host, path, { headers: { authorization: `Bearer ${token}` } });

  const claimed = await add(admin, ` ${DOMAIN.toUpperCase()}. `);

  await t.step("are claimed with a record to set, and not served by that", async () => {
    deepStrictEqual([claimed.domain, claimed.record.type, claimed.record.name], [DOMAIN, "TXT", RECORD]);
    match(claimed.record.value, /^lexia-verify=[\w-]{32}$/);
    deepStrictEqual([claimed.verified_at, claimed.problem], [null, null]);
    await refused(await ask(DOMAIN), 400, "organization_not_found");
    await refused(await admin.post(PATH, { domain: DOMAIN }), 409, "domain_exists");
  });

  await t.step("are not served without the record, or with another one", async () => {
    const problem = await refused(await verify(claimed.id), 409, "domain_record_missing");
    deepStrictEqual(problem.record, claimed.record);
    dns.setText(RECORD, ["v=spf1 -all", `${claimed.record.value}x`]);
    await refused(await verify(claimed.id), 409, "domain_record_missing");
    const { items } = await (await admin.get(PATH)).json();
    deepStrictEqual([items[0].problem.code, items[0].verified_at], ["record_missing", null]);
  });

  await t.step("say so where no name server answers", async () => {
    dns.mood = "silent";
    await refused(await verify(claimed.id), 503, "dns_unavailable");
    dns.mood = "answers";
  });

  await t.step("are served once the record is there, in one piece or in several", async () => {
    const { value } = claimed.record;
    dns.setText(RECORD, ["v=spf1 -all", [value.slice(0, 20), value.slice(20)]]);
    const response = await verify(claimed.id);
    strictEqual(response.status, 200);
    const verified = await response.json();
    ok(verified.verified_at);
    strictEqual(verified.problem, null);
    const me = await (await ask(DOMAIN)).json();
    strictEqual(me.organization.id, acme.id);
    clock.advance(4_500);
    strictEqual((await ask(DOMAIN, "/auth/me", other)).status, 200);
  });

  await t.step("show the organization's pages, and take its tokens alone", async () => {
    const page = await lexia.request(DOMAIN, "/sign-in", { headers: { accept: "text/html" } });
    match(await page.text(), new RegExp(acme.record.name));
    await refused(await ask(DOMAIN, "/auth/me", lexia, rival.token), 401, "token_invalid");
    const onPort = await lexia.request(`${DOMAIN}:8443`, "/sign-in");
    strictEqual(onPort.status, 200);
    for (const host of [`${DOMAIN}.`, `www.${DOMAIN}`, `${DOMAIN}.evil.co`, "acme-abogados.co"]) {
      await refused(await ask(host), 400, "organization_not_found", host);
    }
  });

  await t.step("belong to one organization: another may claim the name, and not have it", async () => {
    const theirs = await add(rival, DOMAIN);
    dns.setText(RECORD, [claimed.record.value, theirs.record.value]);
    await refused(await verify(theirs.id, rival), 409, "domain_taken");
    strictEqual((await (await ask(DOMAIN)).json()).organization.id, acme.id);
    await refused(await verify(claimed.id, rival), 404, "domain_not_found");
    await refused(await rival.send("DELETE", `${PATH}/${claimed.id}`), 404, "domain_not_found");
    const { items } = await (await rival.get(PATH)).json();
    deepStrictEqual(items.map(({ id }: { id: string }) => id), [theirs.id]);
  });

  /** The tick, a day later for the domain's row. */
  async function checkAfter(days: number): Promise<void> {
    clock.advance(days * DAY_MS);
    await lexia.database.owner.batch([
      {
        text:
          "update custom_domains set last_checked_at = now() - interval '25 hours' where verified_at is not null",
      },
      { text: "delete from jobs where status = 'done'" },
    ]);
    await lexia.core.jobs.tick();
    await lexia.work();
  }
  async function stateOf(id: string) {
    const text = "select verified_at is not null, last_error from custom_domains where id = $1";
    return (await lexia.database.owner.batch([{ text, values: [id] }]))[0]?.rows[0];
  }

  await t.step("are looked at each day, and stay while the record is there", async () => {
    const before = dns.asked;
    await checkAfter(1);
    deepStrictEqual(await stateOf(claimed.id), [true, null]);
    ok(dns.asked > before);
    await lexia.core.jobs.tick();
    strictEqual(await lexia.work(), 0);
  });

  await t.step("stay while no name server answers, however long", async () => {
    dns.mood = "silent";
    await checkAfter(10);
    dns.mood = "answers";
    deepStrictEqual(await stateOf(claimed.id), [true, null]);
    await lexia.database.owner.batch([{ text: "delete from jobs where task = 'domain.check'" }]);
  });

  await t.step("stay for six days without the record, and forget about it when it is back", async () => {
    dns.removeText(RECORD);
    await checkAfter(1);
    await checkAfter(6);
    const [isServed, problem] = await stateOf(claimed.id) ?? [];
    strictEqual(isServed, true);
    match(String(problem), /^record_missing /);
    dns.setText(RECORD, [claimed.record.value]);
    await checkAfter(1);
    deepStrictEqual(await stateOf(claimed.id), [true, null]);
  });

  await t.step("are served no more after seven, which is on record and told to administrators", async () => {
    dns.removeText(RECORD);
    await checkAfter(1);
    await checkAfter(7);
    strictEqual((await stateOf(claimed.id))?.[0], false);
    clock.advance(5_000);
    await refused(await ask(DOMAIN), 400, "organization_not_found");
    const fresh = await acme.session("org_admin");
    const { items } = await (await fresh.get("/api/v1/audit?action=domain.unverify")).json();
    deepStrictEqual([items[0].actor.kind, items[0].target_id, items[0].data.domain], [
      "system",
      claimed.id,
      DOMAIN,
    ]);
    await lexia.work();
    const mails = lexia.mails.filter(({ subject }) => subject.includes(DOMAIN));
    ok(mails.some(({ to }) => to.address === admin.actor.email));
    ok(mails.every(({ text }) => text.includes(claimed.record.value)));
  });

  await t.step("can be given up", async () => {
    const fresh = await acme.session("org_admin");
    dns.setText(RECORD, [claimed.record.value]);
    strictEqual((await verify(claimed.id, fresh)).status, 200);
    strictEqual((await ask(DOMAIN, "/auth/me", lexia, fresh.token)).status, 200);
    strictEqual((await fresh.send("DELETE", `${PATH}/${claimed.id}`)).status, 204);
    await refused(await ask(DOMAIN, "/auth/me", lexia, fresh.token), 400, "organization_not_found");
    await refused(await verify(claimed.id, fresh), 404, "domain_not_found");
  });

  await t.step("are not more than twenty", async () => {
    const fresh = await beta.session("org_admin");
    for (let i = 1; i < 20; i++) await add(fresh, `d${i}.beta-abogados.co`);
    await refused(await fresh.post(PATH, { domain: "d20.beta-abogados.co" }), 409, "domain_limit");
  });
});

Deno.test("parseDomain", async (t) => {
  const own = { baseDomain: "lexia.co", hosts: ["api.lexia-host.co"] };
  const GOOD: [typed: string, domain: string][] = [
    ["casos.acme.co", "casos.acme.co"],
    [" Casos.ACME.co. ", "casos.acme.co"],
    ["años.acme.co", "xn--aos-7ma.acme.co"],
    ["xn--aos-7ma.acme.co", "xn--aos-7ma.acme.co"],
    ["lexia.co.acme.co", "lexia.co.acme.co"],
    ["notlexia.co", "notlexia.co"],
    ["casos.bufete.internal", "casos.bufete.internal"],
  ];
  for (const [typed, domain] of GOOD) {
    await t.step(`takes "${typed}"`, () => strictEqual(parseDomain(typed, own), domain));
  }
  const BAD = [
    "",
    "acme",
    "192.0.2.7",
    "[2001:db8::1]",
    "2001:db8::1",
    "127.1",
    "0x7f.0.0.1",
    "https://casos.acme.co",
    "casos.acme.co/x",
    "casos.acme.co:443",
    "user@acme.co",
    "*.acme.co",
    "_x.acme.co",
    "-a.acme.co",
    "a..co",
    "a b.co",
    "casos.acme.co\0",
    `${"a".repeat(64)}.co`,
    `${"a.".repeat(120)}co`,
    "lexia.co",
    "LEXIA.CO",
    "ｌｅｘｉａ.co",
    "acme.lexia.co",
    "api.lexia-host.co",
    "localhost",
    "a.localhost",
    "a.local",
    "a.test",
    "a.onion",
    "1.0.0.127.in-addr.arpa",
  ];
  for (const typed of BAD) {
    await t.step(`refuses ${JSON.stringify(typed.slice(0, 40))}`, () => {
      let code = "";
      try {
        parseDomain(typed, own);
      } catch (error) {
        if (error instanceof DomainError) code = error.code;
      }
      strictEqual(code, "request_invalid");
    });
  }

  await t.step("knows what may be looked up", () => {
    for (const host of ["a.co", "xn--aos-7ma.co"]) ok(isDomainName(host), host);
    for (const host of ["a", "a.co.", "A.co", "[::1]", "127.0.0.1", "a_b.co", ""]) {
      ok(!isDomainName(host), host);
    }
  });
});
