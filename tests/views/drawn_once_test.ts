/** Menus are drawn once and kept: nobody may be shown those of another. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { permissionsOf, type Role } from "#domain/authz.ts";
import { jsx } from "hono/jsx";
import { drawnOnce } from "#views/ui/drawn_once.ts";
import type { Frame } from "#views/ui/frame.ts";
import { Shell } from "#views/ui/shell.tsx";

const ROLES: readonly Role[] = ["org_admin", "viewer", "manager", "user"];
const PLACES = ["/dashboard", "/solicitudes", "/solicitudes/new", "/team", "/elsewhere"];

function frameOf(role: Role, here: string, locale: "es" | "en"): Frame {
  return {
    assets: { css: "", icon: "", touchIcon: "", font: "", htmx: "", app: "" },
    reader: { locale, timeZone: "America/Bogota" },
    theme: null,
    host: "tenant",
    here,
    address: here,
    organization: `Firm of ${role}`,
    brand: null,
    person: {
      name: role,
      email: `${role}@example.com`,
      permissions: [...permissionsOf(role, { add: [], remove: [] })],
    },
    impersonation: null,
  };
}

function draw(role: Role, here: string, locale: "es" | "en"): string {
  return String(jsx(Shell, { frame: frameOf(role, here, locale), isNarrow: false, children: "" }).toString());
}

Deno.test("what is drawn once", async (t) => {
  await t.step("is the same again, for each role, place and language, whoever came between", () => {
    const all = ROLES.flatMap((role) =>
      PLACES.flatMap((here) => (["es", "en"] as const).map((locale) => ({ role, here, locale })))
    );
    const first = all.map(({ role, here, locale }) => draw(role, here, locale));
    const again = all.toReversed().map(({ role, here, locale }) => draw(role, here, locale)).reverse();
    deepStrictEqual(again, first);
    strictEqual(new Set(first).size, all.length);
  });

  await t.step("shows nobody where they may not go, nor the wrong place as theirs", () => {
    draw("org_admin", "/team", "es");
    const viewers = draw("viewer", "/dashboard", "es");
    ok(!viewers.includes('href="/audit"') && !viewers.includes('data-href="/audit"'));
    ok(!viewers.includes("/team#invite"));
    strictEqual(viewers.match(/href="\/dashboard" aria-current="page"/g)?.length, 3);
    ok(!/href="\/team" aria-current/.test(viewers));
  });

  await t.step("is kept for so many keys, and no more", () => {
    let drawn = 0;
    const of = (key: string) => drawnOnce(key, () => `<b>${key} ${++drawn}</b>`).toString();
    strictEqual(of("test one"), of("test one"));
    strictEqual(drawn, 1);
    for (let i = 0; i < 1_100; i++) of(`test ${i}`);
    strictEqual(of("test one"), `<b>test one ${drawn}</b>`);
  });
});
