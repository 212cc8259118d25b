/** How a company's directory keeps people up to date by SCIM. */
import { Badge, Notice, type Tone } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Choice, Field } from "../ui/field.tsx";
import type { Reader } from "../ui/reader.ts";
import { Sure } from "../ui/sure.tsx";
import { Copied } from "../settings/copied.tsx";
import { ROLES, ssoWords } from "./words.ts";
import { roleName } from "../team/access_words.ts";

export interface TokenRow {
  id: string;
  name: string;
  /** The beginning of the token. */
  prefix: string;
  state: "live" | "expired" | "revoked";
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

export interface GroupRow {
  id: string;
  displayName: string;
  role: string | null;
  memberCount: number;
}

export interface ProvisioningProps {
  reader: Reader;
  /** Of the SCIM endpoint. */
  address: string;
  tokens: readonly TokenRow[];
  groups: readonly GroupRow[];
  /** As they were typed. */
  fields: { name: string; days: string };
  isNameWrong: boolean;
  /** The token that was just made, shown this once. */
  made?: string;
}

const TONES: Readonly<Record<TokenRow["state"], Tone>> = { live: "good", expired: "quiet", revoked: "bad" };

export function Provisioning(props: ProvisioningProps) {
  const { reader: { locale }, address, tokens, made } = props;
  const w = ssoWords(locale);
  return (
    <>
      <section class="panel" aria-labelledby="scim">
        <h2 id="scim">{w.scim}</h2>
        <p class="soft">{w.scimAbout}</p>
        {made !== undefined && (
          <>
            <Notice tone="good">{w.tokenMade}</Notice>
            <Copied id="made-token" label={w.token} value={made} locale={locale} autofocus />
          </>
        )}
        <Copied id="scim-address" label={w.scimAddress} value={address} locale={locale} />
        <h3>{w.tokens}</h3>
        {tokens.length === 0 && <p class="soft">{w.tokensNone}</p>}
        {tokens.length > 0 && (
          <ul class="rows">{tokens.map((one) => <Token {...one} reader={props.reader} />)}</ul>
        )}
        <NewToken {...props} />
      </section>
      <Groups {...props} />
    </>
  );
}

function Token({ id, name, prefix, state, expiresAt, lastUsedAt, reader }: TokenRow & { reader: Reader }) {
  const w = ssoWords(reader.locale);
  return (
    <li>
      <div class="head">
        <div>
          <span class="font-medium">{name}</span> <code class="soft text-xs">{prefix}…</code>
        </div>
        <Badge tone={TONES[state]}>{w.tokenStates[state]}</Badge>
      </div>
      <p class="soft small">
        {w.tokenUsed}: {lastUsedAt ? <Instant at={lastUsedAt} reader={reader} /> : w.tokenNever}
        {expiresAt && (
          <>
            {" · "}
            {w.tokenEnds}: <Instant at={expiresAt} reader={reader} />
          </>
        )}
      </p>
      {state === "live" && (
        <Sure
          action="/sso/scim-tokens/revoke"
          label={w.revoke}
          about={name}
          question={w.revokeQuestion}
          answer={w.revokeAnswer}
        >
          <input type="hidden" name="id" value={id} />
        </Sure>
      )}
    </li>
  );
}

function NewToken({ reader: { locale }, fields, isNameWrong }: ProvisioningProps) {
  const w = ssoWords(locale);
  return (
    <form class="line" method="post" action="/sso/scim-tokens">
      <Field
        name="name"
        label={w.tokenName}
        value={fields.name}
        hint={w.tokenNameHint}
        error={isNameWrong ? w.nameInvalid : undefined}
        maxlength={100}
        required
      />
      <Choice name="days" label={w.tokenDays} value={fields.days} options={w.tokenLives} />
      <button class="btn" type="submit">{w.tokenMake}</button>
    </form>
  );
}

function Groups({ reader: { locale }, groups }: ProvisioningProps) {
  const w = ssoWords(locale);
  const options = [["", w.noRole] as const, ...ROLES.map((role) => [role, roleName(role, locale)] as const)];
  return (
    <section class="panel" aria-labelledby="groups">
      <h2 id="groups">{w.groups}</h2>
      <p class="soft">{w.groupsAbout}</p>
      {groups.length === 0 && <p>{w.groupsNone}</p>}
      <ul class="rows">
        {groups.map(({ id, displayName, role, memberCount }) => (
          <li>
            <form class="head" method="post" action="/sso/scim-groups">
              <div>
                <span class="font-medium">{displayName}</span>
                <div class="soft small">{w.members(memberCount)}</div>
              </div>
              <input type="hidden" name="id" value={id} />
              <select class="select w-auto" name="role" aria-label={w.roleOf(displayName)}>
                {options.map(([value, label]) => (
                  <option value={value} selected={value === (role ?? "")}>{label}</option>
                ))}
              </select>
              <button class="btn" type="submit">{w.apply}</button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
