/** Security as it shows in what the site answers to strangers. */
import {
  headerFaults,
  hstsFaults,
  leakFaults,
  malformedSignIn,
  nobodysName,
  openDoors,
  policyFaults,
  unknownTenantFaults,
} from "../outside/answers.ts";
import { type Answer, isProblem, jsonOf } from "../outside/site.ts";
import { fail, type Finding, notApplicable, pass, type Probe, unless, Untold } from "./probe.ts";

const PAGE = "/sign-in";
const SAMPLE = 16;
const ANNOUNCED_BYTES = 128 * 1024 ** 2;
/** More than any burst that LEXIA or its front grants; the answers cost next to nothing. */
const MOST_CALLS = 400;
const AT_ONCE = 40;

export const ANSWER_PROBES: readonly Probe[] = [
  {
    id: "hsts",
    section: "security",
    severity: "high",
    async look(from) {
      if (!from.site.isEncrypted) return fail("http://");
      const page = await from.page(PAGE, "admin");
      return unless(hstsFaults(page), page.headers["strict-transport-security"] ?? "");
    },
  },
  {
    id: "security_headers",
    section: "security",
    severity: "high",
    look: async (from) =>
      unless(headerFaults(await from.page(PAGE, "admin")), "CSP, nosniff, DENY, referrer, COOP, CORP"),
  },
  {
    id: "content_policy",
    section: "security",
    severity: "high",
    look: async (from) =>
      unless(policyFaults(await from.page(PAGE, "admin")), "default-src, frame-ancestors"),
  },
  {
    id: "no_leaks",
    section: "security",
    severity: "medium",
    async look(from) {
      const answers = [
        await from.page(PAGE, "admin"),
        await from.page("/nothing-is-here", "admin"),
        await malformedSignIn(from.site, "admin"),
      ];
      return unless([...new Set(leakFaults(answers))], `${answers.length} answers`);
    },
  },
  {
    id: "unknown_tenant",
    section: "security",
    severity: "high",
    async look(from) {
      if (from.given.config?.singleTenant) {
        return notApplicable("one organization (SINGLE_TENANT)", "una sola organización (SINGLE_TENANT)");
      }
      return unless(await unknownTenantFaults(from.site), "400 application/problem+json");
    },
  },
  {
    id: "asks_who",
    section: "security",
    severity: "high",
    async look(from) {
      const { asked, open } = await openDoors(from.site, SAMPLE, from.given.env("SMOKE_ORGANIZATION"));
      if (asked === 0) return fail("/api/openapi.json ?");
      return unless(open, { en: `${asked} operations refuse`, es: `${asked} operaciones se niegan` });
    },
  },
  {
    id: "input_refused",
    section: "security",
    severity: "high",
    async look(from) {
      const answer = await malformedSignIn(from.site, "admin");
      const isRefused = [400, 422].includes(answer.status) && isProblem(answer);
      return isRefused ? pass(`${answer.status} ${jsonOf(answer).code}`) : fail(`${answer.status}`);
    },
  },
  {
    id: "injection_refused",
    section: "security",
    severity: "high",
    async look(from) {
      const faults: string[] = [];
      for (const [host, path] of INJECTIONS) {
        const { status, body } = await from.site.ask(path, { host });
        if (status >= 500) faults.push(`${path} ${status}`);
        if (/syntax error|SQLSTATE|pg_catalog|relation "/i.test(body)) faults.push(`${path} SQL`);
      }
      return unless(faults, {
        en: `${INJECTIONS.length} attempts, no 5xx`,
        es: `${INJECTIONS.length} intentos, ningún 5xx`,
      });
    },
  },
  {
    id: "markup_escaped",
    section: "security",
    severity: "high",
    async look(from) {
      const mark = `x${crypto.randomUUID().slice(0, 8)}`;
      const markup = encodeURIComponent(`"><script>${mark}</script>`);
      const pages = [
        await from.site.ask(`/sign-in?email=${markup}&next=/${markup}`, { host: "admin" }),
        await from.site.ask(`/${markup}`, { host: "admin", headers: { Accept: "text/html" } }),
      ];
      const isOpen = pages.some(({ body }) => body.includes(`<script>${mark}`));
      return isOpen ? fail("<script>") : pass({ en: `${pages.length} pages`, es: `${pages.length} páginas` });
    },
  },
  {
    id: "cors_closed",
    section: "security",
    severity: "high",
    async look(from) {
      const origin = `https://${nobodysName()}.example`;
      const asked = {
        host: "api",
        method: "OPTIONS",
        headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
      };
      const { headers } = await from.site.ask("/api/v1/solicitudes", asked);
      const allowed = headers["access-control-allow-origin"];
      const known = from.given.config?.corsOrigins.length ?? 0;
      if (allowed !== undefined) {
        return fail(`access-control-allow-origin: ${allowed === origin ? "(any)" : allowed}`);
      }
      return pass({
        en: `a stranger is refused; ${known} known`,
        es: `un extraño es rechazado; ${known} conocidos`,
      });
    },
  },
  {
    id: "cookie_flags",
    section: "security",
    severity: "high",
    async look(from) {
      // The theme is the one cookie that anybody gets. Sessions are set by the same rules.
      const origin = from.site.url.origin.replace("://", "://admin.");
      const answer = await from.site.ask("/look", {
        host: "admin",
        method: "POST",
        headers: {
          "Content-Type": "application/x-www-form-urlencoded",
          Origin: origin,
          "Sec-Fetch-Site": "same-origin",
        },
        body: "theme=dark",
      });
      if (answer.cookies.length === 0) return fail(`${answer.status}: - set-cookie`);
      const faults = answer.cookies.flatMap((cookie) =>
        ["__Host-", "; Secure", "; HttpOnly", "; SameSite="].filter((flag) =>
          !cookie.toLowerCase().includes(flag.toLowerCase())
        )
      );
      return unless(faults.map((flag) => `- ${flag}`), "__Host-, Secure, HttpOnly, SameSite");
    },
  },
  {
    id: "metrics_closed",
    section: "security",
    severity: "high",
    async look(from) {
      const { status, body } = await from.site.ask("/metrics");
      return [401, 403, 404].includes(status) && !body.includes("# TYPE")
        ? pass(`${status}`)
        : fail(`${status}`);
    },
  },
  {
    id: "body_limit",
    section: "security",
    severity: "medium",
    async look(from) {
      const asked = {
        host: "api",
        method: "POST",
        announcedBytes: ANNOUNCED_BYTES,
        headers: { "Content-Type": "application/json" },
      };
      const statuses: number[] = [];
      for (const path of ["/api/v1/solicitudes", "/api/v1/solicitudes/bulk"]) {
        statuses.push((await from.site.ask(path, asked).catch(() => ({ status: 0 }))).status);
      }
      const evidence = statuses.join(", ");
      return statuses.every((status) => status === 413) ? pass(evidence) : fail(evidence);
    },
  },
];

const INJECTIONS: readonly [host: string, path: string][] = [
  ["admin", "/sign-in?next=%27%20or%201%3D1%20--"],
  ["api", "/api/v1/solicitudes?status=%27%3B%20drop%20table%20users%3B--"],
  ["api", "/api/v1/solicitudes/%27%20union%20select%20null--"],
  ["admin", "/password-reset?token=%27%29%20or%20pg_sleep%2810%29--"],
];

/** At last, since whoever asks from this address is refused for a while afterwards. */
export const LIMIT_PROBES: readonly Probe[] = [
  {
    id: "api_rate_limit",
    section: "security",
    severity: "high",
    look: (from) => limited(() => from.site.ask("/auth/me", { host: "api", isHasty: true })),
  },
  {
    id: "sign_in_rate_limit",
    section: "security",
    severity: "high",
    look: (from) => limited(() => malformedSignIn(from.site, "admin", true)),
  },
];

/** Asks until it is told to wait. No account is named, so nobody is locked out by it. */
async function limited(ask: () => Promise<Answer>): Promise<Finding> {
  for (let asked = AT_ONCE; asked <= MOST_CALLS; asked += AT_ONCE) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, ask));
    const refused = answers.find(({ status }) => status === 429);
    if (!refused) {
      if (answers.some(({ status }) => status >= 500)) throw new Untold("5xx");
      continue;
    }
    const wait = refused.headers["retry-after"];
    if (!/^\d+$/.test(wait ?? "")) return fail("429, - retry-after");
    return pass({
      en: `429 within ${asked} calls, Retry-After ${wait}`,
      es: `429 antes de ${asked} llamadas, Retry-After ${wait}`,
    });
  }
  return fail({ en: `${MOST_CALLS} calls, no 429`, es: `${MOST_CALLS} llamadas, ningún 429` });
}
