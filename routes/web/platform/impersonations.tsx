/** Operators' looks into organizations: those there were, and a new one. */
import { isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { requireFresh } from "#domain/identity/freshness.ts";
import { beginImpersonation } from "#domain/impersonations/begin_impersonation.ts";
import { endImpersonation } from "#domain/impersonations/end_impersonation.ts";
import { listImpersonations } from "#domain/impersonations/list_impersonations.ts";
import { getPerson } from "#domain/operations/find_people.ts";
import { Impersonations } from "#views/platform/impersonations.tsx";
import { ImpersonationReady, NewImpersonation } from "#views/platform/new_impersonation.tsx";
import type { LexiaContext } from "../../_env.ts";
import { statusOf } from "../../_middleware/problem.ts";
import { confirmFirst } from "../_confirm.ts";
import { frameOf, readForm, show, textIn } from "../_page.ts";
import { refusalText } from "../_refusal.ts";
import { addressOf, idIn, pagesOf, parseReason, typedIn } from "./_asked.ts";

const PATH = "/impersonations";
const ROWS = 50;

export async function impersonationsPage(c: LexiaContext): Promise<Response> {
  const { platformCtx, deps } = c.var;
  const cursor = c.req.query("cursor");
  const { items, nextCursor } = await listImpersonations(platformCtx, deps.identity, { limit: ROWS, cursor });
  return show(
    c,
    <Impersonations
      frame={frameOf(c)}
      now={new Date(platformCtx.clock.now())}
      rows={items}
      hasEnded={c.req.query("done") !== undefined}
      {...pagesOf(c, PATH, {}, nextCursor)}
    />,
  );
}

export async function newImpersonationPage(c: LexiaContext): Promise<Response> {
  const whom = { organization: typedIn(c, "organization"), user: typedIn(c, "user") };
  // Before the reason is written, so that nobody writes it twice.
  return await confirmFirst(c, addressOf(`${PATH}/new`, whom), async () => {
    requireFresh(c.var.platformCtx);
    const person = await findWhom(c, whom);
    return show(c, <NewImpersonation frame={frameOf(c)} person={person} reason="" minutes="30" />);
  });
}

export async function submitImpersonationRequest(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const whom = { organization: textIn(form, "organization"), user: textIn(form, "user") };
  const [reason, minutes] = [textIn(form, "reason").slice(0, 600), textIn(form, "minutes")];
  return await confirmFirst(c, addressOf(`${PATH}/new`, whom), async () => {
    const person = await findWhom(c, whom);
    try {
      const begun = await beginImpersonation(c.var.platformCtx, c.var.deps.identity, {
        organizationId: person.organization.id,
        userId: person.id,
        reason: parseReason(reason),
        minutes: minutesOf(minutes),
      });
      return show(c, <ImpersonationReady frame={frameOf(c)} name={person.name} url={begun.url} />);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === "fresh_proof_required") throw error;
      const isReasonWrong = error.code === "request_invalid";
      const page = (
        <NewImpersonation
          frame={frameOf(c)}
          person={person}
          reason={reason}
          minutes={minutes}
          isReasonWrong={isReasonWrong}
          error={isReasonWrong ? undefined : refusalText(c, error)}
        />
      );
      return show(c, page, statusOf(error.kind));
    }
  });
}

/** As the verb takes it: half an hour where the form says nothing that it knows. */
function minutesOf(text: string): number {
  return ["15", "30", "60"].includes(text) ? Number(text) : 30;
}

/** @throws {DomainError} `user_not_found` */
async function findWhom(c: LexiaContext, { organization, user }: { organization: string; user: string }) {
  const person = isUuid(organization) && isUuid(user)
    ? await getPerson(c.var.platformCtx, { organizationId: organization, id: user })
    : undefined;
  if (!person?.organization) throw new DomainError("user_not_found");
  return { ...person, organization: person.organization };
}

export async function submitLookEnd(c: LexiaContext): Promise<Response> {
  const id = idIn(c);
  if (!isUuid(id)) throw new DomainError("impersonation_not_found");
  await endImpersonation(c.var.platformCtx, c.var.deps.identity, id);
  return c.redirect(`${PATH}?done`, 303);
}
