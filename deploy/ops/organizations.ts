/** `deno task org:…`: what operators do about organizations, from the machine itself. Each act is in the audit log. */
import type { OrganizationRecord } from "#domain/organizations/record.ts";
import { askDeletion, takeDeletionBack } from "#domain/organizations/ask_deletion.ts";
import { createOrganization } from "#domain/organizations/create_organization.ts";
import { getOrganizationAt } from "#domain/organizations/get_organization.ts";
import {
  type OrganizationState,
  type OrganizationSurvey,
  surveyOrganization,
  surveyOrganizations,
} from "#domain/organizations/survey_organizations.ts";
import { reactivateOrganization, suspendOrganization } from "#domain/organizations/suspend_organization.ts";
import { updateOrganization } from "#domain/organizations/update_organization.ts";
import { localeOf } from "#domain/mail/messages.ts";
import { PLANS } from "#domain/plans.ts";
import { exportTo, rowsToGo } from "./_leaving.ts";
import { acting, withLexia } from "./_lexia.ts";
import { type Given, type Option, type Program, runNamed } from "./_program.ts";
import { allPages, instant, limitText } from "./_texts.ts";
import { Ending, EXIT } from "./backup/ending.ts";

const STATES = ["active", "suspended", "leaving"] as const satisfies readonly OrganizationState[];
const MOST = 2_147_483_647;

const LIMITS: Readonly<Record<string, Option>> = {
  "max-users": { value: "N", help: "seats, or none for no limit; the plan's own by default" },
  "max-queries": { value: "N", help: "queries a month, or none for no limit; the plan's own by default" },
  "max-requests": {
    value: "N",
    help: "requests a minute of all its people together; the plan's own by default",
  },
};
const REASON: Option = { value: "TEXT", help: "why: for the audit log, and told to its administrators" };

const create: Program = {
  name: "org:create",
  does: "Create an organization, and ask its first administrator by mail to join",
  takes: ["SUBDOMAIN"],
  options: {
    name: { value: "NAME", help: "what it is called" },
    plan: { value: "PLAN", help: `${Object.keys(PLANS).join(", ")} (free)` },
    ...LIMITS,
    "admin-email": {
      value: "ADDRESS",
      help: "who is to be its first org_admin; without, use user:create later",
    },
    "admin-name": { value: "NAME", help: "what they are called; without, they say so themselves" },
    locale: { value: "LOCALE", help: "of the mail: es or en (es)" },
  },
  changes: true,
  run: (given) =>
    acting(given, "org:create", async ({ ctx, identity }) => {
      const email = given.text("admin-email");
      const locale = localeOf(given.oneOf("locale", ["es", "en"]) ?? "es");
      const created = await createOrganization(ctx, identity, {
        name: given.required("name"),
        subdomain: given.positional(0),
        plan: given.text("plan"),
        ...limitsOf(given),
        invitee: email === undefined ? undefined : { name: given.text("admin-name") ?? null, email, locale },
      });
      const invited = email === undefined ? "nobody is in it yet: see user:create" : "the invitation is sent";
      return {
        outcome: "created",
        message: `${created.subdomain} was created at ${ctx.addressOf(created, "/")}; ${invited}`,
        fields: { organization: bodyOf(created) },
      };
    }),
};

const list: Program = {
  name: "org:list",
  does: "All organizations with what they use of their plans, the newest first",
  options: {
    search: { value: "TEXT", help: "part of name or subdomain" },
    plan: { value: "PLAN", help: "of this plan only" },
    state: { value: "STATE", help: STATES.join(", ") },
  },
  run: (given) =>
    withLexia({ program: "org:list" }, async ({ ctx }) => {
      const sought = {
        search: given.text("search"),
        plan: given.text("plan"),
        state: given.oneOf("state", STATES),
      };
      const found = await allPages((page) => surveyOrganizations(ctx, { ...sought, ...page }));
      return {
        outcome: "listed",
        message: `${found.length} organizations`,
        table: {
          head: ["subdomain", "name", "plan", "state", "people", "queries", "watches", "held"],
          rows: found.map((one) => [
            one.subdomain,
            one.name,
            one.plan,
            stateOf(one),
            limitText(one.users, one.maxUsers),
            limitText(one.queries, one.maxQueriesPerMonth),
            String(one.watches),
            String(one.held),
          ]),
        },
        fields: { organizations: found.map(surveyOf) },
      };
    }),
};

const show: Program = {
  name: "org:show",
  does: "One organization: plan, limits, use, state",
  takes: ["SUBDOMAIN"],
  run: (given) =>
    withLexia({ program: "org:show" }, async ({ ctx }) => {
      const { id } = await getOrganizationAt(ctx, given.positional(0));
      const found = await surveyOrganization(ctx, id);
      const body = surveyOf(found);
      const rows = Object.entries(body).map((
        [name, value],
      ) => [name.replaceAll("_", " "), String(value ?? "-")]);
      return {
        outcome: "found",
        message: ctx.addressOf(found, "/"),
        table: { head: ["what", "value"], rows },
        fields: { organization: body },
      };
    }),
};

const plan: Program = {
  name: "org:plan",
  does: "Change an organization's plan, or its limits alone",
  takes: ["SUBDOMAIN"],
  options: {
    plan: { value: "PLAN", help: `${Object.keys(PLANS).join(", ")}; brings its limits with it` },
    ...LIMITS,
    reason: { value: "TEXT", help: "why: for the audit log" },
  },
  changes: true,
  run: (given) =>
    acting(given, "org:plan", async ({ ctx, identity }) => {
      const changes = { plan: given.text("plan"), ...limitsOf(given) };
      if (Object.values(changes).every((value) => value === undefined)) {
        throw given.wrong("Give --plan or a limit");
      }
      const { id } = await getOrganizationAt(ctx, given.positional(0));
      const reason = given.text("reason");
      const updated = await updateOrganization(ctx, identity.directory, { id, ...changes, reason });
      const { plan, maxUsers, maxQueriesPerMonth } = updated;
      const limits = `people ${maxUsers ?? "unlimited"}, queries a month ${
        maxQueriesPerMonth ?? "unlimited"
      }`;
      return {
        outcome: "changed",
        message: `${updated.subdomain} has the plan ${plan}: ${limits}`,
        fields: { organization: bodyOf(updated) },
      };
    }),
};

const suspend: Program = {
  name: "org:suspend",
  does: "End all access to an organization within seconds, and tell its administrators why",
  takes: ["SUBDOMAIN"],
  options: { reason: REASON },
  changes: true,
  run: (given) =>
    acting(given, "org:suspend", async ({ ctx, identity }) => {
      const reason = given.required("reason");
      const { id } = await getOrganizationAt(ctx, given.positional(0));
      const changed = await suspendOrganization(ctx, identity, { id, reason });
      const message = `${changed.subdomain} is suspended; nothing of it is deleted, and org:resume opens it`;
      return { outcome: "suspended", message, fields: { organization: bodyOf(changed) } };
    }),
};

const resume: Program = {
  name: "org:resume",
  does: "Open a suspended organization again, or take its deletion back",
  takes: ["SUBDOMAIN"],
  options: { reason: REASON },
  changes: true,
  run: (given) =>
    acting(given, "org:resume", async ({ ctx, identity }) => {
      const before = await getOrganizationAt(ctx, given.positional(0));
      const { id } = before;
      if (before.deleteAfter !== null) {
        const kept = await takeDeletionBack(ctx, identity, id);
        const message = `The deletion of ${kept.subdomain} is taken back; it is ${stateOf(kept)} as before`;
        return { outcome: "taken_back", message, fields: { organization: bodyOf(kept) } };
      }
      const opened = await reactivateOrganization(ctx, identity, { id, reason: given.required("reason") });
      return {
        outcome: "resumed",
        message: `${opened.subdomain} is open again`,
        fields: { organization: bodyOf(opened) },
      };
    }),
};

const remove: Program = {
  name: "org:delete",
  does: "Suspend an organization now, and delete everything of it after the days of grace",
  takes: ["SUBDOMAIN"],
  options: {
    confirm: {
      value: "SUBDOMAIN",
      help: "the subdomain typed once more; without, only what would go is shown",
    },
    "export-to": {
      value: "FILE",
      help: "a new file for a copy of everything, of which secrets are left out",
    },
    "without-export": { help: "delete although nobody has a copy" },
  },
  notes:
    `Nothing is deleted before ORGANIZATION_DELETION_GRACE_DAYS are over, nor before a copy was completed or none was
wanted: until then org:resume takes it back. The copy holds personal data in plain text: keep it as you keep the
database. For one that can be put back, encrypted and with secrets, take org:export before.`,
  exits: { [EXIT.io]: "the copy cannot be written: the deletion is asked for, and waits for a copy" },
  changes: true,
  run: (given) =>
    acting(given, "org:delete", async (ops) => {
      const { ctx, identity, config } = ops;
      const found = await getOrganizationAt(ctx, given.positional(0));
      const goes = await rowsToGo(ops, found);
      const table = { head: ["table", "rows"], rows: goes.map(({ table, rows }) => [table, String(rows)]) };
      const fields = {
        organization: bodyOf(found),
        rows: Object.fromEntries(goes.map((one) => [one.table, one.rows])),
      };
      const confirm = given.text("confirm");
      if (confirm === undefined) {
        const message = `This is what would go. To go on, add --confirm=${found.subdomain}`;
        throw new Ending(EXIT.usage, "unconfirmed", shown(table.rows, message), fields);
      }
      const [exportPath, withoutExport] = [given.text("export-to"), given.isSet("without-export")];
      if ((exportPath === undefined) === !withoutExport) {
        throw given.wrong("Choose --export-to FILE or --without-export");
      }
      const graceDays = config.deletionGraceDays;
      const asked = await askDeletion(ctx, identity, { id: found.id, confirm, withoutExport, graceDays });
      const copy = exportPath === undefined || given.isDryRun
        ? undefined
        : await exportTo(ops, asked, exportPath);
      const until = instant(asked.deleteAfter);
      const kept = copy === undefined
        ? "no copy was made"
        : `a copy is in ${exportPath} (SHA-256 ${copy.sha256})`;
      return {
        outcome: "deletion_asked",
        message: `${asked.subdomain} is suspended, and everything of it goes after ${until}; ${kept}`,
        table,
        fields: { ...fields, organization: bodyOf(asked), ...(copy === undefined ? {} : { export: copy }) },
      };
    }),
};

function shown(rows: readonly (readonly string[])[], message: string): string {
  return `${rows.map(([table, count]) => `  ${count} ${table}`).join("\n")}\n\n${message}`;
}

function limitsOf(given: Given) {
  return {
    maxUsers: limitOf(given, "max-users", 1),
    maxQueriesPerMonth: limitOf(given, "max-queries", 0),
    maxRequestsPerMinute: limitOf(given, "max-requests", 1),
  };
}

function limitOf(given: Given, name: string, min: number): number | null | undefined {
  return given.text(name) === "none" ? null : given.whole(name, { min, max: MOST });
}

function stateOf({ isActive, deleteAfter }: OrganizationRecord): string {
  if (deleteAfter !== null) return `leaving after ${instant(deleteAfter)}`;
  return isActive ? "active" : "suspended";
}

function bodyOf(one: OrganizationRecord) {
  return {
    id: one.id,
    subdomain: one.subdomain,
    name: one.name,
    plan: one.plan,
    max_users: one.maxUsers,
    max_queries_per_month: one.maxQueriesPerMonth,
    max_requests_per_minute: one.maxRequestsPerMinute,
    is_active: one.isActive,
    delete_after: one.deleteAfter && one.deleteAfter.toISOString(),
    created_at: one.createdAt.toISOString(),
  };
}

function surveyOf(one: OrganizationSurvey) {
  const { users, queries, watches, held } = one;
  return { ...bodyOf(one), users, queries, watches, held };
}

export const ORGANIZATION_PROGRAMS: readonly Program[] = [create, list, show, plan, suspend, resume, remove];

if (import.meta.main) Deno.exit(await runNamed(ORGANIZATION_PROGRAMS, Deno.args));
