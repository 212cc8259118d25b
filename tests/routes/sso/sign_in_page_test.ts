/** The providers that a sign-in page offers, which it remembers for a moment. */
import { strictEqual } from "node:assert/strict";
import { addProvider } from "#tests/support/sso/providers.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { movableClock } from "#tests/support/stores.ts";

const SSO = "/api/v1/organization/sso";
const SETTINGS = { issuer: "https://idp.acme.example", client_id: "lexia" };

Deno.test("GET /sign-in", async (t) => {
  const clock = movableClock();
  await using lexia = await Lexia.start({ clock });
  await using elsewhere = await lexia.another({ clock });
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const admin = await acme.session("org_admin");

  async function offers(at: Lexia, subdomain = acme.subdomain): Promise<boolean> {
    const page = await at.request(subdomain, "/sign-in");
    return (await page.text()).includes("Entrar con Company");
  }

  async function everywhere(expected: boolean): Promise<void> {
    strictEqual(await offers(lexia), expected, "here");
    clock.advance(4_001);
    strictEqual(await offers(elsewhere), expected, "elsewhere");
  }

  await t.step("offers a new provider here at once, and everywhere within 5 seconds", async () => {
    strictEqual(await offers(lexia), false);
    strictEqual(await offers(elsewhere), false);
    await addProvider(lexia, acme, admin, { kind: "oidc", settings: SETTINGS });
    await everywhere(true);
    strictEqual(await offers(lexia, beta.subdomain), false);
  });

  await t.step("so does it one that is switched off, on again, or removed", async () => {
    const { items: [{ id }] } = await (await admin.get(SSO)).json();
    for (const isEnabled of [false, true]) {
      strictEqual((await admin.send("PATCH", `${SSO}/${id}`, { is_enabled: isEnabled })).status, 200);
      await everywhere(isEnabled);
    }
    strictEqual((await admin.send("DELETE", `${SSO}/${id}`)).status, 204);
    await everywhere(false);
  });

  await t.step("asks the database once in 4 seconds", async () => {
    await addProvider(lexia, acme, admin, { kind: "oidc", settings: SETTINGS });
    strictEqual(await offers(lexia), true);
    // Behind LEXIA's back: what it does not ask it cannot see.
    await lexia.database.owner.batch([{ text: "delete from identity_providers" }]);
    clock.advance(3_999);
    strictEqual(await offers(lexia), true);
    clock.advance(1);
    strictEqual(await offers(lexia), false);
  });
});
