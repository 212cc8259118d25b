import type { Child } from "hono/jsx";
import { Avatar } from "../ui/avatar.tsx";
import { Badge, Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Frame } from "../ui/layout.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { Sure } from "../ui/sure.tsx";
import { profileWords } from "./profile_words.ts";
import { SettingsPage } from "./settings_page.tsx";
import { roleName } from "../team/access_words.ts";

/** As they are typed and shown. */
export interface ProfileFields {
  name: string;
  locale: string;
  /** Empty: the organization's. */
  time_zone: string;
}

interface ProfileProps {
  frame: Frame;
  fields: ProfileFields;
  /** The time zone that holds. */
  zone: string;
  email: string;
  role: string;
  createdAt: Date;
  lastSignInAt: Date | null;
  documents: readonly {
    document: "terms" | "privacy";
    version: string;
    url: string | null;
    acceptedAt: Date | null;
  }[];
  isSaved: boolean;
  /** It was just asked that their data be taken out. */
  hasAskedRemoval: boolean;
  refusal?: RefusalProps;
  /** Fields that were refused. */
  wrong: readonly string[];
}

export function ProfilePage(props: ProfileProps) {
  const { frame, isSaved, hasAskedRemoval, refusal } = props;
  const w = profileWords(frame.reader.locale);
  return (
    <SettingsPage frame={frame} title={w.title} lead={w.lead}>
      {isSaved && <Notice tone="good">{w.saved}</Notice>}
      {hasAskedRemoval && <Notice tone="good">{w.removeAsked}</Notice>}
      {refusal && <RefusalNotice {...refusal} />}
      <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div class="flow">
          <You {...props} />
          <OwnData {...props} />
        </div>
        <div class="flow">
          <Look {...props} />
          <Links {...props} />
          <Documents {...props} />
        </div>
      </div>
    </SettingsPage>
  );
}

function You({ frame: { reader }, fields, zone, email, role, createdAt, lastSignInAt, wrong }: ProfileProps) {
  const w = profileWords(reader.locale);
  return (
    <section class="panel" aria-labelledby="you">
      <h2 id="you">{w.you}</h2>
      <div class="flex items-center gap-4">
        <Avatar name={fields.name} size="size-12" />
        <div class="min-w-0">
          <p class="font-medium">{fields.name}</p>
          <p class="soft small">{email}</p>
        </div>
      </div>
      <dl class="facts">
        <Fact label={w.role}>{roleName(role, reader.locale)}</Fact>
        <Fact label={w.since}>
          <Instant at={createdAt} reader={reader} />
        </Fact>
        {lastSignInAt && (
          <Fact label={w.lastSignIn}>
            <Instant at={lastSignInAt} reader={reader} />
          </Fact>
        )}
      </dl>
      <form class="form" method="post" action="/settings">
        <Field
          name="name"
          label={w.name}
          value={fields.name}
          hint={w.nameHint}
          error={wrong.includes("name") ? w.nameWrong : undefined}
          autocomplete="name"
          maxlength={200}
          required
        />
        <div class="columns">
          <Choice name="locale" label={w.locale} value={fields.locale} options={w.locales} />
          <Field
            name="time_zone"
            label={w.timeZone}
            value={fields.time_zone}
            hint={w.timeZoneHint(zone)}
            error={wrong.includes("time_zone") ? w.timeZoneWrong : undefined}
            maxlength={60}
          />
        </div>
        <button class="btn btn-primary" type="submit">{w.save}</button>
      </form>
    </section>
  );
}

function Fact({ label, children }: { label: string; children: Child }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const THEMES = [["light", "sun"], ["dark", "moon"], ["system", "monitor"]] as const;

function Look({ frame: { reader, theme } }: ProfileProps) {
  const w = profileWords(reader.locale);
  const chosen = theme ?? "system";
  return (
    <section class="panel" aria-labelledby="look">
      <div>
        <h2 id="look">{w.look}</h2>
        <p class="soft small">{w.lookAbout}</p>
      </div>
      <form class="grid grid-cols-3 gap-2" method="post" action="/look">
        <input type="hidden" name="next" value="/settings" />
        {THEMES.map(([value, icon]) => (
          <button
            class={`btn h-auto flex-col gap-1 whitespace-normal py-3 ${value === chosen ? "btn-active" : ""}`}
            type="submit"
            name="theme"
            value={value}
            aria-pressed={value === chosen ? "true" : "false"}
          >
            <Icon name={icon} class="size-5" />
            {w.themes[value]}
          </button>
        ))}
      </form>
    </section>
  );
}

function Links({ frame: { reader } }: ProfileProps) {
  const w = profileWords(reader.locale);
  const links = [
    { href: "/security", icon: "lock", label: w.security, about: w.securityAbout },
    { href: "/notifications", icon: "bell", label: w.notices, about: w.noticesAbout },
  ] as const;
  return (
    <section class="panel" aria-labelledby="links">
      <h2 id="links">{w.links}</h2>
      <ul class="grid gap-1">
        {links.map(({ href, icon, label, about }) => (
          <li>
            <a class="flex items-start gap-3 rounded-field p-2 hover:bg-base-200" href={href}>
              <Icon name={icon} class="mt-0.5 size-5 text-primary" />
              <span class="min-w-0 flex-1">
                <span class="block font-medium">{label}</span>
                <span class="soft small block">{about}</span>
              </span>
              <Icon name="chevron-right" class="mt-0.5 size-4" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Documents({ frame: { reader }, documents }: ProfileProps) {
  const w = profileWords(reader.locale);
  return (
    <section class="panel" aria-labelledby="legal">
      <h2 id="legal">{w.legal}</h2>
      {documents.length === 0 && <p class="soft">{w.legalNone}</p>}
      <ul class="rows">
        {documents.map(({ document, version, url, acceptedAt }) => (
          <li>
            <div class="head">
              <span>
                {url === null
                  ? w.documents[document]
                  : <a href={url} target="_blank" rel="noopener noreferrer">{w.documents[document]}</a>},{" "}
                <span class="nowrap">{w.version(version)}</span>
              </span>
              <Badge tone={acceptedAt ? "good" : "warn"}>{acceptedAt ? w.accepted : w.notAccepted}</Badge>
            </div>
            {acceptedAt && (
              <p class="soft small">
                <Instant at={acceptedAt} reader={reader} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function OwnData({ frame: { reader } }: ProfileProps) {
  const w = profileWords(reader.locale);
  return (
    <section class="panel" aria-labelledby="data">
      <h2 id="data">{w.data}</h2>
      <p class="soft">{w.dataAbout}</p>
      <p>
        <a class="btn" href="/auth/me/data" download>
          <Icon name="download" />
          {w.download}
        </a>
      </p>
      <Sure
        action="/settings/removal"
        label={w.remove}
        about={w.removeAbout}
        question={w.removeQuestion}
        answer={w.removeAnswer}
      />
    </section>
  );
}
