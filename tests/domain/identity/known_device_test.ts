import { ok, strictEqual } from "node:assert/strict";
import { issueDeviceToken, knownDevice } from "#domain/identity/known_device.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { signIn } from "#domain/identity/sign_in.ts";
import { openFixture, PASSWORD, refused, SECRET_KEY } from "./_fixture.ts";
import { withinOneWindow } from "#tests/support/within_one_window.ts";

const NOW = Date.UTC(2026, 10, 23);

Deno.test("knownDevice", async (t) => {
  const seal = sealer(SECRET_KEY);
  const { token, expiresAt } = await issueDeviceToken(seal, "acme ana@acme.example", NOW);
  const known = (account: string, text: string | null, now = NOW) => knownDevice(seal, account, text, now);

  await t.step("knows the device for the account that it was issued for, until it expires", async () => {
    const device = await known("acme ana@acme.example", token);
    ok(device !== undefined && token.includes(device));
    strictEqual(await known("acme ana@acme.example", token, expiresAt.getTime() - 1), device);
    strictEqual(await known("acme ana@acme.example", token, expiresAt.getTime()), undefined);
  });

  const [nonce = "", expires = "", proof = ""] = token.slice(4).split(".");
  const OTHERS: Record<string, [account: string, token: string | null]> = {
    "another person": ["acme eva@acme.example", token],
    "another organization": ["beta ana@acme.example", token],
    "no token": ["acme ana@acme.example", null],
    "another proof": ["acme ana@acme.example", `lxd_${nonce}.${expires}.${"0".repeat(64)}`],
    "another nonce": ["acme ana@acme.example", `lxd_${"A".repeat(22)}.${expires}.${proof}`],
    "a later end": ["acme ana@acme.example", `lxd_${nonce}.${Number(expires) + 1}.${proof}`],
    "an end written otherwise": ["acme ana@acme.example", `lxd_${nonce}.0${expires}x.${proof}`],
    "more behind it": ["acme ana@acme.example", `${token}0`],
  };
  for (const [what, [account, text]] of Object.entries(OTHERS)) {
    await t.step(`does not know ${what}`, async () => strictEqual(await known(account, text), undefined));
  }

  await t.step("does not know what another SECRET_KEY made", async () => {
    strictEqual(await knownDevice(sealer("z".repeat(64)), "acme ana@acme.example", token, NOW), undefined);
  });
});

Deno.test("signIn counts a known device apart from its account", async (t) => {
  const derive = (password: Uint8Array) =>
    crypto.subtle.digest("SHA-256", new Uint8Array(password)).then((digest) => new Uint8Array(digest));
  await using lexia = await openFixture({ hashing: { derive } });
  const { organization, email } = await lexia.organization("andino");
  const [home, elsewhere] = [
    lexia.visitor(organization, "192.0.2.1"),
    lexia.visitor(organization, "192.0.2.2"),
  ];
  const { device } = await signIn(home, { email, password: PASSWORD });
  const atHome = { ...home, deviceToken: device.token };
  const wrong = { email, password: "wrong" };

  await t.step("lets the owner in while others have used the account's attempts up", async () => {
    await withinOneWindow();
    for (let i = 0; i < 10; i++) await refused(signIn(elsewhere, wrong), "invalid_credentials");
    await refused(signIn(home, { email, password: PASSWORD }), "too_many_attempts");
    await signIn(atHome, { email, password: PASSWORD });
  });

  await t.step("bounds what is tried from it", async () => {
    for (let i = 0; i < 10; i++) await refused(signIn(atHome, wrong), "invalid_credentials");
    await refused(signIn(atHome, { email, password: PASSWORD }), "too_many_attempts");
  });
});
