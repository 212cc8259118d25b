/**
 * `deno task shots`: a gallery of every page, light and dark, on a desk and on a phone, in Spanish or, with
 * `--locale=en`, in English. `--only=dashboard,novedades` takes some; `--to=FOLDER` says where.
 */
import { parseArgs } from "node:util";
import { join } from "node:path";
import { formatCount } from "#views/ui/dates.tsx";
import { SCENES } from "#tests/support/pages/scenes.ts";
import type { Scene } from "#tests/support/pages/scene.ts";
import { Site } from "#tests/support/pages/site.ts";
import { writeLine } from "#main";

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const THEMES = ["light", "dark"] as const;

const { values } = parseArgs({
  options: {
    to: { type: "string", default: "data/shots" },
    only: { type: "string" },
    locale: { type: "string", default: "es" },
  },
});

await using stack = new AsyncDisposableStack();
await Deno.mkdir(values.to, { recursive: true });
const site = await Site.open(stack);
await site.furnish();
if (values.locale === "en") await site.speakEnglish();
const only = values.only?.split(",");
const scenes = SCENES.filter(({ name, route }) =>
  only ? only.includes(name) : values.locale === "es" || route !== null
);
const failed: string[] = [];
for (const scene of scenes) await shoot(scene);
await Deno.writeTextFile(join(values.to, "index.html"), gallery());
writeLine(`${formatCount(scenes.length, "en")} pages: ${join(values.to, "index.html")}`);
for (const line of failed) writeLine(line);
Deno.exitCode = failed.length > 0 ? 1 : 0;

async function shoot(scene: Scene): Promise<void> {
  const page = await site.window(scene.who ?? null);
  try {
    if (typeof scene.go === "string") await page.goto(site.address(scene.host ?? "root", scene.go));
    else await scene.go(site, page);
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        await page.screenshot({ path: join(values.to, fileOf(scene, size, theme)), fullPage: true });
      }
    }
  } catch (error) {
    failed.push(`${scene.name}: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
  } finally {
    await page.context().close();
  }
}

function fileOf({ name }: Scene, size: string, theme: string): string {
  return `${name}.${size}.${theme}.png`;
}

function gallery(): string {
  const figures = scenes.map((scene) => {
    const pictures = Object.keys(SIZES).flatMap((size) =>
      THEMES.map((theme) => {
        const file = fileOf(scene, size, theme);
        return `<a href="${file}"><img src="${file}" alt="${scene.name}, ${size}, ${theme}" loading="lazy"></a>`;
      })
    );
    return `<section><h2>${scene.name}</h2><div>${pictures.join("")}</div></section>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>LEXIA, page by page</title>
<style>body{font:16px system-ui;margin:2rem;background:#888}div{display:flex;gap:1rem;align-items:start}img{height:32rem;width:auto}</style>
<h1>LEXIA, page by page</h1>${figures.join("\n")}</html>\n`;
}
