/** Everything that LEXIA holds about one person, as JSON; secrets are left out, what they are is said. */
import { type SQL, sql } from "drizzle-orm";
import type { Db, TenantDb } from "#db/tenant_db.ts";

export interface Subject {
  /** Null: an operator of the platform. */
  organizationId: string | null;
  userId: string;
}

const LINES_AT_ONCE = 1_000;

/**
 * The document in pieces: all of it at once but for the lines of the audit log, of which there may be many. `hold` is
 * asked before each reading, and throws once the caller may not go on.
 */
export async function* personalData(
  db: TenantDb,
  subject: Subject,
  { generatedAt, hold }: { generatedAt: Date; hold: () => Promise<unknown> },
): AsyncGenerator<string> {
  await hold();
  const sections = await readSections(db, subject);
  const head = { format: "lexia.personal_data", version: 1, generated_at: generatedAt.toISOString() };
  yield `${JSON.stringify(head).slice(0, -1)},${sections.slice(1, -1)},"audit":[`;
  let before: { at: string; id: string } | undefined;
  let isFirst = true;
  while (true) {
    await hold();
    const lines = await readAudit(db, subject, before);
    if (lines.length > 0) yield (isFirst ? "" : ",") + lines.map(({ line }) => line).join(",");
    isFirst &&= lines.length === 0;
    const last = lines.at(-1);
    if (!last || lines.length < LINES_AT_ONCE) break;
    before = last;
  }
  yield "]}\n";
}

/** One statement, so that all of it is of the same moment. */
async function readSections(db: TenantDb, subject: Subject): Promise<string> {
  const [found] = await db.one((db) =>
    db.execute(sql`select json_build_object(
    'profile', (select row_to_json(p) from (
      select id, email, name, department, locale, managed_by, external_id, password_hash is not null as has_password,
        password_changed_at, email_verified_at, second_factor_due_from, is_break_glass, is_active, last_sign_in_at,
        created_at, updated_at, anonymized_at
      from users u where u.id = ${subject.userId} and ${own("u", subject)}) p),
    'memberships', ${
      rows(sql`select organization_id, role, permissions, joined_at, is_active
      from organization_users m where m.user_id = ${subject.userId} and ${own("m", subject)}`)
    },
    'groups', ${
      rows(sql`select g.id, g.display_name from scim_group_members m
      join scim_groups g on g.organization_id = m.organization_id and g.id = m.group_id
      where m.user_id = ${subject.userId} and ${own("m", subject)}`)
    },
    'sessions', ${
      rows(sql`select id, kind, method, user_agent, address, provider_id, impersonator_id, created_at,
        authenticated_at, second_factor_at, last_seen_at, expires_at, revoked_at, revoked_reason
      from sessions s where s.user_id = ${subject.userId} and ${own("s", subject)} order by created_at`)
    },
    'authenticator_apps', ${
      rows(sql`select created_at, confirmed_at
      from totp_secrets t where t.user_id = ${subject.userId} and ${own("t", subject)}`)
    },
    'recovery_codes', ${
      rows(sql`select created_at, used_at
      from recovery_codes r where r.user_id = ${subject.userId} and ${own("r", subject)}`)
    },
    'passkeys', ${
      rows(sql`select id, name, transports, is_backed_up, created_at, last_used_at
      from passkeys k where k.user_id = ${subject.userId} and ${own("k", subject)} order by created_at`)
    },
    'external_identities', ${
      rows(sql`select id, provider_id, subject, groups, last_seen_at, created_at
      from external_identities e where e.user_id = ${subject.userId} and ${own("e", subject)}`)
    },
    'api_keys', ${
      rows(sql`select id, name, prefix, scopes, allowed_networks, created_at, expires_at, last_used_at,
        last_used_address, revoked_at
      from api_keys a where a.created_by = ${subject.userId} and ${own("a", subject)} order by created_at`)
    },
    'acceptances', ${
      rows(sql`select document, version, address, created_at as accepted_at
      from legal_acceptances l where l.user_id = ${subject.userId} and ${
        own("l", subject)
      } order by created_at`)
    },
    'invitations', ${
      rows(sql`select id, email, name, role, invited_by, created_at, expires_at, accepted_at, revoked_at
      from invitations i where ${own("i", subject)} and (i.accepted_by = ${subject.userId} or i.email =
        (select email from users where id = ${subject.userId})) order by created_at`)
    },
    'impersonations', ${
      rows(sql`select id, operator_id, reason, created_at, expires_at, ended_at
      from impersonations x where x.user_id = ${subject.userId} and ${own("x", subject)} order by created_at`)
    },
    'solicitudes', ${
      rows(sql`select id, radicado, parametros, alias, status, created_at
      from solicitudes o where o.owner_id = ${subject.userId} and ${own("o", subject)} order by created_at`)
    },
    'bulk_uploads', ${
      rows(sql`select id, file_name, kind, size, status, frequency, notify, total, valid, invalid, created_at
      from bulk_uploads c where c.user_id = ${subject.userId} and ${own("c", subject)}
        and c.status <> 'receiving' order by created_at`)
    },
    'exports', ${
      rows(
        sql`select id, what, format, locale, filters, status, reason, size, report_id, created_at, finished_at
      from exports z where z.user_id = ${subject.userId} and ${own("z", subject)} order by created_at`,
      )
    },
    'novedades', ${
      rows(
        sql`select id, radicado, kind, acknowledged_by = ${subject.userId} as acknowledged, acknowledged_at,
        assigned_to = ${subject.userId} as assigned, assigned_at
      from novedades v where ${own("v", subject)}
        and (v.acknowledged_by = ${subject.userId} or v.assigned_to = ${subject.userId}) order by id`,
      )
    },
    'novedades_read', ${
      rows(sql`select novedad_id, read_at
      from novedad_reads d where d.user_id = ${subject.userId} and ${own("d", subject)} order by read_at`)
    },
    'notification_preferences', ${
      rows(sql`select email, choices, least_severity, quiet_from, quiet_until, time_zone, digest_hour, phone,
        has_texts, updated_at
      from notification_preferences f where f.user_id = ${subject.userId} and ${own("f", subject)}`)
    },
    'notifications', ${
      rows(sql`select id, event_id, type, mail, mailed_at, texted_at, read_at, created_at
      from notifications b where b.user_id = ${subject.userId} and ${own("b", subject)} order by position`)
    },
    'notes', ${
      rows(sql`select id, novedad_id, text, created_at
      from novedad_notes w where w.author_id = ${subject.userId} and ${
        own("w", subject)
      } order by created_at`)
    },
    'solicitud_notes', ${
      rows(sql`select id, solicitud_id, text, created_at
      from solicitud_notes e where e.author_id = ${subject.userId} and ${
        own("e", subject)
      } order by created_at`)
    },
    'saved_views', ${
      rows(sql`select id, name, query, created_at
      from saved_views sv where sv.user_id = ${subject.userId} and ${own("sv", subject)} order by created_at`)
    }
    )::text as sections`)
  );
  return String(found?.sections);
}

/** Lines by the person or about them, the latest first. */
async function readAudit(
  db: TenantDb,
  subject: Subject,
  before: { at: string; id: string } | undefined,
): Promise<{ line: string; at: string; id: string }[]> {
  const older = before === undefined
    ? sql``
    : sql`and (l.created_at, l.id) < (${before.at}::timestamptz, ${before.id}::uuid)`;
  const found = await db.one((db: Db) =>
    db.execute(sql`select row_to_json(l)::text as line, l.created_at::text as at, l.id::text as id from (
      select id, actor_id, action, target_id, data, address, request_id, created_at from audit_log l
      where ${own("l", subject)} ${older} and (l.actor_id = ${subject.userId}
        or l.target_id = ${subject.userId}::text or l.data->>'user_id' = ${subject.userId}::text)
      order by l.created_at desc, l.id desc limit ${LINES_AT_ONCE}) l`)
  );
  return found.map(({ line, at, id }) => ({ line: String(line), at: String(at), id: String(id) }));
}

function rows(query: SQL): SQL {
  return sql`(select coalesce(json_agg(row_to_json(r)), '[]'::json) from (${query}) r)`;
}

/** The explicit predicate that goes with the policies. */
function own(alias: string, { organizationId }: Subject): SQL {
  const column = sql`${sql.identifier(alias)}.organization_id`;
  return organizationId === null ? sql`${column} is null` : sql`${column} = ${organizationId}`;
}
