/** The style sheet that is served is what its source and the views make. */
import { ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import style from "#views/assets/lexia.css" with { type: "text" };

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

Deno.test("lexia.css", async (t) => {
  await t.step("is what `deno task css` makes", async () => {
    const file = await Deno.makeTempFile({ suffix: ".css" });
    try {
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "npm:@tailwindcss/cli@4.3.3",
          "--input",
          "views/assets/styles.css",
          "--output",
          file,
          "--minify",
        ],
        cwd: ROOT,
        stdout: "null",
        stderr: "piped",
      }).output();
      ok(success, new TextDecoder().decode(stderr));
      strictEqual(style, await Deno.readTextFile(file), "Run `deno task css` and keep what it makes");
    } finally {
      await Deno.remove(file);
    }
  });

  await t.step("asks nothing of other hosts", () => {
    ok(!/url\((?!["']?(\/assets\/|data:|%23))/.test(style));
    ok(!/@import/.test(style));
  });
});
