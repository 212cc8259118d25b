/**
 * What Deno Deploy starts. It learns of cron jobs by looking at what a program registers before it serves anything, so
 * the minute's call is registered here, first of all, and handed to LEXIA once there is one.
 */
import { main } from "#main";
import { MinuteCalls } from "./minute_calls.ts";

if (import.meta.main) {
  const calls = new MinuteCalls();
  // Elsewhere than on Deno Deploy it is there only where it is switched on; without it LEXIA has a timer of its own.
  if ("cron" in Deno && typeof Deno.cron === "function") {
    void Deno.cron("tick", "* * * * *", () => calls.call());
    await main({ everyMinute: calls.everyMinute });
  } else await main();
}
