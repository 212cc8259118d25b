/** What the help shows as it holds: the number's parts, the rules in force, the calendar, roles and keys. */
import { novedadKindName } from "../email/novedad_words.ts";
import type { NovedadKind } from "../email/notice_shapes.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Day } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import { liveWords } from "../ui/live_words.ts";
import type { Locale } from "../ui/reader.ts";
import { ShortcutList } from "../ui/shortcut_list.tsx";
import { shortcutsEverywhere, shortcutsOfInbox } from "../ui/shortcuts.ts";
import type { HelpBlock, HelpWords } from "./shape.ts";
import { roleName } from "../team/access_words.ts";

type Severity = "high" | "normal" | "low";

export interface ShownProps {
  what: Extract<HelpBlock, { show: unknown }>["show"];
  w: HelpWords;
  locale: Locale;
  rules: {
    isOwn: boolean;
    list: readonly {
      severity: Severity;
      acts: readonly string[];
      words: readonly string[];
      kinds: readonly NovedadKind[];
      hasTerm: boolean;
    }[];
  };
  /** Of the year that begins today; weekends left out. */
  closures: readonly { name: string; source: string; from: string; to: string }[];
  /** Role by role. */
  roles: Readonly<Record<"org_admin" | "manager" | "user" | "viewer", readonly string[]>>;
}

export function Shown(props: ShownProps) {
  switch (props.what) {
    case "radicado":
      return <Parts {...props} />;
    case "rules":
      return <Rules {...props} />;
    case "calendar":
      return <Calendar {...props} />;
    case "roles":
      return <Roles {...props} />;
    case "keys":
      return <Keys {...props} />;
  }
}

function Parts({ w }: ShownProps) {
  return (
    <dl class="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-3">
      {w.parts.map(([digits, name, meaning]) => (
        <div class="grid content-start gap-0.5 rounded-field bg-base-200 px-3 py-2">
          <dt class="soft text-xs">{name}</dt>
          <dd class="number text-lg font-semibold">{digits}</dd>
          <dd class="text-xs">{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}

const TONES: Readonly<Record<Severity, Tone>> = { high: "bad", normal: "info", low: "quiet" };

function Rules({ w: { rules: w }, rules, locale }: ShownProps) {
  const conditions = ({ acts, words, kinds, hasTerm }: ShownProps["rules"]["list"][number]) =>
    [
      acts.length > 0 && w.acts(acts.join(", ")),
      words.length > 0 && w.words(words.join(", ")),
      kinds.length > 0 && w.kinds(kinds.map((kind) => novedadKindName(kind, locale)).join(", ")),
      hasTerm && w.term,
    ].filter(Boolean).join("; ");
  return (
    <>
      <p>{rules.isOwn ? w.own : w.builtIn}</p>
      <ol class="grid gap-2">
        {rules.list.map((rule) => (
          <li class="grid items-baseline gap-x-4 sm:grid-cols-[5rem_minmax(0,1fr)]">
            <span>
              <Badge tone={TONES[rule.severity]}>{w.names[rule.severity]}</Badge>
            </span>
            <span class="text-sm">{conditions(rule)}</span>
          </li>
        ))}
        <li class="grid items-baseline gap-x-4 sm:grid-cols-[5rem_minmax(0,1fr)]">
          <span>
            <Badge tone="info">{w.names.normal}</Badge>
          </span>
          <span class="text-sm">{w.otherwise}</span>
        </li>
      </ol>
    </>
  );
}

function Calendar({ w: { calendar: w }, closures, locale }: ShownProps) {
  return (
    <table class="table folds table-sm">
      <thead>
        <tr>
          <th scope="col">{w.days}</th>
          <th scope="col">{w.why}</th>
          <th scope="col">{w.source}</th>
        </tr>
      </thead>
      <tbody>
        {closures.map(({ name, source, from, to }) => (
          <tr>
            <td class="number font-medium">
              <Day day={from} locale={locale} />
              {to !== from && (
                <>
                  {" – "}
                  <Day day={to} locale={locale} />
                </>
              )}
            </td>
            <td>{name}</td>
            <td class="soft">{source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const ROLES = ["org_admin", "manager", "user", "viewer"] as const;

function Roles({ w: { roles: w, title }, roles, locale }: ShownProps) {
  return (
    <div class="overflow-x-auto" tabindex={0} role="region" aria-label={`${title}: ${w.permission}`}>
      <table class="table table-sm matrix">
        <thead>
          <tr>
            <th scope="col">{w.permission}</th>
            {ROLES.map((role) => <th scope="col">{roleName(role, locale)}</th>)}
          </tr>
        </thead>
        <tbody>
          {Object.entries(w.permissions).map(([permission, label]) => (
            <tr>
              <th scope="row" class="!whitespace-normal !font-normal">{label}</th>
              {ROLES.map((role) => {
                const has = roles[role].includes(permission);
                return (
                  <td>
                    {has && <Icon name="check" class="mx-auto size-4 text-success" />}
                    <span class="heard">{has ? w.yes : w.no}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Keys({ w, locale }: ShownProps) {
  const words = liveWords(locale);
  return (
    <div class="grid gap-8 sm:grid-cols-2">
      <div class="grid content-start gap-3">
        <h3>{w.everywhere}</h3>
        <ShortcutList shortcuts={shortcutsEverywhere(words)} />
      </div>
      <div class="grid content-start gap-3">
        <h3>{w.inbox}</h3>
        <ShortcutList shortcuts={shortcutsOfInbox(words)} />
      </div>
    </div>
  );
}
