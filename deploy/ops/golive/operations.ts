/** Whether work is done, by whom, on which version, and whether mail leaves. */
import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import journal from "#db/migrations/meta/_journal.json" with { type: "json" };
import { pendingMigrations } from "#db/migrate.ts";
import { VERSION } from "#main";
import { versionIn } from "../outside/answers.ts";
import { extensionsOf } from "../outside/mail_door.ts";
import { jsonOf } from "../outside/site.ts";
import { smokeSteps } from "../outside/journey.ts";
import { fail, notApplicable, pass, type Probe, unless } from "./probe.ts";
import type { Surroundings } from "./surroundings.ts";

/** As the status page has it: jobs are taken within seconds. */
const MOST_LATE_SECONDS = 180;
const MOST_SKEW_SECONDS = 5;
const LEAST_FREE_SHARE = 0.15;
const LEAST_WORKERS = 2;

export const OPERATIONS_PROBES: readonly Probe[] = [
  {
    id: "migrations",
    section: "operations",
    severity: "high",
    needs: "database",
    async look(from) {
      const pending = await pendingMigrations((await from.lexia()).platform.sql);
      const head = journal.entries.at(-1)?.tag ?? "";
      return pending === 0 ? pass(head) : fail({ en: `${pending} missing`, es: `faltan ${pending}` });
    },
  },
  {
    id: "version",
    section: "operations",
    severity: "medium",
    async look(from) {
      const answered = versionIn(await from.page("/api/openapi.json"));
      const running = from.home === "outside" ? [] : (await from.instances()).map(({ version }) => version);
      const all = [...new Set([answered, ...running])];
      return all.length === 1 && all[0] === VERSION ? pass(VERSION) : fail(`${all.join(", ")} / ${VERSION}`);
    },
  },
  {
    id: "workers",
    section: "operations",
    severity: "high",
    needs: "database",
    async look(from) {
      if (from.home === "edge") {
        return notApplicable(
          "cron and each commit wake the edge",
          "el cron y cada confirmación despiertan el borde",
        );
      }
      const working = (await from.instances()).filter(({ role }) => role !== "serve");
      return working.length >= LEAST_WORKERS ? pass(`${working.length}`) : fail(`${working.length}`);
    },
  },
  {
    id: "instances",
    section: "operations",
    severity: "low",
    needs: "database",
    async look(from) {
      if (from.home === "edge") return notApplicable("Deno Deploy starts them", "los inicia Deno Deploy");
      const serving = (await from.instances()).filter(({ role }) => role !== "worker");
      return serving.length >= 2 ? pass(`${serving.length}`) : fail(`${serving.length}`);
    },
  },
  {
    id: "job_queue",
    section: "operations",
    severity: "high",
    needs: "database",
    async look(from) {
      const [row] = await from.rows(
        "select coalesce(extract(epoch from now() - min(run_at)), 0)::int, count(*) from jobs where status = 'ready' and run_at <= now()",
      );
      const evidence = `${row?.[1]} × ≤ ${row?.[0]} s`;
      return Number(row?.[0]) <= MOST_LATE_SECONDS ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "jobs_buried",
    section: "operations",
    severity: "medium",
    needs: "database",
    async look(from) {
      const rows = await from.rows(
        "select task, count(*) from jobs where status = 'buried' and finished_at > now() - interval '1 day' group by task order by 2 desc limit 5",
      );
      return unless(rows.map(([task, count]) => `${task} × ${count}`), { en: "0 in 24 h", es: "0 en 24 h" });
    },
  },
  {
    id: "portal_breaker",
    section: "operations",
    severity: "high",
    needs: "database",
    async look(from) {
      const { breaker } = await (await from.lexia()).services.portal.health();
      return breaker.state === "closed" ? pass(breaker.state) : fail(breaker.state);
    },
  },
  {
    id: "portal_contact",
    section: "operations",
    severity: "medium",
    needs: "configuration",
    look({ config: { portal } }) {
      return portal.contact === null
        ? fail("PORTAL_CONTACT -")
        : pass(`PORTAL_PER_MINUTE=${portal.perMinute}`);
    },
  },
  {
    id: "clocks",
    section: "operations",
    severity: "high",
    needs: "database",
    async look(from) {
      const [row] = await from.rows("select extract(epoch from clock_timestamp())::float8");
      const own = from.given.now() / 1_000;
      const { headers } = await from.site.ask("/health");
      const skews = [
        { of: "PostgreSQL", seconds: Number(row?.[0]) - own },
        ...(headers.date ? [{ of: "HTTP", seconds: Date.parse(headers.date) / 1_000 - own }] : []),
      ];
      const evidence = skews.map(({ of, seconds }) => `${of} ${seconds.toFixed(1)} s`).join(", ");
      return skews.every(({ seconds }) => Math.abs(seconds) <= MOST_SKEW_SECONDS)
        ? pass(evidence)
        : fail(evidence);
    },
  },
  {
    id: "disk_space",
    section: "operations",
    severity: "high",
    needs: "configuration",
    look(from) {
      const { files } = from.config;
      const folders = [
        files?.kind === "folder" ? files.folder : undefined,
        from.given.env("BACKUP_STORAGE_PATH"),
      ].flatMap((folder) => folder ? [folder] : []);
      if (folders.length === 0) {
        return notApplicable("files lie in a bucket", "los archivos están en un bucket");
      }
      const shares = folders.map((folder) => {
        const { bavail, blocks, bfree } = statfsSync(existing(folder));
        return bavail / Math.max(1, blocks - bfree + bavail);
      });
      const least = Math.min(...shares);
      const evidence = {
        en: `${(least * 100).toFixed(0)} % free`,
        es: `${(least * 100).toFixed(0)} % libre`,
      };
      return least >= LEAST_FREE_SHARE ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "admin_panel",
    section: "operations",
    severity: "high",
    async look(from) {
      const page = await from.page("/sign-in", "admin");
      const organizations = await from.site.ask("/api/v1/admin/organizations", { host: "admin" });
      const isRight = page.status === 200 && organizations.status === 401;
      return isRight
        ? pass("/sign-in 200, /api/v1/admin 401")
        : fail(`/sign-in ${page.status}, /api/v1/admin ${organizations.status}`);
    },
  },
  {
    id: "tenants",
    section: "operations",
    severity: "high",
    needs: "database",
    async look(from) {
      const [row] = await from.rows(
        "select subdomain from organizations where is_active order by created_at limit 1",
      );
      if (row === undefined) return fail({ en: "no organization yet", es: "aún no hay organizaciones" });
      const page = await from.site.ask("/sign-in", { host: String(row[0]) });
      return page.status === 200 ? pass(`${row[0]}: 200`) : fail(`${row[0]}: ${page.status}`);
    },
  },
  {
    id: "legal_documents",
    section: "operations",
    severity: "low",
    needs: "configuration",
    look({ config: { legal } }) {
      return unless([
        ...(legal.terms === null ? ["TERMS_VERSION -"] : []),
        ...(legal.privacy === null ? ["PRIVACY_VERSION -"] : []),
      ], `${legal.terms?.version}, ${legal.privacy?.version}`);
    },
  },
  {
    id: "mail_server",
    section: "operations",
    severity: "high",
    needs: "configuration",
    async look({ config: { smtp } }) {
      if (smtp === null) return fail("SMTP_HOST -");
      try {
        const extensions = await extensionsOf(smtp);
        const isRight = smtp.user === null || extensions.includes("AUTH");
        return isRight ? pass(`TLS; ${extensions.join(" ")}`) : fail("- AUTH");
      } catch (error) {
        return fail(error instanceof Error ? error.message.slice(0, 80) : "?");
      }
    },
  },
  {
    id: "mail_records",
    section: "operations",
    severity: "medium",
    needs: "configuration",
    async look(from) {
      const domain = from.config.mailFrom.address.split("@").at(-1) ?? "";
      const wanted: [name: string, pattern: RegExp, what: string][] = [
        [domain, /^v=spf1 .*[-~]all/i, "SPF"],
        [`${from.given.dkimSelector}._domainkey.${domain}`, /\bp=[\w+/]{20,}/, "DKIM"],
        [`_dmarc.${domain}`, /^v=DMARC1\s*;.*\bp=(quarantine|reject)/i, "DMARC"],
      ];
      const missing: string[] = [];
      for (const [name, pattern, what] of wanted) {
        if (!(await textsOf(from, name)).some((text) => pattern.test(text))) {
          missing.push(`- ${what} (${name})`);
        }
      }
      return unless(missing, `SPF, DKIM, DMARC: ${domain}`);
    },
  },
  {
    id: "sign_in_journey",
    section: "operations",
    severity: "high",
    async look(from) {
      const login = {
        organization: from.given.env("SMOKE_ORGANIZATION"),
        email: from.given.env("SMOKE_EMAIL"),
        password: from.secret("SMOKE_PASSWORD"),
      };
      if (!login.organization || !login.email || !login.password) {
        return notApplicable(
          "SMOKE_ORGANIZATION, SMOKE_EMAIL and SMOKE_PASSWORD are not set",
          "faltan SMOKE_ORGANIZATION, SMOKE_EMAIL y SMOKE_PASSWORD",
        );
      }
      if (!from.site.isSafeForSecrets) {
        return fail({
          en: "no password is sent: see certificate_trusted",
          es: "no se envía contraseña: vea certificate_trusted",
        });
      }
      const { organization, email, password } = login;
      const steps = await smokeSteps(from.site, { organization, email, password });
      return unless(
        steps.filter(({ faults }) => faults.length > 0).map(({ id, faults }) =>
          `${id}: ${faults.join(", ")}`
        ),
        steps.map(({ id }) => id).join(", "),
      );
    },
  },
  {
    id: "api_described",
    section: "operations",
    severity: "low",
    async look(from) {
      const paths = Object.keys(Object(jsonOf(await from.page("/api/openapi.json")).paths)).length;
      return paths > 0 ? pass(`${paths}`) : fail("0");
    },
  },
];

async function textsOf({ config: { dnsServer } }: Surroundings, name: string): Promise<string[]> {
  const nameServer = dnsServer === null ? undefined : { ipAddr: dnsServer.host, port: dnsServer.port };
  const records = await Deno.resolveDns(name, "TXT", { nameServer }).catch(() => []);
  return records.map((parts) => parts.join(""));
}

/** Itself, or the folder in which it will be made. */
function existing(folder: string): string {
  return existsSync(folder) ? folder : existing(dirname(folder));
}
