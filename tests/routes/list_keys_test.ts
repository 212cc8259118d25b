/** What scripts add to the list and to the upload of a file, in Debian's Chromium. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Page } from "playwright-core";
import { Site } from "#tests/support/pages/site.ts";

Deno.test("What scripts add to the list of solicitudes", async (t) => {
  await using stack = new AsyncDisposableStack();
  const site = await Site.open(stack);
  const { lawyer } = site.people;
  const [first = "", second = "", third = ""] = site.lexia.portal.radicados.found;
  for (const [radicado, alias] of [[first, "Pérez contra Rodríguez"], [second, "Cobro de Güiza"]]) {
    strictEqual((await lawyer.post("/api/v1/solicitudes", { radicado, alias })).status, 201);
  }
  await site.lexia.work();
  const page = await site.window("lawyer");
  const errors: string[] = [];
  page.on("pageerror", (error) => void errors.push(String(error)));
  const rows = page.locator("tbody tr");
  await page.goto(site.address("acme", "/solicitudes"));

  await t.step("finds while somebody types, whatever the accents, and has it in the address", async () => {
    await page.locator("[data-search]").pressSequentially("perez contra");
    await page.waitForURL((url) => url.searchParams.get("q") === "perez contra");
    await rows.filter({ hasText: "Cobro de Güiza" }).waitFor({ state: "detached" });
    match(await rows.innerText(), /Pérez contra Rodríguez/);
    strictEqual(await page.evaluate("document.activeElement.matches('[data-search]')"), true);
    await page.locator("[data-search]").fill("");
    await rows.filter({ hasText: "Cobro de Güiza" }).waitFor();
  });

  await t.step("goes through the rows by j and k, and ticks with x", async () => {
    await page.keyboard.press("Escape");
    await page.evaluate("document.activeElement.blur()");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    const focused = "document.activeElement.closest('[data-row]')?.innerText ?? ''";
    match(String(await page.evaluate(focused)), /Cobro de Güiza/);
    await page.keyboard.press("x");
    await page.locator("[data-count]").getByText("1").waitFor();
    ok(await page.getByRole("button", { name: "Pausar" }).isVisible());
    await page.locator("[data-all]").check();
    await page.locator("[data-count]").getByText("2").waitFor();
    await page.locator("[data-all]").uncheck();
    strictEqual(await page.getByRole("button", { name: "Pausar" }).isVisible(), false);
  });

  await t.step("says by itself how a check ended, and leaves ticks and focus where they are", async () => {
    strictEqual((await lawyer.post("/api/v1/solicitudes", { radicado: third, alias: "Nueva" })).status, 201);
    await page.goto(site.address("acme", "/solicitudes"));
    const row = rows.filter({ hasText: "Nueva" });
    await row.getByText("Aún no se ha verificado").waitFor();
    await row.getByRole("checkbox").check();
    await site.lexia.work();
    await row.getByText("Verificado: proceso encontrado").waitFor();
    await row.getByText("Verificada", { exact: true }).waitFor();
    match(String(await row.locator("[data-part=checked]").getAttribute("class")), /tone-good/);
    ok(await row.getByRole("checkbox").isChecked());
  });

  await t.step("acts on what was ticked", async () => {
    await page.getByRole("button", { name: "Pausar" }).click();
    await rows.filter({ hasText: "Nueva" }).getByText("En pausa").first().waitFor();
  });

  await t.step("no script has failed", () => deepStrictEqual(errors, []));
});

Deno.test("What scripts add to the upload of a file", async (t) => {
  await using stack = new AsyncDisposableStack();
  const site = await Site.open(stack);
  const page = await site.window("lawyer");
  const [radicado = ""] = site.lexia.portal.radicados.found;
  await page.goto(site.address("acme", "/solicitudes/bulk"));

  await t.step("refuses a dropped file of another kind before it is sent", async () => {
    await drop(page, "foto.png", "no");
    await page.locator("[data-file-wrong]").getByText(/xlsx/).waitFor();
    await page.getByRole("button", { name: "Revisar el archivo" }).click();
    strictEqual(new URL(page.url()).pathname, "/solicitudes/bulk");
    strictEqual(await page.locator("input[type=file]:invalid").count(), 1);
  });

  await t.step("takes a dropped file, and tells row by row what would become of it", async () => {
    await drop(page, "casos.csv", `radicado,alias\n${radicado},Uno\n11001-40-03,Dos\n`);
    strictEqual(await page.locator("[data-chosen]").innerText(), "casos.csv");
    await page.getByRole("button", { name: "Revisar el archivo" }).click();
    await page.waitForURL(/\/solicitudes\/bulk\/[0-9a-f-]{36}/);
    await page.getByText("Dos").or(page.getByText("11001-40-03", { exact: true })).first().waitFor();
  });

  await t.step("shows how far it has come, also to who loads the page again", async () => {
    await page.getByRole("button", { name: /^Seguir/ }).first().click();
    await page.waitForURL(/\/solicitudes\/bulk\/[0-9a-f-]{36}$/);
    await page.reload();
    await site.lexia.work();
    await page.getByText(/1 de 1|Terminad|Listo/).first().waitFor();
  });
});

/** As a file is let go above the place for it. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const carried = await page.evaluateHandle(
    `(() => { const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)})); return data; })()`,
  );
  await page.dispatchEvent("[data-drop]", "drop", { dataTransfer: carried });
}
