import type { Child } from "hono/jsx";
import { formatCount } from "../ui/dates.tsx";
import { Field, Lines, Tick } from "../ui/field.tsx";
import type { Locale } from "../ui/reader.ts";
import type { OrganizationFacts } from "./organization.tsx";
import { organizationWords } from "./organization_words.ts";

export interface MovesProps {
  organization: OrganizationFacts;
  graceDays: number;
  locale: Locale;
  typed: {
    /** The move that was refused: it is shown open. */
    move?: string;
    reason: string;
    confirm: string;
    /** What is wrong with reason or subdomain. */
    error?: string;
  };
}

/** What ends an organization's access, and gives it back. Each asks first. */
export function Moves({ organization: { id, name, state }, graceDays, locale, typed }: MovesProps) {
  const w = organizationWords(locale);
  const wrongIn = (move: string) => typed.move === move ? typed.error : undefined;
  const reason = (move: string) => (
    <Lines
      name={`${move}-reason`}
      label={w.why}
      value={typed.move === move ? typed.reason : ""}
      rows={2}
      maxlength={500}
      hint={w.whyTold}
      error={wrongIn(move)}
    />
  );
  const at = (move: string) => ({
    action: `/organizations/${id}/${move}`,
    about: name,
    isOpen: typed.move === move,
  });
  return (
    <section class="panel" aria-labelledby="moves">
      <h2 id="moves">{w.stateTitle}</h2>
      {state === "active" && (
        <Move {...at("suspend")} label={w.suspend} question={w.suspendQuestion} answer={w.suspendAnswer}>
          {reason("suspend")}
        </Move>
      )}
      {state === "suspended" && (
        <Move
          {...at("reactivate")}
          label={w.reactivate}
          question={w.reactivateQuestion}
          answer={w.reactivateAnswer}
        >
          {reason("reactivate")}
        </Move>
      )}
      {state === "leaving"
        ? <Move {...at("keep")} label={w.keep} question={w.keepQuestion} answer={w.keepAnswer} />
        : (
          <Move
            {...at("delete")}
            label={w.remove}
            question={w.removeQuestion(formatCount(graceDays, locale))}
            answer={w.removeAnswer}
          >
            <Field
              name="confirm"
              label={w.confirm}
              value={typed.confirm}
              error={wrongIn("delete")}
              autocomplete="off"
              maxlength={50}
              required
            />
            <Tick name="without_export" value="yes">{w.withoutExport}</Tick>
          </Move>
        )}
    </section>
  );
}

interface MoveProps {
  action: string;
  about: string;
  isOpen: boolean;
  label: string;
  question: string;
  answer: string;
  children?: Child;
}

function Move({ action, about, isOpen, label, question, answer, children }: MoveProps) {
  return (
    <details class="part sure" open={isOpen}>
      <summary class="btn btn-outline btn-error btn-sm w-fit">
        {label} <span class="heard">{about}</span>
      </summary>
      <form class="form pt-3" method="post" action={action}>
        <p>{question}</p>
        {children}
        <button class="btn btn-error" type="submit">{answer}</button>
      </form>
    </details>
  );
}
