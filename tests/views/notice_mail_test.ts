/** What people are told of events by mail: each kind of event, and digests. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { EventData } from "#domain/events/event_types.ts";
import type { Messages } from "#domain/mail/messages.ts";
import type { Notice } from "#domain/notifications/notice.ts";
import { messageOf } from "#platform/mail/smtp.ts";
import { mailText } from "#views/email/message.tsx";

const NASTY = `<script>alert("1")</script> & 'Ñandú' ]]>`;
const AT = "2026-11-26T17:30:00Z";

const AROUND = {
  organization: NASTY,
  name: NASTY,
  casesLink: "https://acme.lexia.test/solicitudes",
  preferencesLink: "https://acme.lexia.test/notifications",
  unsubscribeLink: "https://acme.lexia.test/unsubscribe?token=v1.abc-DEF_123",
};
const CASE = {
  solicitudId: crypto.randomUUID(),
  radicado: "11001-40-03-082-2017-99999-00",
  alias: NASTY,
  sought: null,
};
const LINE = {
  id: crypto.randomUUID(),
  kind: "actuacion",
  severity: "high",
  despacho: NASTY,
  act: NASTY,
  note: NASTY,
  filedOn: "2026-11-26",
  termEndsOn: "2026-12-04",
  isWithEstado: true,
} as const;

function noticeOf<K extends keyof EventData>(type: K, data: EventData[K], isOfCase = true): Notice {
  const about = isOfCase ? CASE : null;
  // Type and data are those of one event.
  return {
    eventId: crypto.randomUUID(),
    type,
    data,
    at: AT,
    case: about,
    novedades: type === "novedad.created" ? [LINE] : [],
    hits: [],
  } as Notice;
}

const OF_CASE = { solicitud_id: CASE.solicitudId, radicado: "11001400308220179999900", execution_id: "a" };
const SEARCH = { ...CASE, radicado: null, sought: { nombre: NASTY, tipoPersona: "juridica" } } as const;

function searchNotice(result: string, fresh: number): Notice {
  const hits = Array.from({ length: Math.min(fresh, 2) }, (_, i) => (
    { radicado: `11001-40-03-082-2017-9999${i}-00`, despacho: NASTY, parties: i === 0 ? NASTY : null }
  ));
  const data = {
    ...OF_CASE,
    radicado: null,
    result,
    hits: { total: 14, new: fresh, gone: 0 },
    severity: fresh > 0 ? "high" as const : null,
  };
  const about = { type: "solicitud.completed", eventId: crypto.randomUUID(), at: AT } as const;
  return { ...about, data, case: SEARCH, novedades: [], hits };
}

const NOTICES: Notice[] = [
  searchNotice("found", 3),
  searchNotice("found", 0),
  searchNotice("too_many", 0),
  noticeOf("novedad.created", { ...OF_CASE, novedad_ids: [LINE.id], severity: "high" }),
  noticeOf("solicitud.completed", { ...OF_CASE, result: "found" }),
  noticeOf("solicitud.failed", { ...OF_CASE, reason: "portal_silent" }),
  noticeOf("solicitud.held", { ...OF_CASE, reason: "quota", resumes_at: AT }),
  noticeOf("proceso.verified", { ...OF_CASE, evidence: null }),
  noticeOf("proceso.private", { ...OF_CASE, id_proceso: "1", is_private: true }),
  noticeOf("bulk.completed", { bulk_id: "a", status: "completed", total: 3, valid: 2, invalid: 1 }, false),
  noticeOf(
    "quota.warning",
    { month: "2026-11", used: 80, limit: 100, percent: 80, resets_at: AT },
    false,
  ),
];
const DIGEST = {
  ...AROUND,
  novedades: [{ case: CASE, lines: [LINE, { ...LINE, id: "b", act: null, note: null, termEndsOn: null }] }],
  verified: [{ case: CASE, times: 1, at: AT }, { case: CASE, times: 5, at: AT }],
  failed: [{ case: CASE, at: AT }],
  held: [{ case: CASE, resumesAt: AT }],
  searches: [searchNotice("found", 3)],
  others: NOTICES,
  agenda: [{ day: "2026-12-01", act: NASTY, case: CASE }],
};

const MESSAGES: { [K in "notification" | "digest"]: Messages[K][] } = {
  notification: NOTICES.map((notice) => ({ ...AROUND, notice })),
  digest: [
    { ...DIGEST, way: "daily", more: 0 },
    { ...DIGEST, way: "weekly", novedades: [], others: [], more: 3 },
  ],
};

function render<K extends keyof Messages>(kind: K, locale: "es" | "en", says: Messages[K]) {
  return mailText<K>({ kind, locale, says });
}

/** What somebody sees of it. */
function seen(html: string): string {
  return html.replace(/<[^>]*>/g, " ").replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&").replace(/\s+/g, " ");
}

for (const kind of ["notification", "digest"] as const) {
  Deno.test(`A message of the kind ${kind}`, async (t) => {
    for (const locale of ["es", "en"] as const) {
      for (const [i, says] of MESSAGES[kind].entries()) {
        const { subject, text, html, unsubscribe } = render(kind, locale, says);

        await t.step(`says the same as text and as HTML, ${locale} ${i}`, () => {
          const shown = seen(html).toUpperCase();
          for (const line of text.split("\n").filter((line) => !/http|^--$/.test(line))) {
            const words = line.replace(/^\s*[*-] /, "").replace(/\s+/g, " ").trim().toUpperCase();
            ok(shown.includes(words), `${words}\n${shown}`);
          }
          ok(!/undefined|\[object|NaN|Invalid Date/.test(text + subject), text);
          ok(!/[\r\n]/.test(subject));
        });

        await t.step(`escapes what people wrote, ${locale} ${i}`, () => {
          ok(!html.includes("<script"), html);
          match(html, /&lt;script&gt;/);
        });

        await t.step(`shows both ways out, ${locale} ${i}`, () => {
          strictEqual(unsubscribe, AROUND.unsubscribeLink);
          for (const way of [AROUND.unsubscribeLink, AROUND.preferencesLink]) {
            ok(text.includes(way) && html.includes(`href="${way}"`), text);
          }
        });
      }
    }
  });
}

Deno.test("A digest", async (t) => {
  const text = render("digest", "es", { ...DIGEST, way: "daily", more: 0 }).text;

  await t.step(
    "says novedades first, then what was verified, failed and held, and at last the agenda",
    () => {
      const titles = [
        "NOVEDADES\n",
        "NOVEDADES DE SUS BÚSQUEDAS",
        "VERIFICADO, SIN NOVEDADES",
        "NO SE PUDO CONSULTAR",
        "EN ESPERA POR EL CUPO DE CONSULTAS",
        "OTROS AVISOS",
        "TÉRMINOS QUE VENCEN",
      ];
      const places = titles.map((title) => text.indexOf(`\n${title}`));
      ok(places.every((place, i) => place > (places[i - 1] ?? 0)), JSON.stringify(places));
      match(text, /verificado 5 veces, la última el 26 de noviembre de 2026/);
      match(text, /\* 1 de diciembre de 2026: /);
    },
  );

  await t.step("says how many cases it does not show", () => {
    match(text, / {4}- 11001-40-03-082-2017-99991-00.*\n {4}- Y 1 más, en LEXIA\./);
    strictEqual(
      render("digest", "es", { ...DIGEST, way: "daily", more: 0 }).subject,
      "Resumen diario de LEXIA: 2 novedades y 3 procesos nuevos",
    );
  });

  await t.step("leads to each case, and leaves out sections that say nothing", () => {
    ok(text.includes(`${AROUND.casesLink}/${CASE.solicitudId}`));
    const weekly = render("digest", "en", {
      ...DIGEST,
      way: "weekly",
      novedades: [],
      searches: [],
      others: [],
      more: 3,
    });
    match(weekly.subject, /^LEXIA's weekly digest: nothing new$/);
    ok(!weekly.text.includes("WHAT IS NEW"));
    match(weekly.text, /3 more notices do not fit/);
  });
});

Deno.test("The way out of notices", async (t) => {
  const about = { to: { name: "Ana", address: "ana@example.co" }, id: "a" };
  const from = { name: "LEXIA", address: "lexia@example.co" };
  const says = { ...AROUND, notice: NOTICES[0] ?? noticeOf("solicitud.failed", { ...OF_CASE, reason: "a" }) };

  await t.step("is in the headers that mail programs look for (RFC 8058)", () => {
    const { headers } = messageOf({ ...about, ...render("notification", "es", says) }, from);
    deepStrictEqual(headers, {
      "Auto-Submitted": "auto-generated",
      "List-Unsubscribe": `<${AROUND.unsubscribeLink}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    });
  });

  await t.step("is not there for what nobody can end", () => {
    const { headers } = messageOf({ ...about, subject: "a", text: "a", html: "a" }, from);
    deepStrictEqual(Object.keys(headers), ["Auto-Submitted"]);
  });
});
