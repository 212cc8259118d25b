import { Instant } from "../ui/dates.tsx";
import { Field, Tick } from "../ui/field.tsx";
import type { Frame } from "../ui/layout.tsx";
import { DocumentLink, documentName, type LegalDocumentProps } from "../personal_data/document_link.tsx";
import { accessWords } from "../team/access_words.ts";
import { ClosedDoor, type ClosedDoorProps } from "./closed_door.tsx";
import { Door } from "./door.tsx";
import { NewPassword, Refusal, type Wrong } from "./password.tsx";
import { type ProviderLink, ProviderLinks } from "./provider_links.tsx";
import { identityWords } from "./words.ts";

interface InvitedProps {
  frame: Frame;
  organization: string;
  inviter: string | null;
  email: string;
  role: string;
  expiresAt: Date;
}

interface AcceptInvitationProps extends InvitedProps {
  token: string;
  name: string;
  minLength: number;
  /** Those that are in force. */
  documents: readonly LegalDocumentProps[];
  wrong?: Wrong;
}

export function AcceptInvitation(props: AcceptInvitationProps) {
  const { frame, token, organization, email, name, minLength, documents, wrong } = props;
  const { locale } = frame.reader;
  const { invitation: w } = identityWords(locale);
  return (
    <Door title={w.title(organization)} lead={leadOf(props)} icon="user-plus" frame={frame}>
      <Invited {...props} />
      <Refusal wrong={wrong} />
      <form class="form" method="post" action="/invitation">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="email" value={email} autocomplete="username" />
        <Field
          name="name"
          label={w.name}
          value={name}
          error={wrong?.field === "name" ? wrong.text : undefined}
          autocomplete="name"
          maxlength={200}
          required
          autofocus={name === ""}
        />
        <NewPassword locale={locale} minLength={minLength} wrong={wrong} autofocus={name !== ""} />
        {documents.map((one) => (
          <Tick name={`accept_${one.document}`} value="yes" required>
            {w.accepts}
            <DocumentLink {...one} locale={locale} name={documentName(one.document, locale)} />
          </Tick>
        ))}
        <button class="btn btn-primary w-full" type="submit">{w.button}</button>
      </form>
    </Door>
  );
}

/** For an organization that takes no passwords: whoever is asked to join comes in through its provider. */
export function InvitationByProvider(props: InvitedProps & { providers: readonly ProviderLink[] }) {
  const { frame, organization, providers } = props;
  const { locale } = frame.reader;
  const { invitation: w, signIn } = identityWords(locale);
  return (
    <Door title={w.title(organization)} lead={leadOf(props)} icon="user-plus" frame={frame}>
      <Invited {...props} />
      <p>{w.noPassword}</p>
      {providers.length === 0
        ? <a class="btn btn-primary w-full" href="/sign-in">{signIn.go}</a>
        : <ProviderLinks locale={locale} providers={providers} next="/dashboard" />}
    </Door>
  );
}

function leadOf({ frame, inviter, role }: InvitedProps): string {
  const { locale } = frame.reader;
  const { invitation: w } = identityWords(locale);
  const as = accessWords(locale).roles[role]?.as ?? role;
  return inviter === null ? w.anonymous(as) : w.from(inviter, as);
}

function Invited({ frame, email, expiresAt }: InvitedProps) {
  const { invitation: w } = identityWords(frame.reader.locale);
  return (
    <dl class="facts rounded-field bg-base-200 p-4 text-sm">
      <div>
        <dt>{w.email}</dt>
        <dd>{email}</dd>
      </div>
      <div>
        <dt>{w.expires}</dt>
        <dd>
          <Instant at={expiresAt} reader={frame.reader} />
        </dd>
      </div>
    </dl>
  );
}

export function InvitationClosed(props: ClosedDoorProps) {
  const { signIn } = identityWords(props.frame.reader.locale);
  return <ClosedDoor {...props} href="/sign-in" label={signIn.go} />;
}
