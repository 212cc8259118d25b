/** What a person says of themselves, and what an organization says of itself beyond name and access. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { deleteDueOrganizations } from "#domain/organizations/delete_due_organizations.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { formOf, MemberBrowser } from "#tests/support/member_browser.ts";
import { movableClock } from "#tests/support/stores.ts";

Deno.test("/settings", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const viewer = await MemberBrowser.signedIn(lexia, acme, "viewer");

  await t.step("is everybody's, and leads only where the person may go", async () => {
    const page = await viewer.page("/settings");
    match(page, /Lector/);
    match(page, /href="\/auth\/me\/data"/);
    ok(!page.includes('href="/webhooks"') && !page.includes('href="/sso"'));
    const admin = await MemberBrowser.signedIn(lexia, acme, "org_admin");
    match(await admin.page("/settings"), /href="\/organization".*href="\/sso".*href="\/webhooks"/s);
  });

  await t.step("changes name and time zone, and the pages follow", async () => {
    const fields = { name: "Ana <b>Ñáñez", locale: "es", time_zone: "Europe/Madrid" };
    const page = await viewer.submit("/settings", fields);
    match(page, /quedaron guardados/);
    match(page, /value="Ana &lt;b&gt;Ñáñez"/);
    match(page, /value="Europe\/Madrid"/);
    match(page, /Rige Europe\/Madrid/);
    match(await viewer.page("/notifications"), /value="Europe\/Madrid"/);
  });

  await t.step("keeps what was typed and saves nothing where something is wrong", async () => {
    const text = await viewer.refused("/settings", 422, { name: "Otra", locale: "es", time_zone: "Macondo" });
    match(text, /value="Otra".*value="Macondo".*Elija una zona horaria/s);
    match(await viewer.page("/settings"), /value="Ana &lt;b&gt;Ñáñez"/);
    match(
      await viewer.refused("/settings", 422, { name: " ", locale: "es" }),
      /class="wrong" id="name-error"/,
    );
  });

  await t.step("speaks English to who chooses it, in the account too", async () => {
    const page = await viewer.submit("/settings", { name: "Ana", locale: "en", time_zone: "" });
    match(page, /<html lang="en"/);
    match(page, /Your changes were saved/);
    match(page, /Viewer/);
    const rows = await lexia.database.owner.batch([{
      text: "select locale from users where id = $1",
      values: [viewer.userId],
    }]);
    deepStrictEqual(rows.at(-1)?.rows, [["en"]]);
  });

  await t.step("passes on that somebody asks for their data to be taken out", async () => {
    match(await viewer.submit("/settings/removal"), /fifteen working days to answer you/);
    const lines = await lexia.database.owner.batch([{
      text: "select count(*)::int from audit_log where actor_id = $1 and action = 'user.anonymization_ask'",
      values: [viewer.userId],
    }]);
    deepStrictEqual(lines.at(-1)?.rows, [[1]]);
  });
});

const CLOSURE = {
  closure_name: "Traslado del juzgado",
  starts_on: "2026-12-01",
  ends_on: "2026-12-04",
  office_prefix: "110014003082",
  source: "",
};

Deno.test("/organization, beyond name and access", async (t) => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const admin = await MemberBrowser.signedIn(lexia, acme, "org_admin");
  const rows = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];

  await t.step("saves the colour alone, and leaves the name", async () => {
    const page = await admin.submit("/organization", { brand_color: "#1F4E8C" });
    match(page, /value="#1f4e8c"/);
    strictEqual(
      (await rows("select name from organizations where id = $1", acme.id))[0]?.[0],
      acme.record.name,
    );
  });

  await t.step("notes a closure, says what is wrong with one, and takes it away", async () => {
    const page = await admin.submit("/organization/closures", CLOSURE);
    match(page, /Traslado del juzgado.*1 dic 2026.*4 dic 2026.*Despacho 110014003082/s);
    const wrong = { ...CLOSURE, closure_name: "x", ends_on: "2026-02-30", office_prefix: "uno" };
    const text = await admin.refused("/organization/closures", 422, wrong);
    for (const field of ["closure_name", "ends_on", "office_prefix"]) {
      match(text, new RegExp(`class="wrong" id="${field}-error"`));
    }
    match(text, /value="uno"/);
    const early = { ...CLOSURE, ends_on: "2026-11-01" };
    match(await admin.refused("/organization/closures", 422, early), /antes del primer día/);
    const [, id = ""] = /closures\/remove".*?name="id" value="([^"]+)"/s.exec(page) ?? [];
    ok(!(await admin.submit("/organization/closures/remove", { id })).includes("Traslado del juzgado"));
    strictEqual((await admin.post("/organization/closures/remove", { id: "x" })).status, 404);
  });

  await t.step(
    "changes the rules of severity in the order that is typed, and goes back to LEXIA's",
    async () => {
      match(await admin.page("/organization/severity"), /Estas son las reglas de LEXIA/);
      const page = await admin.submit(
        "/organization/severity",
        formOf({
          order_0: "2",
          severity_0: "low",
          acts_0: "Oficio, Constancia",
          words_0: "",
          order_1: "1",
          severity_1: "high",
          acts_1: "",
          words_1: "tutela",
          kinds_1: ["actuacion", "actuacion_edited"],
          severity_2: "high",
        }),
      );
      match(page, /value="tutela".*value="oficio, constancia"/s);
      deepStrictEqual(
        (await rows(
          "select jsonb_array_length(rules) from severity_rules where organization_id = $1",
          acme.id,
        ))[0],
        [2],
      );
      match(await admin.page("/organization"), /Rigen 2 reglas/);
      const text = await admin.refused("/organization/severity", 422, { severity_0: "high", words_0: "a" });
      match(text, /value="a".*class="wrong"/s);
      match(await admin.submit("/organization/severity/reset"), /Estas son las reglas de LEXIA/);
    },
  );

  await t.step(
    "asks for the name before it is to be deleted, goes on working, and takes it back",
    async () => {
      const text = await admin.refused("/organization/deletion", 409, { confirm: "otra cosa" });
      match(text, /class="wrong" id="confirm-error"/);
      const page = await admin.submit("/organization/deletion", { confirm: acme.record.name });
      match(page, /La organización se borrará el/);
      deepStrictEqual(
        await rows(
          "select is_active, delete_after > now() + interval '29 days' from organizations where id = $1",
          acme.id,
        ),
        [[true, true]],
      );
      strictEqual((await admin.get("/solicitudes")).status, 200);
      ok(!(await admin.submit("/organization/deletion/take-back")).includes("se borrará el <time"));
      strictEqual((await admin.post("/organization/deletion/take-back")).status, 409);
      const acts = await rows(
        "select action from audit_log where organization_id = $1 and action like 'organization.%delete%' order by id",
        acme.id,
      );
      deepStrictEqual(acts.flat(), ["organization.delete_ask", "organization.undelete"]);
    },
  );

  await t.step("is for administrators alone", async () => {
    const user = await MemberBrowser.signedIn(lexia, acme, "user");
    for (const path of ["/organization", "/organization/severity", "/organization/export"]) {
      strictEqual((await user.get(path)).status, 403, path);
    }
    for (const path of ["closures", "severity", "severity/reset", "deletion", "deletion/take-back"]) {
      const answer = await user.post(`/organization/${path}`, { ...CLOSURE, confirm: acme.record.name });
      strictEqual(answer.status, 403, path);
    }
  });

  await t.step(
    "gives everything out as one file, after a fresh proof where the last one is old",
    async () => {
      const file = await admin.get("/organization/export");
      strictEqual(file.headers.get("content-type"), "application/jsonl");
      match(await file.text(), /"format":"lexia\.organization_export"/);
      clock.advance(11 * 60_000);
      const late = await admin.get("/organization/export");
      strictEqual(late.status, 303);
      match(late.headers.get("location") ?? "", /^\/security\/confirm\?next=/);
      const text = await admin.refused("/organization/deletion", 403, { confirm: acme.record.name });
      match(text, /href="\/security\/confirm\?next=%2Forganization"/);
    },
  );
});

Deno.test("An organization that asked for its own deletion is suspended once its days are over", async () => {
  await using lexia = await Lexia.start();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  for (const organization of [acme, beta]) {
    const admin = await MemberBrowser.signedIn(lexia, organization, "org_admin");
    const without: Record<string, string> = organization === acme ? { without_export: "yes" } : {};
    await admin.submit("/organization/deletion", { confirm: organization.record.name, ...without });
  }
  const change = "update organizations set delete_after = now() where id in ($1, $2)";
  await lexia.database.owner.batch([{ text: change, values: [acme.id, beta.id] }]);
  await deleteDueOrganizations(lexia.core.services);
  const state = "select id, is_active, delete_after > now() from organizations where id in ($1, $2)";
  const found = (await lexia.database.owner.batch([{ text: state, values: [acme.id, beta.id] }])).at(-1)
    ?.rows;
  const byId = Object.fromEntries((found ?? []).map(([id, ...rest]) => [id, rest]));
  // Of the other one nobody has a copy.
  deepStrictEqual(byId, { [acme.id]: [false, true], [beta.id]: [true, false] });
});
