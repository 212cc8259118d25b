/** One of the organization's people, and what changes or ends their access. */
import { type Permission, PERMISSIONS, permissionsOf, ROLE_PERMISSIONS, ROLES } from "#domain/authz.ts";
import { DomainError } from "#domain/errors.ts";
import { isFresh } from "#domain/identity/freshness.ts";
import { endUserSessions } from "#domain/users/end_user_sessions.ts";
import { findSuccessor } from "#domain/users/find_successor.ts";
import { getTeamMember, type TeamMemberDetail } from "#domain/users/get_team_member.ts";
import { removeUser } from "#domain/users/remove_user.ts";
import { updateUser, type UserChanges } from "#domain/users/update_user.ts";
import { offeredTo } from "#domain/users/within_own.ts";
import { MemberPage, type MemberPowers, type MemberProps } from "#views/team/member.tsx";
import { memberWords } from "#views/team/member_words.ts";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { confirmFirst, confirmPath } from "./_confirm.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { refusalText } from "./_refusal.ts";

type News = Pick<MemberProps, "typed" | "refusal" | "errors">;

const DONE = ["saved", "deactivated", "reactivated", "ended"] as const;
/** What a page tells beside the forms; everything else is a page of its own. */
const TOLD = [
  "request_invalid",
  "own_account",
  "last_administrator",
  "version_conflict",
  "seats_exceeded",
  "user_owns_solicitudes",
];

export async function memberDetailPage(c: LexiaContext): Promise<Response> {
  return await showMember(c, {});
}

export async function submitMember(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const typed = { name: textIn(form, "name").slice(0, 300), role: textIn(form, "role").slice(0, 50) };
  const role = ROLES.find((one) => one === typed.role);
  const changes = { name: typed.name, ...(role && role !== "super_admin" && { role }) };
  return await update(c, form, { done: "saved", typed, changesOf: () => changes });
}

export async function submitMemberPermissions(c: LexiaContext): Promise<Response> {
  const form = await readForm(c, { all: true });
  const ticked = [form["permissions"] ?? []].flat();
  const wanted = PERMISSIONS.filter((permission) => ticked.includes(permission));
  return await update(c, form, {
    done: "saved",
    changesOf: ({ role }) => ({ permissions: changesFrom(ROLE_PERMISSIONS[role], wanted) }),
  });
}

/** What is to be added to and taken from a role for somebody to hold just these. */
function changesFrom(ofRole: readonly Permission[], wanted: readonly Permission[]) {
  return {
    add: wanted.filter((permission) => !ofRole.includes(permission)),
    remove: ofRole.filter((permission) => !wanted.includes(permission)),
  };
}

export async function submitDeactivation(c: LexiaContext): Promise<Response> {
  const changesOf = () => ({ isActive: false });
  return await update(c, await readForm(c), { done: "deactivated", changesOf });
}

export async function submitReactivation(c: LexiaContext): Promise<Response> {
  const changesOf = () => ({ isActive: true });
  return await update(c, await readForm(c), { done: "reactivated", changesOf });
}

interface Update {
  done: typeof DONE[number];
  typed?: News["typed"];
  changesOf(member: TeamMemberDetail): UserChanges;
}

async function update(
  c: LexiaContext,
  form: Record<string, unknown>,
  { done, typed, changesOf }: Update,
): Promise<Response> {
  const { ctx, deps } = c.var;
  return await changing(c, { typed }, async () => {
    const member = await getTeamMember(ctx, idOf(c));
    const given = changesOf(member);
    // What stays as it is asks for no fresh proof.
    const { role, ...others } = given;
    const changes = role === undefined || role === member.role ? others : given;
    const expectedUpdatedAt = versionIn(form);
    await updateUser(ctx, deps.identity, { id: member.id, expectedUpdatedAt, changes });
    return c.redirect(`/team/${member.id}?done=${done}`, 303);
  });
}

export async function submitMemberSessionsEnd(c: LexiaContext): Promise<Response> {
  return await changing(c, {}, async () => {
    await endUserSessions(c.var.ctx, c.var.deps.identity, idOf(c));
    return c.redirect(`/team/${idOf(c)}?done=ended`, 303);
  });
}

export async function submitMemberRemoval(c: LexiaContext): Promise<Response> {
  const { ctx, deps } = c.var;
  const form = await readForm(c);
  const successor = textIn(form, "successor").trim().slice(0, 254);
  return await changing(c, { typed: { successor } }, async () => {
    const { id } = await getTeamMember(ctx, idOf(c));
    const successorId = successor === "" ? undefined : await findSuccessor(ctx, successor);
    if (successor !== "" && successorId === undefined) throw noSuccessor();
    await removeUser(ctx, deps.identity, { id, expectedUpdatedAt: versionIn(form), successorId });
    return c.redirect("/team?removed", 303);
  });
}

function noSuccessor(): DomainError {
  const message = "Name another active member of the organization";
  return new DomainError("request_invalid", {
    errors: [{ field: "successor", code: "successor_invalid", message }],
  });
}

async function changing(c: LexiaContext, news: News, change: () => Promise<Response>): Promise<Response> {
  try {
    return await confirmFirst(c, `/team/${idOf(c)}`, change);
  } catch (error) {
    if (!(error instanceof DomainError) || !TOLD.includes(error.code)) throw error;
    return await showMember(c, { ...news, ...complaint(c, error) }, statusOf(error.kind));
  }
}

/** Beside the field, where it is about one. */
function complaint(c: LexiaContext, error: DomainError): News {
  const w = memberWords(readerOf(c).locale);
  const field = error.data.errors?.[0]?.field;
  if (field === "name") return { errors: { name: w.profile.nameWrong } };
  if (field === "successor" || field === "successor_id") {
    return { errors: { successor: w.remove.successorWrong } };
  }
  return { refusal: { text: refusalText(c, error) } };
}

async function showMember(c: LexiaContext, news: News, status: 200 | ProblemStatus = 200): Promise<Response> {
  const { ctx } = c.var;
  const { permissions, updatedAt, colleagues, ...member } = await getTeamMember(ctx, idOf(c));
  const page = (
    <MemberPage
      frame={frameOf(c)}
      member={{
        ...member,
        held: [...permissionsOf(member.role, permissions)],
        ofRole: ROLE_PERMISSIONS[member.role],
        version: String(updatedAt.getTime()),
      }}
      powers={powersOver(c, { ...member, permissions })}
      colleagues={colleagues}
      now={new Date(ctx.clock.now())}
      done={DONE.find((one) => one === c.req.query("done"))}
      {...news}
    />
  );
  return show(c, page, status);
}

function powersOver(
  c: LexiaContext,
  member: Pick<TeamMemberDetail, "id" | "role" | "permissions" | "isLastAdministrator">,
): MemberPowers {
  const { ctx } = c.var;
  const { isWithinReach, roles, permissions } = offeredTo(ctx, member);
  const mayUpdate = ctx.actor.permissions.has("update_users");
  const mayRemove = ctx.actor.permissions.has("delete_users");
  const isOwn = member.id === ctx.actor.userId;
  return {
    closed: !mayUpdate && !mayRemove ? "reads" : isOwn ? "own" : isWithinReach ? null : "above",
    isLastAdministrator: member.isLastAdministrator,
    roles,
    permissions,
    mayUpdate,
    mayRemove,
    isFresh: isFresh(ctx),
    confirmPath: confirmPath(`/team/${member.id}`),
  };
}

/** Of the person as the form showed them. @throws {DomainError} `request_invalid` for a form that is not the page's */
function versionIn(form: Record<string, unknown>): Date {
  const version = textIn(form, "version");
  if (!/^\d{1,15}$/.test(version)) throw new DomainError("request_invalid");
  return new Date(Number(version));
}

function idOf(c: LexiaContext): string {
  return c.req.param("id") ?? "";
}
