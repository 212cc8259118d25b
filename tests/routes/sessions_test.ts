import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { deviceOf } from "#domain/identity/device.ts";
import { Lexia, PASSWORD, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { shiftedClock } from "#tests/support/shifted_clock.ts";

const PATH = "/auth/sessions";
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

async function rows(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  return (await lexia.database.owner.batch([{ text, values }]))[0]?.rows ?? [];
}

/** Another sign-in of the same person: its access token. */
async function signInAgain(lexia: Lexia, { host, actor }: Session): Promise<string> {
  const answer = await lexia.request(host, "/auth/login", {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": FIREFOX },
    body: JSON.stringify({ email: actor.email, password: PASSWORD }),
    address: "198.51.100.7",
  });
  strictEqual(answer.status, 200);
  return (await answer.json()).access_token;
}

Deno.test("/auth/sessions", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  const far = await lexia.another();
  const acme = await lexia.organization();
  const member = await acme.session("user", { withPassword: true });
  const colleague = await acme.session("user", { withPassword: true });
  const meWith = (at: Lexia, token: string) =>
    at.request(member.host, "/auth/me", { headers: { authorization: `Bearer ${token}` } });

  await t.step("lists the caller's own, with device, address and which one this is", async () => {
    await signInAgain(lexia, member);
    await signInAgain(lexia, colleague);
    const { items } = await (await member.get(PATH)).json();
    strictEqual(items.length, 2);
    deepStrictEqual(items[0].device, { app: "Firefox", system: "Windows" });
    deepStrictEqual([items[0].address, items[0].method, items[0].kind], [
      "198.51.100.7",
      "password",
      "token",
    ]);
    deepStrictEqual(items.map(({ is_current }: { is_current: boolean }) => is_current), [false, true]);
    const page = await (await member.get(`${PATH}?limit=1`)).json();
    const next = await (await member.get(`${PATH}?limit=1&cursor=${page.next_cursor}`)).json();
    deepStrictEqual(
      [...page.items, ...next.items].map(({ id }) => id),
      items.map(({ id }: { id: string }) => id),
    );
    strictEqual(next.next_cursor, null);
  });

  await t.step("ends one, on every instance within 5 seconds", async () => {
    const token = await signInAgain(lexia, member);
    strictEqual((await meWith(far, token)).status, 200);
    const { items: [{ id }] } = await (await member.get(PATH)).json();
    strictEqual((await member.send("DELETE", `${PATH}/${id}`)).status, 204);
    await refused(await meWith(lexia, token), 401, "token_invalid");
    clock.advance(5_000);
    await refused(await meWith(far, token), 401, "token_invalid");
    await refused(await member.send("DELETE", `${PATH}/${id}`), 404, "session_not_found");
  });

  await t.step("ends nobody else's", async () => {
    const theirs = colleague.actor.sessionId;
    await refused(await member.send("DELETE", `${PATH}/${theirs}`), 404, "session_not_found");
    strictEqual((await colleague.get("/auth/me")).status, 200);
  });

  await t.step("ends all others at once", async () => {
    const [one, two] = [await signInAgain(lexia, member), await signInAgain(lexia, member)];
    strictEqual((await meWith(far, one)).status, 200);
    const ended = await (await member.send("DELETE", PATH)).json();
    ok(ended.ended >= 2);
    clock.advance(5_000);
    for (const token of [one, two]) await refused(await meWith(far, token), 401, "token_invalid");
    strictEqual((await member.get("/auth/me")).status, 200);
    strictEqual((await (await member.get(PATH)).json()).items.length, 1);
  });

  await t.step("notes once in five minutes that a session was seen", async () => {
    const seen = async () => {
      const [row] = await rows(
        lexia,
        "select last_seen_at::text from sessions where id = $1",
        member.actor.sessionId,
      );
      return row?.[0];
    };
    const first = await seen();
    ok(first);
    clock.advance(2 * 60_000);
    strictEqual((await member.get("/auth/me")).status, 200);
    strictEqual(await seen(), first);
    clock.advance(3 * 60_000 + 5_000);
    strictEqual((await member.get("/auth/me")).status, 200);
    const second = await seen();
    ok(second !== first);
    strictEqual((await member.at(far).get("/auth/me")).status, 200);
    strictEqual(await seen(), second);
  });

  await t.step("is for operators too", async () => {
    const operator = await lexia.operator();
    strictEqual((await (await operator.get(PATH)).json()).items.length, 1);
    deepStrictEqual(await (await operator.send("DELETE", PATH)).json(), { ended: 0 });
  });
});

Deno.test("GET /auth/organizations", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  const organizations = [await lexia.organization(), await lexia.organization()];
  const [acme, beta] = organizations;
  if (!acme || !beta) throw new Error("There are two");
  const mine = await acme.session("user", { withPassword: true });
  const theirs = await beta.session("user");
  const email = "ana+casos@people.test";
  await rows(
    lexia,
    "update users set email = $1 where id in ($2, $3)",
    email,
    mine.actor.userId,
    theirs.actor.userId,
  );

  const verify = (session: Session, at: string | null) =>
    rows(lexia, "update users set email_verified_at = $2 where id = $1", session.actor.userId, at);
  const others = async (session = mine) => {
    clock.advance(61_000);
    return (await (await session.get("/auth/organizations")).json()).items;
  };

  const NOW = "2026-11-26T12:00:00Z";
  for (const [what, here, there] of [["neither", null, null], ["one", NOW, null], ["the other", null, NOW]]) {
    await t.step(`tells of none where ${what} has answered a mail`, async () => {
      await verify(mine, here ?? null);
      await verify(theirs, there ?? null);
      deepStrictEqual(await others(), []);
    });
  }

  await t.step("tells where to sign in where both have, and the bar of the pages does too", async () => {
    await verify(mine, NOW);
    await verify(theirs, NOW);
    const [only, ...rest] = await others();
    deepStrictEqual(rest, []);
    strictEqual(only.subdomain, beta.subdomain);
    const url = new URL(only.sign_in_url);
    strictEqual(url.hostname, `${beta.subdomain}.lexia.test`);
    strictEqual(url.pathname + url.search, `/sign-in?email=${encodeURIComponent(email)}`);
    const page = await lexia.request(beta.subdomain, url.pathname + url.search);
    match(await page.text(), /value="ana\+casos@people\.test"/);
    const headers = { authorization: `Bearer ${mine.token}` };
    const list = await (await lexia.request(acme.subdomain, "/solicitudes", { headers })).text();
    ok(list.includes(`href="${only.sign_in_url}"`));
  });

  await t.step("lets nobody in there", async () => {
    const headers = { authorization: `Bearer ${mine.token}` };
    await refused(await lexia.request(beta.subdomain, "/auth/me", { headers }), 401, "token_invalid");
  });

  const gone: [what: string, act: (of: TestOrganization) => Promise<unknown>][] = [
    [
      "an account that is out",
      () =>
        rows(
          lexia,
          "update organization_users set is_active = false where user_id = $1",
          theirs.actor.userId,
        ),
    ],
    ["an organization that is off", async (of) => {
      await rows(
        lexia,
        "update organization_users set is_active = true where user_id = $1",
        theirs.actor.userId,
      );
      await rows(lexia, "update organizations set is_active = false where id = $1", of.id);
    }],
  ];
  for (const [what, act] of gone) {
    await t.step(`does not tell of ${what}`, async () => {
      await act(beta);
      deepStrictEqual(await others(), []);
    });
  }

  await t.step("tells an operator nothing", async () => {
    deepStrictEqual(await others(await lexia.operator()), []);
  });
});

Deno.test("deviceOf", async (t) => {
  const agents: [string | null, string | null, string | null][] = [
    [FIREFOX, "Firefox", "Windows"],
    [
      "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
      "Edge",
      "Windows",
    ],
    [
      "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
      "Chrome",
      "Android",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1",
      "Safari",
      "iOS",
    ],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/19.0 Safari/605.1", "Safari", "macOS"],
    ["curl/8.5.0", "curl", null],
    ["<script>", null, null],
    [null, null, null],
  ];
  for (const [agent, app, system] of agents) {
    await t.step(`reads ${agent}`, () => deepStrictEqual(deviceOf(agent), { app, system }));
  }
});
