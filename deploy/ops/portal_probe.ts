/**
 * `deno task portal:probe`: whether the court portal can be reached and answers as LEXIA knows it: one connection to look at
 * its certificate, and one question, at LEXIA's own pace.
 */
import { probeCpnu } from "#domain/portals/cpnu/probe.ts";
import type { PortalFetch, SharedState } from "#domain/ports.ts";
import { parseRadicado } from "#domain/radicado.ts";
import { systemClock } from "#platform/clock.ts";
import { embeddedStore } from "#platform/embedded/store.ts";
import { type Config, openLog, openMetrics, openPlatform } from "#platform/mod.ts";
import { lookAtPath, type NetworkPath } from "#platform/network_path.ts";
import { openPortalFetch } from "#platform/portal_fetch.ts";
import { writeError } from "#platform/process.ts";
import { configOfProgram } from "./_lexia.ts";
import { type Asked, PROBE_EXIT, probeSteps, verdictOf } from "./_probe_verdict.ts";
import { type Given, type Program, runProgram } from "./_program.ts";

const STEP_MS = 15_000;

export const PORTAL_PROGRAM: Program = {
  name: "portal:probe",
  does: "Ask the court portal one question: name, connection, certificate, answer and its shape",
  options: {
    radicado: { value: "23 DIGITS", help: "of a case that the portal shows (PORTAL_CANARY_RADICADO)" },
    "base-url": {
      value: "ADDRESS",
      help: "of the portal's API (CPNU_BASE_URL); another one keeps a pace of its own",
    },
    "ca-file": { value: "FILE", help: "an authority to trust beside the well-known ones (CPNU_CA_FILE)" },
  },
  notes:
    `Makes two connections and sends one request. The request takes its turn in the pace that all of LEXIA shares, with its
limits and its User-Agent, whatever the hour; while LEXIA leaves the portal alone, so does this. Only the embedded home
keeps its pace within the process that serves.`,
  exits: {
    [PROBE_EXIT.shape]: "the portal answers, but not in the shape that LEXIA knows",
    [PROBE_EXIT.nothing]: "the portal answers, and shows nothing for this radicado: give one that it shows",
    [PROBE_EXIT.unreachable]: "its name, its port or its answer cannot be reached",
    [PROBE_EXIT.portal]: "the portal says itself that it failed",
    [PROBE_EXIT.tls]: "no handshake, or a certificate that cannot be trusted",
    [PROBE_EXIT.blocked]: "the portal refuses this address",
  },
  run: async (given) => {
    const config = configOfProgram(overridesOf(given));
    const radicado = radicadoOf(given, config);
    const { ca, timeoutMs, baseUrl } = config.portal;
    const path = await lookAtPath(baseUrl, { ca, timeoutMs: Math.min(STEP_MS, timeoutMs) });
    const asked = isOpen(path) ? await ask(config, radicado) : null;
    const verdict = verdictOf(path, asked);
    const steps = probeSteps(path, asked, Date.now());
    return {
      ...verdict,
      table: { head: ["step", "state", "ms", "what"], rows: steps },
      fields: { address: baseUrl.href, radicado, steps: steps.map(stepBody), path, answer: asked },
    };
  },
};

function overridesOf(given: Given): Record<string, string> {
  const pairs = [["CPNU_BASE_URL", "base-url"], ["CPNU_CA_FILE", "ca-file"]] as const;
  return Object.fromEntries(pairs.flatMap(([name, option]) => {
    const value = given.text(option);
    return value === undefined ? [] : [[name, value]];
  }));
}

function radicadoOf(given: Given, { portal }: Config): string {
  const text = given.text("radicado") ?? portal.canaryRadicado;
  if (text === null) throw given.wrong("Give --radicado: 23 digits of a case that the portal shows");
  return parseRadicado(text, Date.now());
}

/** What nobody should ask over is not asked over. */
function isOpen({ connection, handshake, name }: NetworkPath): boolean {
  if (name.failure !== null || connection === null || connection.failure !== null) return false;
  return handshake === null || (handshake.failure === null && handshake.found?.refusal === null);
}

async function ask(config: Config, radicado: string): Promise<Asked> {
  const log = openLog({ level: "error", write: writeError });
  const metrics = openMetrics();
  const portal = openPortalFetch(config.portal);
  const line: Pick<Asked, "milliseconds" | "status" | "contentType"> = {
    milliseconds: null,
    status: null,
    contentType: null,
  };
  const fetch: PortalFetch = async (url, options) => {
    const startedAt = performance.now();
    const response = await portal(url, options);
    line.milliseconds = Math.round(performance.now() - startedAt);
    line.status = response.status;
    line.contentType = response.headers.get("content-type");
    return response;
  };
  const { state, close } = await openState(config, log, metrics);
  try {
    const source = config.portal.baseUrl.href === configOfProgram().portal.baseUrl.href
      ? "cpnu"
      : `probe:${config.portal.baseUrl.host}`;
    const deps = { source, fetch, clock: systemClock, log, metrics, state, settings: config.portal };
    const found = await probeCpnu(deps, { radicado, signal: AbortSignal.timeout(LONGEST_MS) });
    return { ...line, ...found };
  } finally {
    portal.close();
    await close();
  }
}

/** Its turn and its answer. */
const LONGEST_MS = 300_000;

/** The state that instances share; no database is looked at. */
async function openState(
  config: Config,
  log: ReturnType<typeof openLog>,
  metrics: ReturnType<typeof openMetrics>,
): Promise<{ state: SharedState; close(): Promise<void> }> {
  if (config.home.kind === "embedded") {
    return { state: embeddedStore(systemClock).state, close: () => Promise.resolve() };
  }
  const platform = await openPlatform(config, { log, metrics });
  return { state: platform.state, close: () => platform.close() };
}

function stepBody([step = "", state = "", milliseconds = "", what = ""]: readonly string[]) {
  return { step, state, milliseconds: milliseconds === "-" ? null : Number(milliseconds), what };
}

if (import.meta.main) Deno.exit(await runProgram(PORTAL_PROGRAM, Deno.args));
