/** Registering one radicado, as people meet it, without a script. */
import { doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { bulkRadicado } from "#tests/support/bulk_files.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { memberBrowser, textOf } from "./_member_browser.ts";

const PAGE = "/solicitudes/new";

function reading(page: string): string {
  return textOf(/<section [^>]*id="reading"[^>]*>(.*?)<\/section>/s.exec(page)?.[1] ?? "");
}

function asked(radicado: string): string {
  return `${PAGE}?${new URLSearchParams({ radicado })}`;
}

const READINGS: readonly { what: string; typed: string; says: RegExp; not?: RegExp }[] = [
  {
    what: "each part of a radicado, however it is written",
    typed: "11001 40.03-082 2017–99999-00",
    says:
      /11 Departamento Bogotá D\.C\. .*40 Entidad Juzgado Municipal 03 Especialidad Civil 082 Despacho N\.º 82 .*completo\./,
  },
  {
    what: "how many digits are missing",
    typed: "11001-40-03-082-20",
    says: /Faltan 9 dígitos: van 14 de 23/,
  },
  {
    what: "how many are too many",
    typed: "110014003082201799999001",
    says: /Sobra 1 dígito: hay 24 y deben ser 23/,
  },
  { what: "which character does not belong", typed: "11001400308220179999O00", says: /«O»/ },
  {
    what: "that the year is not possible, and where it stands",
    typed: "11001400308217770000100",
    says: /los dígitos 13 a 16 dicen 1777/,
  },
  {
    what: "codes that are unknown, and that they are taken all the same",
    typed: "12001700308220170000045",
    says: /dígitos 1 y 2 .*dígitos 6 y 7 .*es cero.*más alta.*Puede seguirlo así/,
  },
  {
    what: "nothing about what is not there yet",
    typed: "12",
    says: /Faltan 21/,
    not: /es cero|dígitos 6 y 7/,
  },
];

Deno.test("GET /solicitudes/new", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const browser = await memberBrowser(lexia, acme, "manager");

  for (const { what, typed, says, not } of READINGS) {
    await t.step(`says ${what}`, async () => {
      const text = reading(await browser.page(asked(typed)));
      match(text, says);
      if (not) doesNotMatch(text, not);
    });
  }

  await t.step("is drawn anew while one types", async () => {
    const page = await browser.page(PAGE);
    match(page, /hx-get="\/solicitudes\/new"[^>]*hx-select="#reading"/);
    match(reading(page), /Por ejemplo/);
  });

  await t.step("is for those who may follow, and shows the ways that they may go", async () => {
    strictEqual((await (await memberBrowser(lexia, acme, "viewer")).get(PAGE)).status, 403);
    match(await browser.page(PAGE), /Desde un archivo/);
    const page = await (await memberBrowser(lexia, acme, "user")).page(PAGE);
    match(page, /Por nombre/);
    doesNotMatch(page, /Desde un archivo/);
  });

  await t.step("tells who follows it already, as far as one may see", async () => {
    const at = await browser.submit(PAGE, { radicado: bulkRadicado(1), alias: "Pérez contra Díaz" });
    const own = await browser.page(asked(bulkRadicado(1)));
    match(reading(own), /Usted ya sigue este radicado \(Pérez contra Díaz\) desde el/);
    ok(own.includes(`href="${at}"`));
    const colleague = await memberBrowser(lexia, acme, "manager");
    match(
      reading(await colleague.page(asked(bulkRadicado(1)))),
      /A manager ya lo sigue .* Puede seguirlo usted también/,
    );
    const other = await memberBrowser(lexia, acme, "user");
    doesNotMatch(reading(await other.page(asked(bulkRadicado(1)))), /ya lo sigue/);
    const stranger = await memberBrowser(lexia, await lexia.organization(), "manager");
    doesNotMatch(reading(await stranger.page(asked(bulkRadicado(1)))), /ya lo sigue/);
  });

  await t.step("offers to take several as an upload, however they were pasted", async () => {
    const radicados = [bulkRadicado(1), bulkRadicado(2), bulkRadicado(3)];
    for (const pasted of [radicados.join("\n"), radicados.join(""), radicados.join(", ")]) {
      const page = await browser.page(asked(pasted));
      match(reading(page), /Pegó 3 radicados 2 se pueden seguir 1 ya se sigue/);
      match(page, /formaction="\/solicitudes\/bulk\/pasted"/);
    }
    const alone = await (await memberBrowser(lexia, acme, "user")).page(asked(radicados.join("\n")));
    doesNotMatch(alone, /bulk\/pasted/);
    match(alone, /href="\/solicitudes\/new\?radicado=11001-40-03-009-2021-00002-00"/);
  });
});

Deno.test("POST /solicitudes/new", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization({ plan: "free", maxQueriesPerMonth: 2 });
  const browser = await memberBrowser(lexia, acme);

  await t.step("follows it as chosen, and leads to it", async () => {
    const fields = { radicado: bulkRadicado(1), alias: "Ñandú", frequency: "weekly", notice: "digest" };
    match(await browser.submit(PAGE, fields), /^\/solicitudes\/[0-9a-f-]{36}$/);
    const [made] = await lexia.database.owner.batch([{
      text:
        "select alias, frequency, notify->>'when', notify->>'muted' from solicitudes where organization_id = $1",
      values: [acme.id],
    }]);
    strictEqual(String(made?.rows), "Ñandú,weekly,digest,false");
  });

  await t.step("says at the field what is wrong, and keeps what was typed", async () => {
    const fields = { radicado: "11001 40", alias: "Se queda", frequency: "monthly", notice: "muted" };
    const page = await browser.refusal(PAGE, fields, 422);
    match(page, /id="radicado-error">Faltan 16 dígitos/);
    match(page, /aria-invalid="true"/);
    match(page, /value="Se queda"/);
    match(page, /value="monthly" checked/);
    match(page, /value="muted" checked/);
  });

  await t.step("says so of a year that cannot be", async () => {
    const page = await browser.refusal(PAGE, { radicado: "11001400308209999999900" }, 422);
    match(page, /id="radicado-error">[^<]*año/);
    match(page, /11001400308209999999900/);
  });

  await t.step("leads to the solicitud that there is already", async () => {
    const page = await browser.refusal(PAGE, { radicado: bulkRadicado(1) }, 409);
    match(page, /Usted ya sigue ese radicado/);
    match(page, /Abrir la solicitud que ya existe/);
  });

  await t.step("shows the month's queries, and where to get more when they are used up", async () => {
    match(textOf(await browser.page(PAGE)), /1 de 2 usadas/);
    await browser.submit(PAGE, { radicado: bulkRadicado(2) });
    const full = await browser.page(PAGE);
    match(textOf(full), /No quedan consultas este mes/);
    match(full, /href="[^"]*\/billing\/upgrade"/);
    const page = await browser.refusal(PAGE, { radicado: bulkRadicado(3) }, 402);
    match(page, /Se usó el cupo de consultas de este mes \(2\)/);
    match(page, /Ampliar el plan/);
    match(await browser.page("/billing/upgrade"), /Ampliar el plan/);
  });

  await t.step("speaks English to who reads English", async () => {
    const reader = await memberBrowser(lexia, acme);
    await lexia.database.owner.batch([{
      text: "update users set locale = 'en' where organization_id = $1",
      values: [acme.id],
    }]);
    const page = await reader.page(asked("11001-40-03"));
    match(page, /<html lang="en"/);
    match(reading(page), /14 digits are missing: 9 of 23/);
    doesNotMatch(textOf(page), /dígitos|consultas/);
  });
});
