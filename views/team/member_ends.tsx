import type { Child } from "hono/jsx";
import { formatCount } from "../ui/dates.tsx";
import { describedBy, Remarks } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import { Sure } from "../ui/sure.tsx";
import type { MemberProps } from "./member.tsx";
import { memberWords } from "./member_words.ts";

/** What ends somebody's access: for a moment, until further notice, or for good. */
export function MemberEnds(props: MemberProps) {
  const { powers: { mayUpdate, mayRemove, isLastAdministrator }, member } = props;
  return (
    <div class="columns">
      {mayUpdate && member.isActive && <Sessions {...props} />}
      {mayUpdate && !isLastAdministrator &&
        (member.isActive ? <Deactivate {...props} /> : <Reactivate {...props} />)}
      {mayRemove && !isLastAdministrator && <Remove {...props} />}
    </div>
  );
}

function End({ icon, title, text, children }: {
  icon: IconName;
  title: string;
  text: string;
  children: Child;
}) {
  return (
    <section class="panel">
      <h2 class="flex items-center gap-2">
        <Icon name={icon} class="soft size-5" />
        {title}
      </h2>
      <p class="soft text-sm">{text}</p>
      {children}
    </section>
  );
}

function Sessions({ frame, member }: MemberProps) {
  const { sessions: w } = memberWords(frame.reader.locale);
  return (
    <End icon="log-out" title={w.title} text={member.openSessions === 0 ? w.none : w.text}>
      {member.openSessions > 0 && (
        <Sure
          action={`/team/${member.id}/end-sessions`}
          label={w.label}
          about={member.name}
          question={w.question}
          answer={w.answer}
        />
      )}
    </End>
  );
}

function Deactivate({ frame, member }: MemberProps) {
  const { deactivate: w } = memberWords(frame.reader.locale);
  return (
    <End icon="ban" title={w.title} text={w.text}>
      <Sure
        action={`/team/${member.id}/deactivate`}
        label={w.label}
        about={member.name}
        question={w.question}
        answer={w.answer}
      >
        <input type="hidden" name="version" value={member.version} />
      </Sure>
    </End>
  );
}

function Reactivate({ frame, member }: MemberProps) {
  const { reactivate: w } = memberWords(frame.reader.locale);
  return (
    <End icon="user-check" title={w.title} text={w.text}>
      <form method="post" action={`/team/${member.id}/reactivate`}>
        <input type="hidden" name="version" value={member.version} />
        <button class="btn" type="submit">{w.label}</button>
      </form>
    </End>
  );
}

function Remove({ frame, member, colleagues, typed, errors = {} }: MemberProps) {
  const { locale } = frame.reader;
  const { remove: w } = memberWords(locale);
  return (
    <End icon="circle-x" title={w.title} text={w.text}>
      <Sure
        action={`/team/${member.id}/remove`}
        label={w.label}
        about={member.name}
        question={w.question}
        answer={w.answer}
        isOpen={errors.successor !== undefined}
      >
        <input type="hidden" name="version" value={member.version} />
        {member.solicitudes > 0 && (
          <div class="field pt-2">
            <p class="text-sm">{w.owns(formatCount(member.solicitudes, locale))}</p>
            <label for="successor">{w.successor}</label>
            <input
              id="successor"
              name="successor"
              type="email"
              class="input"
              list="colleagues"
              value={typed?.successor}
              maxlength={254}
              autocomplete="off"
              required
              {...describedBy("successor", { hint: w.successorHint, error: errors.successor })}
            />
            <Remarks id="successor" hint={w.successorHint} error={errors.successor} />
            <datalist id="colleagues">
              {colleagues.map(({ name, email }) => <option value={email}>{name}</option>)}
            </datalist>
          </div>
        )}
      </Sure>
    </End>
  );
}
