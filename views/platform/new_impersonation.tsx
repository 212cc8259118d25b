import { Notice } from "../ui/badge.tsx";
import { Choice, Lines } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { impersonationsWords } from "./impersonations_words.ts";
import { roleName } from "../team/access_words.ts";

interface Whom {
  id: string;
  name: string;
  email: string;
  role: "super_admin" | "org_admin" | "manager" | "user" | "viewer";
  organization: { id: string; name: string };
}

interface NewImpersonationProps {
  frame: Frame;
  person: Whom;
  reason: string;
  minutes: string;
  /** What is wrong with the reason. */
  isReasonWrong?: boolean;
  error?: string;
}

const MINUTES = [15, 30, 60];

/** Asks an operator why, and for how long, before they enter as somebody. */
export function NewImpersonation(
  { frame, person, reason, minutes, isReasonWrong, error }: NewImpersonationProps,
) {
  const { locale } = frame.reader;
  const w = impersonationsWords(locale);
  const title = w.newTitle(person.name);
  return (
    <Layout title={title} frame={frame} isNarrow>
      <PageHead title={title} back={{ href: "/people", label: w.back }} />
      <form class="panel form" method="post" action="/impersonations">
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        <Notice tone="warn">{w.newLead}</Notice>
        <dl class="facts">
          <div>
            <dt>{w.account}</dt>
            <dd>{person.email}</dd>
            <dd class="soft small">{roleName(person.role, locale)}</dd>
          </div>
          <div>
            <dt>{w.organization}</dt>
            <dd>{person.organization.name}</dd>
          </div>
        </dl>
        <input type="hidden" name="organization" value={person.organization.id} />
        <input type="hidden" name="user" value={person.id} />
        <Lines
          name="reason"
          label={w.reasonLabel}
          value={reason}
          rows={3}
          maxlength={500}
          hint={w.reasonHint}
          error={isReasonWrong ? w.reasonWrong : undefined}
        />
        <Choice
          name="minutes"
          label={w.minutes}
          value={minutes}
          options={MINUTES.map((many) => [String(many), w.minutesOf(many)] as const)}
        />
        <button class="btn btn-primary" type="submit">{w.begin}</button>
      </form>
    </Layout>
  );
}

/** A page, since our content policy lets a form lead nowhere but here. */
export function ImpersonationReady({ frame, name, url }: { frame: Frame; name: string; url: string }) {
  const w = impersonationsWords(frame.reader.locale);
  return (
    <Layout title={w.ready} frame={frame} isNarrow>
      <PageHead title={w.ready} />
      <div class="panel">
        <p>{w.readyLead(name)}</p>
        <p class="soft">{w.readyNote}</p>
        <div class="acts">
          <a class="btn btn-primary" href={url} rel="noreferrer">
            <Icon name="log-in" />
            {w.enter}
          </a>
          <a class="btn" href="/impersonations">{w.list}</a>
        </div>
      </div>
    </Layout>
  );
}
