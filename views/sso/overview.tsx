import { Badge, Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Tick } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Frame } from "../ui/layout.tsx";
import type { Reader } from "../ui/reader.ts";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { Sure } from "../ui/sure.tsx";
import { providerWords } from "../identity/provider_words.ts";
import { SettingsPage } from "../settings/settings_page.tsx";
import { Provisioning, type ProvisioningProps } from "./provisioning.tsx";
import { type Kind, KINDS, ssoWords } from "./words.ts";

export interface ProviderRow {
  id: string;
  kind: Kind;
  name: string;
  isEnabled: boolean;
  syncedAt: Date | null;
  /** A code. */
  syncError: string | null;
}

export interface Administrator {
  id: string;
  name: string;
  email: string;
  isChosen: boolean;
}

interface SsoProps {
  frame: Frame;
  script: string;
  providers: readonly ProviderRow[];
  isEnforced: boolean;
  administrators: readonly Administrator[];
  provisioning: Omit<ProvisioningProps, "reader">;
  isSaved: boolean;
  refusal?: RefusalProps;
  /** Codes by field, where something was refused. */
  errors: Readonly<Record<string, string>>;
}

export function SsoPage(props: SsoProps) {
  const { frame, script, provisioning, isSaved, refusal } = props;
  const w = ssoWords(frame.reader.locale);
  return (
    <SettingsPage frame={frame} script={script} title={w.title} lead={w.lead}>
      {isSaved && <Notice tone="good">{w.saved}</Notice>}
      {refusal && <RefusalNotice {...refusal} />}
      <Providers {...props} />
      <div class="columns">
        <Enforcement {...props} />
        <BreakGlass {...props} />
      </div>
      <Provisioning {...provisioning} reader={frame.reader} />
    </SettingsPage>
  );
}

function Providers({ frame: { reader }, providers }: SsoProps) {
  const w = ssoWords(reader.locale);
  return (
    <section class="panel" aria-labelledby="providers">
      <h2 id="providers">{w.providers}</h2>
      {providers.length === 0 && <Empty icon="key-round" title={w.empty} advice={w.emptyAdvice} />}
      {providers.length > 0 && (
        <ul class="rows">
          {providers.map((one) => <Provider {...one} reader={reader} />)}
        </ul>
      )}
      <div class="grid gap-3 sm:grid-cols-3">
        {KINDS.map((kind) => (
          <a
            class="grid content-start gap-1 rounded-box border border-base-300 p-4 hover:bg-base-200"
            href={`/sso/new?kind=${kind}`}
          >
            <span class="flex items-center gap-2 font-medium">
              <Icon name="plus" class="size-4 text-primary" />
              {w.add} {w.kinds[kind][0]}
            </span>
            <span class="soft small">{w.kinds[kind][1]}</span>
          </a>
        ))}
      </div>
    </section>
  );
}

function Provider(
  { id, kind, name, isEnabled, syncedAt, syncError, reader }: ProviderRow & { reader: Reader },
) {
  const w = ssoWords(reader.locale);
  return (
    <li>
      <div class="head">
        <div>
          <a class="font-semibold" href={`/sso/${id}`}>{name}</a>
          <div class="soft small">{w.kinds[kind][0]}</div>
        </div>
        <Badge tone={isEnabled ? "good" : "quiet"}>{isEnabled ? w.on : w.off}</Badge>
      </div>
      {syncError !== null && (
        <Notice tone="warn">
          {w.syncFailed}: {providerWords(syncError, reader.locale)}
        </Notice>
      )}
      {syncedAt && (
        <p class="soft small">
          {w.synced}: <Instant at={syncedAt} reader={reader} />
        </p>
      )}
    </li>
  );
}

function Enforcement({ frame: { reader: { locale } }, isEnforced }: SsoProps) {
  const w = ssoWords(locale);
  return (
    <section class="panel" aria-labelledby="enforcement">
      <div class="head">
        <h2 id="enforcement">{w.enforcement}</h2>
        <Badge tone={isEnforced ? "good" : "quiet"}>{isEnforced ? w.enforced : w.notEnforced}</Badge>
      </div>
      <p class="soft">{isEnforced ? w.enforcedAbout : w.notEnforcedAbout}</p>
      {isEnforced
        ? (
          <form method="post" action="/sso/enforcement">
            <button class="btn" type="submit" name="enforced" value="no">{w.release}</button>
          </form>
        )
        : (
          <Sure
            action="/sso/enforcement"
            label={w.enforce}
            about=""
            question={w.enforceQuestion}
            answer={w.enforceAnswer}
          >
            <input type="hidden" name="enforced" value="yes" />
          </Sure>
        )}
    </section>
  );
}

function BreakGlass({ frame: { reader: { locale } }, administrators, errors }: SsoProps) {
  const w = ssoWords(locale);
  return (
    <section class="panel" aria-labelledby="break-glass">
      <h2 id="break-glass">{w.breakGlass}</h2>
      <p class="soft">{w.breakGlassAbout}</p>
      {errors.user_ids !== undefined && <p class="wrong" role="alert">{w.notAdministrator}</p>}
      {administrators.length === 0 && <p>{w.breakGlassNone}</p>}
      {administrators.length > 0 && (
        <form class="form" method="post" action="/sso/break-glass">
          <fieldset class="grid gap-2">
            <legend class="heard">{w.breakGlass}</legend>
            {administrators.map(({ id, name, email, isChosen }) => (
              <Tick name="user_ids" value={id} isChosen={isChosen}>
                {name}
                <span class="soft small block">{email}</span>
              </Tick>
            ))}
          </fieldset>
          <button class="btn" type="submit">{w.save}</button>
        </form>
      )}
    </section>
  );
}
