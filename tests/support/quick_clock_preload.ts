/** Loaded before LEXIA itself: its process's clock is that of `quickClock`. */
const factor = Number(Deno.env.get("LEXIA_TEST_CLOCK_FACTOR"));
const from = Number(Deno.env.get("LEXIA_TEST_CLOCK_FROM"));
const machineNow = Date.now;

Date.now = () => from + Math.round((machineNow() - from) * factor);
