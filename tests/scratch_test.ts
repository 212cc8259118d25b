import { openTestDatabase } from "./support/databases.ts";
for (const home of ["embedded", "server", "edge"] as const) Deno.test(home, async () => {
  let t = performance.now();
  const lap = (n: string) => { console.log(home, n, (performance.now() - t).toFixed(0)); t = performance.now(); };
  for (let i = 0; i < 2; i++) {
    await using db = await openTestDatabase(home);
    lap("open");
    console.log((await db.driver.batch([{ text: "select current_user::text, session_user::text, version()" }]))[0]?.rows);
    lap("first");
    for (let k = 0; k < 1000; k++) await db.driver.batch([{ text: "select set_config('app.organization_id', $1, true)", values: ["x"] }, { text: "select $1::int", values: [k] }]);
    lap("1000 batches");
    console.log((await db.owner.batch([{ text: "select current_user::text" }]))[0]?.rows);
  }
  lap("close");
});
