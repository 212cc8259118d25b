/**
 * `deno task golive`: the whole checklist before production and after it, as probes against a running installation. Asks
 * from outside over HTTPS, and from inside with the environment of LEXIA's processes. Reads, and changes nothing.
 */
import { parseArgs } from "node:util";
import { VERSION } from "#main";
import { type Config, ConfigError, readConfig } from "#platform/mod.ts";
import { Ending } from "./_ending.ts";
import { readFiled } from "./golive/filed.ts";
import { type Language, type Section, SECTIONS } from "./golive/probe.ts";
import { reportHtml } from "./golive/report_html.ts";
import { type About, reportFields, reportText } from "./golive/report_text.ts";
import { failuresOf, report } from "./golive/run_probes.ts";
import { type GoliveHome, Surroundings } from "./golive/surroundings.ts";
import { siteOf } from "./outside/arguments.ts";
import { EXIT, told } from "./outside/ending.ts";
import { Unreachable } from "./outside/site.ts";

const HELP = `deno task golive [--url=ADDRESS] [options]

  --url=ADDRESS        the base domain, such as https://lexia.example.com; PUBLIC_URL, or BASE_DOMAIN, where not given
  --home=HOME          server, edge, embedded: what must be configured here; outside: what strangers see, and no more
  --section=NAME       ${SECTIONS.join(", ")}; several by commas or by repeating it
  --language=es|en     of the words; es where not given
  --json               one JSON object instead of a table
  --html=FILE          writes the report as a page as well; with "-" the page alone, in place of the table
  --strict             lines of low severity count, and so does what people have not filed
  --filed=FILE         what people have filed: a line "box: what, who, when" for each box
  --drill=FILE         what deno task drill --json has said; with "-" it is piped in
  --dkim-selector=NAME under which the mail's key is published; "default" where not given
  --connect=ADDRESS    connects there instead of where the name points to
  --http-port=PORT     where plain HTTP is answered; 80 where not given
  --ca-file=FILE       authorities to trust beside the system's, in PEM

From inside it reads LEXIA's own variables, those of backups, and PROMETHEUS_URL, ALERTMANAGER_URL, ELASTICSEARCH_URL,
ELASTICSEARCH_API_KEY, GRAFANA_URL, GRAFANA_TOKEN, SMOKE_ORGANIZATION, SMOKE_EMAIL, SMOKE_PASSWORD.
Limits are tried until they hold: for a minute afterwards this machine's address is told to wait. Nobody is locked out.

Exit codes: 0 all lines hold, 1 one fails, 2 wrong usage or configuration, 3 the site or the database cannot be reached.
`;

/** What the certificate is worth has lines of its own; the others are asked nevertheless. */
const IS_CERTIFICATE = /CERT|ISSUER|SIGNATURE|SELF_SIGNED|ALTNAME|InvalidData|UnknownIssuer/i;
const HOMES: readonly string[] = ["server", "edge", "embedded", "outside"] satisfies GoliveHome[];

interface Options {
  sections: Section[];
  language: Language;
  home?: string;
  html?: string;
  isStrict: boolean;
  values: Record<string, string | undefined>;
}

async function run(args: string[]): Promise<Ending> {
  const options = optionsOf(args);
  if (options === "help") return new Ending(EXIT.done, "help", HELP);
  const { language, sections, values, isStrict, html } = options;
  const config = configFor(options.home);
  const site = siteOf(values, config?.publicUrl.href ?? ownAddress(), usage);
  const filed = await readFiled(values.filed, usage);
  await using from = new Surroundings({
    site,
    config,
    // A container is given what nobody has set as an empty text.
    env: (name) => Deno.env.get(name)?.trim() || undefined,
    drillFile: values.drill ?? null,
    dkimSelector: values["dkim-selector"] ?? "default",
    now: () => Date.now(),
  });
  await reach(from);
  const made = await report(from, sections, filed);
  const about: About = { url: site.url.origin, home: from.home, version: VERSION, at: new Date(), language };
  if (html !== undefined && html !== "-") {
    await Deno.writeTextFile(html, reportHtml(made, about)).catch(() => {
      throw usage("Cannot write the file that --html names");
    });
  }
  const failed = failuresOf(made, isStrict);
  const fields = { ...reportFields(made, about), failed };
  const isWell = failed.length === 0;
  return new Ending(
    isWell ? EXIT.done : EXIT.failed,
    isWell ? "ready" : "not_ready",
    html === "-" ? reportHtml(made, about) : reportText(made, about),
    fields,
  );
}

/** Nothing can be told of what is not there. @throws {Ending} */
async function reach(from: Surroundings): Promise<void> {
  const answers = () =>
    from.site.ask("/health").then(() => null, (error: unknown) => {
      if (error instanceof Unreachable) return error;
      throw error;
    });
  let missing = await answers();
  if (missing && IS_CERTIFICATE.test(missing.code)) {
    from.site.distrust();
    missing = await answers();
  }
  if (missing) throw unreachable(missing.message);
  if (from.home === "server" || from.home === "edge") {
    await from.rows("select 1").catch(() => {
      throw unreachable("Cannot reach the database that DATABASE_URL or DATABASE_OWNER_URL names");
    });
  }
}

/** As LEXIA's processes would be told, where nothing more is looked at than the address. */
function ownAddress(): string | null {
  const baseDomain = Deno.env.get("BASE_DOMAIN");
  return Deno.env.get("PUBLIC_URL") || (baseDomain ? `https://${baseDomain}` : null);
}

/** Null where nothing is configured here, or nothing of it is wanted. @throws {Ending} */
function configFor(home: string | undefined): Config | null {
  const names = [
    "DATABASE_URL",
    "DATABASE_URL_FILE",
    "REDIS_URL",
    "UPSTASH_REDIS_REST_URL",
    "SECRET_KEY",
    "DATA_DIR",
  ];
  const isConfigured = names.some((name) => Deno.env.get(name));
  if (home === "outside" || (home === undefined && !isConfigured)) return null;
  try {
    const config = readConfig({
      get: (name) => Deno.env.get(name),
      readTextFile: (path) => Deno.readTextFileSync(path),
    });
    if (home !== undefined && config.home.kind !== home) {
      throw usage(`The environment means the home "${config.home.kind}", not "${home}"`);
    }
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw usage(error.message);
  }
}

function optionsOf(args: string[]): Options | "help" {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values } = parseArgs({
      args,
      options: {
        url: text,
        home: text,
        section: { type: "string", multiple: true },
        language: { type: "string", default: "es" },
        html: text,
        filed: text,
        drill: text,
        "dkim-selector": text,
        connect: text,
        "http-port": text,
        "ca-file": text,
        strict: flag,
        json: flag,
        help: { ...flag, short: "h" },
      },
    });
    if (values.help) return "help";
    const { section, strict: isStrict, json: _json, help: _help, language, home, html, ...rest } = values;
    const sections = (section ?? [...SECTIONS]).flatMap((part) => part.split(","));
    if (language !== "es" && language !== "en") throw usage("Choose --language=es or --language=en");
    if (home !== undefined && !HOMES.includes(home)) throw usage(`Choose --home=${HOMES.join(", --home=")}`);
    if (html === "-" && values.json) {
      throw usage("Choose --json or --html=-: both would be written to the same place");
    }
    if (!sections.every(isSection)) throw usage(`Choose --section from ${SECTIONS.join(", ")}`);
    return { sections: sections.filter(isSection), language, home, html, isStrict, values: rest };
  } catch (error) {
    throw error instanceof Ending ? error : usage("Cannot read the arguments");
  }
}

function isSection(text: string): text is Section {
  return SECTIONS.some((section) => section === text);
}

function usage(problem: string): Ending {
  return new Ending(EXIT.usage, "usage", `${problem}\n\n${HELP}`);
}

function unreachable(message: string): Ending {
  return new Ending(EXIT.unreachable, "unreachable", message);
}

export async function main(args: string[]): Promise<number> {
  const ending = await run(args).catch((error: unknown) => {
    if (error instanceof Ending) return error;
    return unreachable(`Cannot go on: ${error instanceof Error ? error.message : "unknown reason"}`);
  });
  return told(args, ending);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
