/** Security as it shows from outside: certificate, TLS, and what the site answers to strangers. */
import type { PeerCertificate } from "node:tls";
import tls from "node:tls";
import {
  type Chosen,
  chosenOf,
  TLS_1_0,
  TLS_1_1,
  TLS_1_2,
  TLS_1_3,
  WEAK_SUITES,
} from "../outside/client_hello.ts";
import { Unreachable } from "../outside/site.ts";
import { fail, notApplicable, pass, type Probe, unless, Untold } from "./probe.ts";
import type { Surroundings } from "./surroundings.ts";

const DAY_MS = 86_400_000;
/** certbot renews thirty days before the end: who has fewer than half of that has missed it. */
const LEAST_DAYS = 14;
const PATIENCE_MS = 10_000;

const PLAIN = notApplicable("the address begins with http://", "la dirección empieza por http://");

export const TLS_PROBES: readonly Probe[] = [
  {
    id: "certificate_trusted",
    section: "security",
    severity: "high",
    async look(from) {
      if (!from.site.isEncrypted) return fail("http://");
      const { refusal, certificate } = await certificateOf(from);
      return refusal === null ? pass(`${certificate.issuer.O ?? certificate.issuer.CN}`) : fail(refusal);
    },
  },
  {
    id: "certificate_expiry",
    section: "security",
    severity: "high",
    async look(from) {
      if (!from.site.isEncrypted) return PLAIN;
      const { certificate } = await certificateOf(from);
      const days = Math.floor((Date.parse(certificate.valid_to) - from.given.now()) / DAY_MS);
      const evidence = {
        en: `${days} days left, until ${new Date(certificate.valid_to).toISOString().slice(0, 10)}`,
        es: `quedan ${days} días, hasta el ${new Date(certificate.valid_to).toISOString().slice(0, 10)}`,
      };
      return days >= LEAST_DAYS ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "certificate_wildcard",
    section: "security",
    severity: "high",
    async look(from) {
      if (!from.site.isEncrypted) return PLAIN;
      if (from.given.config?.singleTenant) {
        return notApplicable("one organization (SINGLE_TENANT)", "una sola organización (SINGLE_TENANT)");
      }
      const { certificate } = await certificateOf(from);
      const names = (certificate.subjectaltname ?? "").split(", ").map((name) => name.replace("DNS:", ""));
      const missing = [from.site.url.hostname, `*.${from.site.url.hostname}`].filter((name) =>
        !names.includes(name)
      );
      return unless(missing.map((name) => `- ${name}`), names.join(", "));
    },
  },
  {
    id: "tls_old_protocols",
    section: "security",
    severity: "high",
    async look(from) {
      if (!from.site.isEncrypted) return PLAIN;
      const accepted: string[] = [];
      for (const [version, name] of [[TLS_1_0, "TLSv1.0"], [TLS_1_1, "TLSv1.1"]] as const) {
        if ((await offered(from, version))?.version === version) accepted.push(name);
      }
      return unless(accepted, { en: "TLSv1.0 and TLSv1.1 refused", es: "TLSv1.0 y TLSv1.1 rechazados" });
    },
  },
  {
    id: "tls_weak_ciphers",
    section: "security",
    severity: "high",
    async look(from) {
      if (!from.site.isEncrypted) return PLAIN;
      const chosen = await offered(from, TLS_1_2, WEAK_SUITES);
      if (chosen !== null) return fail(`TLSv1.2 0x${chosen.suite.toString(16).padStart(4, "0")}`);
      return pass({
        en: `none of ${WEAK_SUITES.length} weak suites accepted`,
        es: `ninguna de ${WEAK_SUITES.length} suites débiles aceptada`,
      });
    },
  },
  {
    id: "tls_modern",
    section: "security",
    severity: "medium",
    async look(from) {
      if (!from.site.isEncrypted) return PLAIN;
      const missing: string[] = [];
      for (const [version, name] of [[TLS_1_2, "TLSv1.2 ECDHE+AEAD"], [TLS_1_3, "TLSv1.3"]] as const) {
        if ((await offered(from, version))?.version !== version) missing.push(`- ${name}`);
      }
      return unless(missing, "TLSv1.2 ECDHE+AEAD, TLSv1.3");
    },
  },
  {
    id: "http_redirects",
    section: "security",
    severity: "high",
    async look(from) {
      if (!from.site.isEncrypted) return PLAIN;
      const host = from.site.nameOf("");
      try {
        const { status, headers } = await from.site.ask("/sign-in?a=1", { isPlain: true });
        const target = URL.parse(headers.location ?? "");
        const isRight = [301, 308].includes(status) && target?.protocol === "https:" &&
          target.hostname === host;
        const evidence = `${status} ${target?.origin ?? ""}`.trim();
        return isRight ? pass(evidence) : fail(evidence);
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        const { code } = error;
        return pass({ en: `nothing answers over http (${code})`, es: `nada responde por http (${code})` });
      }
    },
  },
];

async function offered(
  from: Surroundings,
  version: number,
  suites?: readonly number[],
): Promise<Chosen | null> {
  const { site } = from;
  const serverName = site.nameOf("");
  return await chosenOf({ address: site.addressOf(""), port: site.port, serverName, version, suites });
}

interface Seen {
  certificate: PeerCertificate;
  /** Why it does not prove who the site is; null where it does. */
  refusal: string | null;
}

async function certificateOf(from: Surroundings): Promise<Seen> {
  const { site } = from;
  return await from.once("certificate", () =>
    new Promise<Seen>((resolve, reject) => {
      const servername = site.nameOf("");
      const socket = tls.connect({
        host: site.addressOf(""),
        port: site.port,
        servername,
        ca: site.ca,
        rejectUnauthorized: false,
      });
      const stop = (error: Error) => {
        socket.destroy();
        reject(error);
      };
      socket.setTimeout(PATIENCE_MS, () => stop(new Untold("ETIMEDOUT")));
      socket.on("error", stop);
      socket.on("secureConnect", () => {
        const certificate = socket.getPeerCertificate(true);
        const isNamed = tls.checkServerIdentity(servername, certificate) === undefined;
        const refusal = socket.authorized
          ? isNamed ? null : "ERR_TLS_CERT_ALTNAME_INVALID"
          : String(codeOf(socket.authorizationError));
        socket.destroy();
        resolve({ certificate, refusal });
      });
    }));
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : error;
}
