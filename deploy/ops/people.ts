/**
 * `deno task user:…`: members of organizations and operators of the platform, from the machine itself. A password is never
 * given here: who needs one gets a link with which they set it themselves.
 */
import { ROLES } from "#domain/authz.ts";
import { makeResetLink, removeSecondFactors, unlockSignIn } from "#domain/identity/let_in_again.ts";
import { endOperatorSessions, switchOperator } from "#domain/identity/look_after_operators.ts";
import { makeOperator } from "#domain/identity/set_up_operators.ts";
import { createInvitation } from "#domain/invitations/create_invitation.ts";
import { findPeople, type KnownPerson } from "#domain/operations/find_people.ts";
import { getOrganizationAt } from "#domain/organizations/get_organization.ts";
import { addUser } from "#domain/users/add_user.ts";
import { endUserSessions } from "#domain/users/end_user_sessions.ts";
import { getMemberByEmail } from "#domain/users/get_member_by_email.ts";
import { updateUser, type UserChanges } from "#domain/users/update_user.ts";
import { acting, type Ops, withLexia } from "./_lexia.ts";
import { type Answer, type Given, type Option, type Program, runNamed } from "./_program.ts";
import { allPages, instant } from "./_texts.ts";
import { Ending, EXIT } from "./backup/ending.ts";

const MEMBER_ROLES = ROLES.filter((role) => role !== "super_admin");
const PASSWORD_BYTES = 32;

const ORGANIZATION: Option = { value: "SUBDOMAIN", help: "of which they are a member" };
const WHERE: Readonly<Record<string, Option>> = {
  organization: ORGANIZATION,
  platform: { help: "instead: an operator of the platform" },
};
const ROLE: Option = { value: "ROLE", help: MEMBER_ROLES.join(", ") };
const LINK_NOTE =
  "The link is written once and kept nowhere: hand it over by a way that you trust. It ends within an hour.";

const list: Program = {
  name: "user:list",
  does: "People of one organization, of the platform, or of all",
  options: { ...WHERE, search: { value: "TEXT", help: "part of a name or an e-mail address" } },
  notes: "Looking is on record, with what was looked for.",
  run: (given) =>
    withLexia({ program: "user:list" }, async ({ ctx }) => {
      const subdomain = given.text("organization");
      if (subdomain !== undefined && given.isSet("platform")) throw given.wrong(CHOOSE);
      const organizationId = given.isSet("platform")
        ? null
        : subdomain === undefined
        ? undefined
        : (await getOrganizationAt(ctx, subdomain)).id;
      const search = given.text("search");
      const found = await allPages((page) => findPeople(ctx, { search, organizationId, ...page }));
      return {
        outcome: "listed",
        message: `${found.length} people`,
        table: {
          head: ["e-mail", "name", "organization", "role", "state", "last seen"],
          rows: found.map((one) => [
            one.email,
            one.name,
            one.organization?.subdomain ?? "(platform)",
            one.role,
            one.isActive ? "active" : "disabled",
            instant(one.lastSeenAt),
          ]),
        },
        fields: { people: found.map(bodyOf) },
      };
    }),
};

const create: Program = {
  name: "user:create",
  does: "Make an account at once, and write the link with which its person sets a password",
  takes: ["EMAIL"],
  options: { ...WHERE, name: { value: "NAME", help: "what they are called" }, role: ROLE },
  notes: LINK_NOTE,
  changes: true,
  run: (given) =>
    acting(given, "user:create", async (ops) => {
      const { ctx, identity } = ops;
      const input = { email: given.positional(0), name: given.required("name"), password: unknownPassword() };
      const place = await placeOf(ops, given);
      if (place === null) {
        const made = await makeOperator({ ...ctx, ...identity }, { ...input, isAnother: true });
        if (made.outcome !== "made") {
          throw new Ending(
            EXIT.exists,
            "taken",
            "An operator with this address is there: see user:reset-password",
          );
        }
      } else {
        const role = given.oneOf("role", MEMBER_ROLES);
        if (role === undefined) throw given.wrong("Give --role");
        await addUser(ops.within(place), identity, { ...input, role });
      }
      return await withLink(ops, given, place?.id ?? null, "created");
    }),
};

const invite: Program = {
  name: "user:invite",
  does: "Ask somebody by mail to join an organization",
  takes: ["EMAIL"],
  options: {
    organization: ORGANIZATION,
    role: ROLE,
    name: { value: "NAME", help: "what they are called; without, they say so themselves" },
    days: { value: "N", help: "how long the invitation is good for, 1 to 30 (7)" },
  },
  changes: true,
  run: (given) =>
    acting(given, "user:invite", async ({ ctx, identity, within }) => {
      const role = given.oneOf("role", MEMBER_ROLES);
      if (role === undefined) throw given.wrong("Give --role");
      const expiresInDays = given.whole("days", { min: 1, max: 30 });
      const organization = await getOrganizationAt(ctx, given.required("organization"));
      const [email, name] = [given.positional(0), given.text("name")];
      const made = await createInvitation(within(organization), identity, {
        email,
        name,
        role,
        expiresInDays,
      });
      return {
        outcome: "invited",
        message: `${made.email} was asked to join ${organization.subdomain}, until ${
          instant(made.expiresAt)
        }`,
        fields: { id: made.id, expires_at: made.expiresAt.toISOString() },
      };
    }),
};

const role: Program = {
  name: "user:role",
  does: "Give a member another role, and tell them",
  takes: ["EMAIL"],
  options: { organization: ORGANIZATION, role: ROLE },
  changes: true,
  run: (given) =>
    acting(given, "user:role", async (ops) => {
      const role = given.oneOf("role", MEMBER_ROLES);
      if (role === undefined) throw given.wrong("Give --role");
      const after = await change(ops, given, { role });
      return {
        outcome: "changed",
        message: `${after.email} is ${after.role} now`,
        fields: { id: after.id, role: after.role },
      };
    }),
};

/** `user:disable` and `user:enable`. */
function switching(isActive: boolean): Program {
  const name = isActive ? "user:enable" : "user:disable";
  return {
    name,
    does: isActive
      ? "Let a disabled member or operator in again"
      : "Let a member or operator in no more, and end their sessions and keys",
    takes: ["EMAIL"],
    options: WHERE,
    changes: true,
    run: (given) =>
      acting(given, name, async (ops) => {
        const email = given.positional(0);
        const said = {
          outcome: isActive ? "enabled" : "disabled",
          message: `${email} ${isActive ? "may" : "cannot"} sign in`,
        };
        if (given.isSet("platform")) {
          await placeOf(ops, given);
          const { userId } = await switchOperator(ops.ctx, ops.identity, { email, isActive });
          return { ...said, fields: { id: userId } };
        }
        const after = await change(ops, given, { isActive });
        return { ...said, fields: { id: after.id } };
      }),
  };
}

const resetPassword: Program = {
  name: "user:reset-password",
  does: "Write a link with which somebody sets a new password, once and within an hour",
  takes: ["EMAIL"],
  options: WHERE,
  notes: `${LINK_NOTE} Nothing changes before it is used; then all their sessions end.`,
  changes: true,
  run: (given) =>
    acting(
      given,
      "user:reset-password",
      async (ops) => await withLink(ops, given, (await placeOf(ops, given))?.id ?? null, "link_made"),
    ),
};

const resetSecondFactor: Program = {
  name: "user:reset-2fa",
  does: "Take all second factors from somebody who has lost them, end their sessions, and tell them",
  takes: ["EMAIL"],
  options: WHERE,
  notes: "Make sure by another way that it is the person who asks.",
  changes: true,
  run: (given) =>
    acting(given, "user:reset-2fa", async (ops) => {
      const organizationId = (await placeOf(ops, given))?.id ?? null;
      const email = given.positional(0);
      const removed = await removeSecondFactors(ops.ctx, ops.identity, { organizationId, email });
      const { hadTotp, passkeys, sessions } = removed;
      const factors = `authenticator app ${hadTotp ? "removed" : "none"}, passkeys removed ${passkeys}`;
      return {
        outcome: "removed",
        message: `${email} has no second factor now: ${factors}, sessions ended ${sessions}`,
        fields: { id: removed.userId, totp: hadTotp, passkeys, sessions_ended: sessions },
      };
    }),
};

const unlock: Program = {
  name: "user:unlock",
  does: "Forget the wrong passwords and codes that were tried under somebody's name",
  takes: ["EMAIL"],
  options: WHERE,
  notes:
    `What was tried from an address is counted on, for at most a quarter of an hour. The embedded home counts in the
process that serves, and forgets when that is started again.`,
  run: (given) =>
    withLexia({ program: "user:unlock" }, async (ops) => {
      const organizationId = (await placeOf(ops, given))?.id ?? null;
      const email = given.positional(0);
      const { userId } = await unlockSignIn(ops.ctx, ops.identity, { organizationId, email });
      return { outcome: "unlocked", message: `${email} may try again`, fields: { id: userId } };
    }),
};

const endSessions: Program = {
  name: "user:sessions:end",
  does: "End all sessions of a member or operator within seconds",
  takes: ["EMAIL"],
  options: WHERE,
  changes: true,
  run: (given) =>
    acting(given, "user:sessions:end", async (ops) => {
      const { ctx, identity } = ops;
      const email = given.positional(0);
      const place = await placeOf(ops, given);
      let ended: number;
      if (place === null) ended = (await endOperatorSessions(ctx, identity, { email })).sessions;
      else {
        const within = ops.within(place);
        ended = await endUserSessions(within, identity, (await getMemberByEmail(within, email)).id);
      }
      return {
        outcome: "ended",
        message: `${ended} sessions of ${email} have ended`,
        fields: { sessions_ended: ended },
      };
    }),
};

const CHOOSE = "Choose --organization SUBDOMAIN or --platform";

/** The organization; null for the platform. @throws {Ending} */
async function placeOf({ ctx }: Ops, given: Given) {
  const subdomain = given.text("organization");
  if ((subdomain === undefined) !== given.isSet("platform")) throw given.wrong(CHOOSE);
  return subdomain === undefined ? null : await getOrganizationAt(ctx, subdomain);
}

async function change(ops: Ops, given: Given, changes: UserChanges) {
  const organization = await getOrganizationAt(ops.ctx, given.required("organization"));
  const within = ops.within(organization);
  const { id } = await getMemberByEmail(within, given.positional(0));
  return await updateUser(within, ops.identity, { id, changes });
}

async function withLink(
  { ctx }: Ops,
  given: Given,
  organizationId: string | null,
  outcome: "created" | "link_made",
): Promise<Answer> {
  const email = given.positional(0);
  const begins = outcome === "created" ? `${email} has an account. ` : "";
  // The account that it would be for was not kept, nor would the link be.
  if (given.isDryRun && outcome === "created") {
    return { outcome, message: `${begins}A link would be written here` };
  }
  const { userId, link, expiresAt } = await makeResetLink(ctx, { organizationId, email });
  const expires_at = expiresAt.toISOString();
  if (given.isDryRun) {
    return { outcome, message: `A link, good until ${instant(expiresAt)}`, fields: { expires_at } };
  }
  return {
    outcome,
    message: `${begins}Until ${instant(expiresAt)}, once:\n${link}`,
    fields: { id: userId, link, expires_at },
  };
}

/** Nobody knows it, and nobody is to. */
function unknownPassword(): string {
  return crypto.getRandomValues(new Uint8Array(PASSWORD_BYTES)).toBase64({ alphabet: "base64url" });
}

function bodyOf(one: KnownPerson) {
  return {
    id: one.id,
    email: one.email,
    name: one.name,
    organization: one.organization?.subdomain ?? null,
    role: one.role,
    is_active: one.isActive,
    last_seen_at: one.lastSeenAt && one.lastSeenAt.toISOString(),
  };
}

export const PEOPLE_PROGRAMS: readonly Program[] = [
  list,
  create,
  invite,
  role,
  switching(false),
  switching(true),
  resetPassword,
  resetSecondFactor,
  unlock,
  endSessions,
];

if (import.meta.main) Deno.exit(await runNamed(PEOPLE_PROGRAMS, Deno.args));
