/** Files of one organization hold no word of another one that follows the same cases, in whatever form they are. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { readXlsx } from "hucre/xlsx";
import { countFigures } from "#domain/analytics/count_figures.ts";
import { Lexia, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { follow, UNCACHED } from "#tests/support/news.ts";

const DIRECT = [
  "/api/v1/solicitudes/export",
  "/api/v1/novedades/export",
  "/api/v1/organization/usage/export",
];
const SUBJECTS = ["solicitudes", "novedades", "usage", "analytics"];

interface Tenant {
  organization: TestOrganization;
  admin: Session;
  /** A word that stands in what its people write, and nowhere else. */
  mark: string;
  solicitud: string;
}

Deno.test("files of an organization", async (t) => {
  await using lexia = await Lexia.start({ env: UNCACHED });
  const [, radicado = ""] = lexia.portal.radicados.found;
  const [acme, beta] = [await plant(lexia, radicado), await plant(lexia, radicado)];
  lexia.portal.addActuacion(radicado, { actuacion: "Auto admite demanda" });
  for (const { admin, solicitud } of [acme, beta]) {
    strictEqual((await admin.post(`/api/v1/solicitudes/${solicitud}/execute`)).status, 200);
  }
  await lexia.work();
  for (const tenant of [acme, beta]) await note(tenant);
  await countFigures(lexia.core.services);

  for (const [own, other] of [[acme, beta], [beta, acme]] as const) {
    await t.step("hold its own words and none of the other's, sent at once", async () => {
      const texts: string[] = [];
      for (const path of [...DIRECT, `/api/v1/solicitudes/${own.solicitud}/export`]) {
        for (const format of ["json", "csv", "xlsx"]) {
          const response = await own.admin.get(`${path}?format=${format}`);
          strictEqual(response.status, 200, path);
          texts.push(await textOf(response, format));
        }
      }
      holdsNothingOf(other, texts);
      ok(texts.some((text) => text.includes(own.mark)), "its own words are there");
    });

    await t.step("hold its own words and none of the other's, made by a job", async () => {
      const ids: string[] = [];
      for (const what of SUBJECTS) ids.push(await ask(own.admin, { what, format: "xlsx" }));
      ids.push(
        await ask(own.admin, {
          what: "case",
          format: "json",
          filters: { solicitud_id: own.solicitud },
        }),
      );
      ids.push(await ask(own.admin, { what: "novedades", format: "csv", filters: { q: other.mark } }));
      await lexia.work();
      const texts: string[] = [];
      for (const id of ids) {
        const { status, format, file } = await (await own.admin.get(`/api/v1/exports/${id}`)).json();
        strictEqual(status, "ready");
        texts.push(await textOf(await own.admin.get(file.href), format));
      }
      holdsNothingOf(other, texts);
      ok(texts.some((text) => text.includes(own.mark)), "its own words are there");
    });
  }

  await t.step("make nothing of another one's solicitud", async () => {
    const id = await ask(acme.admin, {
      what: "case",
      format: "json",
      filters: { solicitud_id: beta.solicitud },
    });
    const novedades = await ask(acme.admin, {
      what: "novedades",
      format: "json",
      filters: { solicitud_id: beta.solicitud },
    });
    await lexia.work();
    const failed = await (await acme.admin.get(`/api/v1/exports/${id}`)).json();
    deepStrictEqual([failed.status, failed.reason], ["failed", "solicitud_not_found"]);
    const { file } = await (await acme.admin.get(`/api/v1/exports/${novedades}`)).json();
    deepStrictEqual(await (await acme.admin.get(file.href)).json(), []);
  });
});

async function plant(lexia: Lexia, radicado: string): Promise<Tenant> {
  const organization = await lexia.organization();
  const mark = `canary${crypto.randomUUID().slice(-12)}`;
  const admin = await organization.session("org_admin", {
    add: ["create_solicitudes", "update_solicitudes"],
  });
  await lexia.database.owner.batch([{
    text: "update users set name = $1 where id = $2",
    values: [mark, admin.actor.userId],
  }]);
  const solicitud = await follow(lexia, admin, radicado, `Caso ${mark}`);
  return { organization, admin, mark, solicitud };
}

/** Takes note of what is new, and gives it to its own person: their name goes into files. */
async function note({ admin }: Tenant): Promise<void> {
  const { items } = await (await admin.get("/api/v1/novedades")).json();
  ok(items.length > 0);
  for (const { id } of items) {
    strictEqual((await admin.post(`/api/v1/novedades/${id}/acknowledge`)).status, 200);
  }
}

async function ask(who: Session, body: Record<string, unknown>): Promise<string> {
  const response = await who.post("/api/v1/exports", body);
  strictEqual(response.status, 202, await response.clone().text());
  return (await response.json()).id;
}

async function textOf(response: Response, format: string): Promise<string> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return format === "xlsx"
    ? JSON.stringify((await readXlsx(bytes)).sheets.map(({ rows }) => rows))
    : new TextDecoder().decode(bytes);
}

function holdsNothingOf({ mark, organization, admin, solicitud }: Tenant, texts: readonly string[]): void {
  for (const word of [mark, organization.id, organization.subdomain, admin.actor.userId, solicitud]) {
    ok(!texts.some((text) => text.includes(word)), `${word} is in a file of another organization`);
  }
}
