import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { brandColors, parseBrandColor } from "#domain/organizations/brand.ts";
import { imageKindOf } from "#domain/organizations/image_kind.ts";
import { isAllowedAddress, parseNetworks } from "#domain/organizations/networks.ts";
import { DomainError } from "#domain/errors.ts";
import { Lexia, PASSWORD, type Session } from "#tests/support/lexia.ts";
import { pngOf, SMALL_JPEG, SMALL_PNG, webp } from "#tests/support/pictures.ts";
import { refused } from "#tests/support/refused.ts";
import { movableClock } from "#tests/support/stores.ts";

const PATH = "/api/v1/organization";
const HERE = "192.0.2.1";

async function settingsOf(session: Session) {
  const response = await session.get(PATH);
  strictEqual(response.status, 200);
  return { ...(await response.json()), etag: response.headers.get("etag") ?? "" };
}

Deno.test("GET and PATCH /api/v1/organization", async (t) => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const patch = (body: unknown, headers?: Record<string, string>, session = admin) =>
    session.send("PATCH", PATH, body, headers);
  const lastLine = async () => {
    const response = await admin.get("/api/v1/audit?action=organization.update_settings&limit=1");
    return (await response.json()).items[0];
  };

  await t.step("tells the settings to who may change them, and the rest to everybody", async () => {
    const { settings } = await settingsOf(admin);
    deepStrictEqual(settings, {
      locale: "es",
      time_zone: "America/Bogota",
      session_hours: null,
      second_factor: "optional",
      password_min_length: null,
      allowed_networks: [],
      brand_color: null,
      logo: null,
    });
    const viewed = await settingsOf(await acme.session("viewer"));
    deepStrictEqual([viewed.subdomain, viewed.settings, viewed.etag], [acme.subdomain, null, ""]);
  });

  await t.step("changes what is given, keeps the rest, and writes down what it was before", async () => {
    const changes = {
      name: "Acme y Cía.",
      locale: "en",
      time_zone: "Europe/Madrid",
      password_min_length: 20,
    };
    const response = await patch(changes);
    const changed = await response.json();
    strictEqual(response.status, 200, JSON.stringify(changed));
    const { name, settings } = await settingsOf(admin);
    deepStrictEqual([name, settings.locale, settings.time_zone, settings.password_min_length], [
      "Acme y Cía.",
      "en",
      "Europe/Madrid",
      20,
    ]);
    deepStrictEqual(settings.allowed_networks, []);
    const line = await lastLine();
    deepStrictEqual(line.data, {
      before: {
        name: acme.record.name,
        locale: "es",
        time_zone: "America/Bogota",
        password_min_length: null,
      },
      after: changes,
    });
    deepStrictEqual([line.actor.id, line.target_id, line.address], [admin.actor.userId, acme.id, HERE]);
    ok(line.request_id);
  });

  await t.step(
    "refuses a change made from something older, and takes one with the present ETag",
    async () => {
      const { etag } = await settingsOf(admin);
      strictEqual((await patch({ locale: "es" }, { "if-match": etag })).status, 200);
      await refused(await patch({ locale: "en" }, { "if-match": etag }), 412, "version_conflict");
      await refused(await patch({ locale: "en" }, { "if-match": '"x"' }), 412, "version_conflict");
      notStrictEqual((await settingsOf(admin)).etag, etag);
      strictEqual((await settingsOf(admin)).settings.locale, "es");
    },
  );

  const WRONG: [what: string, body: unknown, field: string][] = [
    ["an offset for a zone", { time_zone: "+05:00" }, "time_zone"],
    ["a zone that is none", { time_zone: "America/Macondo" }, "time_zone"],
    ["passwords shorter than the platform allows", { password_min_length: 14 }, "password_min_length"],
    ["passwords longer than anybody types", { password_min_length: 65 }, "password_min_length"],
    ["sessions of no time", { session_hours: 0 }, "session_hours"],
    ["sessions of a season", { session_hours: 721 }, "session_hours"],
    ["a network that is none", { allowed_networks: [HERE, "10"] }, "allowed_networks.1"],
    ["a colour that is none", { brand_color: "blue" }, "brand_color"],
    ["a colour on which white cannot be read", { brand_color: "#ffee00" }, "brand_color"],
    ["a name of two lines", { name: "a\nb" }, "name"],
    ["what is no setting", { sso_enforced: true }, ""],
  ];
  for (const [what, body, field] of WRONG) {
    await t.step(`refuses ${what}`, async () => {
      const { errors } = await refused(await patch(body), 422, "request_invalid");
      strictEqual(errors?.[0]?.field, field);
    });
  }

  await t.step("lets nobody lock themselves out", async () => {
    const problem = await refused(
      await patch({ allowed_networks: ["198.51.100.0/24"] }),
      409,
      "would_lock_out",
    );
    strictEqual(problem.address, HERE);
    deepStrictEqual((await settingsOf(admin)).settings.allowed_networks, []);
  });

  await t.step("asks for a fresh proof where it decides on who gets in, and not for the name", async () => {
    clock.advance(11 * 60_000);
    for (
      const change of [{ session_hours: 8 }, { second_factor: "required" }, { password_min_length: 30 }, {
        allowed_networks: [HERE],
      }]
    ) await refused(await patch(change), 403, "fresh_proof_required");
    strictEqual((await patch({ name: "Acme", session_hours: null })).status, 200);
  });
});

Deno.test("session_hours", async (t) => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  await using other = await lexia.another();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const old = await acme.session("user");
  const setHours = async (hours: number | null) =>
    strictEqual((await admin.send("PATCH", PATH, { session_hours: hours })).status, 200);
  strictEqual((await old.at(other).get("/auth/me")).status, 200);

  await t.step("ends sessions that are older already: here at once, elsewhere within 5 seconds", async () => {
    await lexia.database.owner.batch([{
      text: "update sessions set created_at = now() - interval '3 hours' where id = $1",
      values: [old.actor.sessionId],
    }]);
    await setHours(2);
    await refused(await old.get("/auth/me"), 401, "token_invalid");
    clock.advance(4_500);
    await refused(await old.at(other).get("/auth/me"), 401, "token_invalid");
    strictEqual((await admin.get("/auth/me")).status, 200);
  });

  await t.step("does not bring back what it ended, and holds for new sessions", async () => {
    await setHours(700);
    await refused(await old.get("/auth/me"), 401, "token_invalid");
    await setHours(1);
    const fresh = await acme.session("user");
    const [row] = (await lexia.database.owner.batch([{
      text: "select extract(epoch from expires_at)::float8 * 1000 from sessions where id = $1",
      values: [fresh.actor.sessionId],
    }]))[0]?.rows ?? [];
    ok(Math.abs(Number(row?.[0]) - clock.now() - 3_600_000) < 2_000);
  });
});

Deno.test("allowed_networks", async (t) => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  await using other = await lexia.another();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const admin = await acme.session("org_admin");
  const user = await acme.session("user", { withPassword: true });
  const stranger = await beta.session("user");
  const from = (address: string, session: Session, at = lexia, host = session.host) =>
    at.request(host, "/auth/me", {
      address,
      headers: { authorization: `Bearer ${session.token}`, "x-organization-id": acme.id },
    });
  const signIn = (address: string, password: string, path = "/auth/login") =>
    lexia.request(acme.subdomain, path, {
      method: "POST",
      address,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: user.actor.email, password }),
    });
  strictEqual((await from("198.51.100.7", user, other)).status, 200);
  const set = await admin.send("PATCH", PATH, { allowed_networks: [`${HERE}/24`, "2001:db8:1::/48"] });
  deepStrictEqual((await set.json()).settings.allowed_networks, ["192.0.2.0/24", "2001:db8:1::/48"]);

  await t.step("let people in from there alone, on the organization's host and the API's", async () => {
    for (const address of [HERE, "2001:db8:1::7", "::ffff:192.0.2.9"]) {
      strictEqual((await from(address, user)).status, 200, address);
      strictEqual((await from(address, user, lexia, "api")).status, 200, address);
    }
    for (const address of ["198.51.100.7", "2001:db8:2::7", "::1"]) {
      await refused(await from(address, user), 403, "address_not_allowed", address);
      await refused(await from(address, user, lexia, "api"), 403, "address_not_allowed", address);
    }
  });

  await t.step("count on every instance within 5 seconds", async () => {
    clock.advance(4_500);
    await refused(await from("198.51.100.7", user, other), 403, "address_not_allowed");
  });

  await t.step("say nothing about a password that comes from elsewhere", async () => {
    for (const password of [PASSWORD, "another one that is wrong"]) {
      await refused(await signIn("198.51.100.7", password), 403, "address_not_allowed");
    }
    strictEqual((await signIn(HERE, PASSWORD)).status, 200);
    await refused(await signIn(HERE, "another one that is wrong"), 401, "invalid_credentials");
  });

  await t.step("leave what shows nothing, and other organizations, open", async () => {
    strictEqual((await from("198.51.100.7", stranger)).status, 200);
    const home = await lexia.request(acme.subdomain, "/", { address: "198.51.100.7" });
    strictEqual(home.status, 303);
    const page = await lexia.request(acme.subdomain, "/sign-in", {
      address: "198.51.100.7",
      headers: { accept: "text/html" },
    });
    strictEqual(page.status, 403);
    match(await page.text(), /no permite entrar desde esta red/);
  });

  await t.step("do not hold for an operator who looks in", async () => {
    const operator = await lexia.operator();
    await lexia.database.owner.batch([{
      text: "update sessions set impersonator_id = $1 where id = $2",
      values: [operator.actor.userId, user.actor.sessionId],
    }]);
    clock.advance(5_000);
    strictEqual((await from("198.51.100.7", user)).status, 200);
  });
});

Deno.test("parseNetworks and isAllowedAddress", async (t) => {
  await t.step("bring ranges into one form", () => {
    deepStrictEqual(
      parseNetworks(["10.1.2.3/8", " 192.0.2.7 ", "2001:DB8::1/32", "10.0.0.0/8", "0.0.0.0/0"]),
      [
        "10.0.0.0/8",
        "192.0.2.7",
        "2001:db8::/32",
        "0.0.0.0/0",
      ],
    );
  });
  for (
    const text of [
      "10",
      "10.1",
      "0x7f.0.0.1",
      "10.0.0.0/33",
      "::/129",
      "::ffff:10.0.0.0/104",
      "a",
      "",
      "1.2.3.4/",
      "fe80::1%eth0",
      "1.2.3.4/8/8",
    ]
  ) {
    await t.step(`refuse "${text}"`, () => {
      let code = "";
      try {
        parseNetworks([text]);
      } catch (error) {
        if (error instanceof DomainError) code = error.code;
      }
      strictEqual(code, "request_invalid");
    });
  }
  await t.step("let nobody in whose address is not known, where there are networks", () => {
    ok(isAllowedAddress(null, []));
    ok(!isAllowedAddress(null, ["0.0.0.0/0"]));
    ok(!isAllowedAddress("unknown", ["0.0.0.0/0"]));
    ok(isAllowedAddress("203.0.113.7", ["0.0.0.0/0"]));
    ok(!isAllowedAddress("2001:db8::1", ["0.0.0.0/0"]));
  });
});

Deno.test("brandColors", async (t) => {
  await t.step("keep the colour on light pages, and make it lighter on dark ones", () => {
    const { light, dark } = brandColors(parseBrandColor("#1F4E8C"));
    strictEqual(light, "#1f4e8c");
    match(dark, /^#[0-9a-f]{6}$/);
    ok(Number.parseInt(dark.slice(1), 16) > Number.parseInt(light.slice(1), 16));
  });
});

Deno.test("the logo", async (t) => {
  await using lexia = await Lexia.start();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const admin = await acme.session("org_admin");
  const put = (bytes: Uint8Array, type = "image/png") =>
    lexia.request(acme.subdomain, `${PATH}/logo`, {
      method: "PUT",
      headers: { authorization: `Bearer ${admin.token}`, "content-type": type },
      body: new Uint8Array(bytes),
    });
  const page = async () => await (await lexia.request(acme.subdomain, "/sign-in")).text();

  await t.step("is none at first", async () => {
    strictEqual((await lexia.request(acme.subdomain, "/organization/logo")).status, 404);
    ok(!(await page()).includes("/organization/logo"));
  });

  await t.step("is served as what it is, to everybody, and again only when it has changed", async () => {
    strictEqual((await put(SMALL_PNG)).status, 204);
    const [, address = ""] = /src="(\/organization\/logo\?v=\d+)"/.exec(await page()) ?? [];
    const response = await lexia.request(acme.subdomain, address);
    strictEqual(response.status, 200);
    deepStrictEqual(new Uint8Array(await response.arrayBuffer()), SMALL_PNG);
    strictEqual(response.headers.get("content-type"), "image/png");
    strictEqual(response.headers.get("x-content-type-options"), "nosniff");
    const etag = response.headers.get("etag") ?? "";
    const again = await lexia.request(acme.subdomain, address, { headers: { "if-none-match": etag } });
    strictEqual(again.status, 304);
    strictEqual((await lexia.request(beta.subdomain, address)).status, 404);
    strictEqual((await lexia.request("", "/organization/logo")).status, 404);
  });

  await t.step("is what its bytes say, whatever the type beside them", async () => {
    strictEqual((await put(SMALL_JPEG, "image/png")).status, 204);
    const response = await lexia.request(acme.subdomain, "/organization/logo");
    strictEqual(response.headers.get("content-type"), "image/jpeg");
  });

  const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
  const large = new Uint8Array(200_001);
  large.set(SMALL_PNG);
  const REFUSED: [what: string, bytes: Uint8Array, type?: string][] = [
    ["an SVG called a PNG", svg],
    ["nothing", new Uint8Array()],
    ["the beginning of a PNG", SMALL_PNG.slice(0, 20)],
    ["a page", new TextEncoder().encode("<!doctype html><script>1</script>")],
    ["a wide one", pngOf(2_001, 10)],
    ["a high one", pngOf(10, 2_001)],
    ["200,001 bytes", large],
  ];
  for (const [what, bytes, type] of REFUSED) {
    await t.step(`refuses ${what}`, async () => {
      await refused(await put(bytes, type), 422, "image_refused");
    });
  }

  await t.step("refuses other types, and far more than it would take before reading all of it", async () => {
    await refused(await put(svg, "image/svg+xml"), 415, "content_type_unsupported");
    await refused(await put(new Uint8Array(300_000)), 413, "body_too_large");
  });

  await t.step("goes, and the log knows which it was", async () => {
    strictEqual((await admin.send("DELETE", `${PATH}/logo`)).status, 204);
    strictEqual((await lexia.request(acme.subdomain, "/organization/logo")).status, 404);
    const { items } = await (await admin.get("/api/v1/audit?action=organization.remove_logo")).json();
    deepStrictEqual([items[0].data.before.logo.type, items[0].data.after.logo], ["image/jpeg", null]);
  });
});

Deno.test("imageKindOf", () => {
  deepStrictEqual(imageKindOf(SMALL_PNG), { type: "image/png", width: 1, height: 1 });
  deepStrictEqual(imageKindOf(SMALL_JPEG), { type: "image/jpeg", width: 3, height: 2 });
  for (const kind of ["VP8X", "VP8L", "VP8 "] as const) {
    deepStrictEqual(imageKindOf(webp(kind)), { type: "image/webp", width: 3, height: 2 }, kind);
  }
});

Deno.test("GET /brand.css", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  await t.step("is there where the organization has a colour, and linked from its pages", async () => {
    strictEqual((await lexia.request(acme.subdomain, "/brand.css")).status, 404);
    strictEqual((await admin.send("PATCH", PATH, { brand_color: "#7A1F3D" })).status, 200);
    const page = await (await lexia.request(acme.subdomain, "/sign-in")).text();
    const [, address = ""] = /href="(\/brand\.css\?v=\d+)"/.exec(page) ?? [];
    const sheet = await lexia.request(acme.subdomain, address);
    strictEqual(sheet.headers.get("content-type"), "text/css; charset=utf-8");
    match(await sheet.text(), /--color-primary: #7a1f3d;/);
    ok(!page.includes("style="));
  });
});
