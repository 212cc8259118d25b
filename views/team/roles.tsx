import { formatCount } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { accessWords, PERMISSION_GROUPS, permissionWords } from "./access_words.ts";
import { type TeamFigures, TeamHead } from "./team_head.tsx";
import { teamWords } from "./words.ts";

export interface RoleRow {
  role: string;
  permissions: readonly string[];
}

interface RolesProps {
  frame: Frame;
  figures: TeamFigures;
  /** Those that are given here, the highest first. */
  roles: readonly RoleRow[];
}

export function RolesPage({ frame, figures, roles }: RolesProps) {
  const { locale } = frame.reader;
  const w = teamWords(locale);
  return (
    <Layout title={`${w.tabs.roles} · ${w.title}`} frame={frame}>
      <TeamHead frame={frame} figures={figures} at="roles" />
      <p class="soft max-w-prose">{w.roles.lead}</p>
      <ul class="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {roles.map(({ role }) => <RoleCard frame={frame} role={role} people={figures.byRole[role] ?? 0} />)}
      </ul>
      <section class="panel" aria-labelledby="permissions">
        <h2 id="permissions">{w.roles.table}</h2>
        <div class="overflow-x-auto" role="group" aria-labelledby="permissions" tabindex={0}>
          <Matrix frame={frame} roles={roles} />
        </div>
        <p class="soft small max-w-prose">{w.roles.note}</p>
      </section>
    </Layout>
  );
}

function RoleCard({ frame, role, people }: { frame: Frame; role: string; people: number }) {
  const { locale } = frame.reader;
  const { roles: w } = teamWords(locale);
  const words = accessWords(locale).roles[role];
  return (
    <li class="panel relative gap-2">
      <div class="head">
        <h2>{words?.name ?? role}</h2>
        <a class="soft small after:absolute after:inset-0 hover:underline" href={`/team?role=${role}`}>
          {w.people(formatCount(people, locale))}
        </a>
      </div>
      <p class="soft text-sm">{words?.text}</p>
      <code class="soft text-xs">{role}</code>
    </li>
  );
}

function Matrix({ frame, roles }: { frame: Frame; roles: readonly RoleRow[] }) {
  const { locale } = frame.reader;
  const { roles: w } = teamWords(locale);
  const { roles: names, groups } = accessWords(locale);
  return (
    <table class="table matrix">
      <thead>
        <tr>
          <th scope="col">{w.permission}</th>
          {roles.map(({ role }) => <th scope="col">{names[role]?.name ?? role}</th>)}
        </tr>
      </thead>
      {PERMISSION_GROUPS.map(([group, permissions]) => (
        <tbody>
          <tr>
            <th scope="rowgroup" colspan={roles.length + 1} class="soft bg-base-200 text-xs">
              {groups[group]}
            </th>
          </tr>
          {permissions.map((permission) => (
            <tr>
              <th scope="row" class="font-normal whitespace-normal">
                {permissionWords(permission, locale)}
                <code class="soft block text-xs">{permission}</code>
              </th>
              {roles.map(({ permissions: held }) => (
                <td>
                  <Held is={held.includes(permission)} locale={locale} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Held({ is, locale }: { is: boolean; locale: "es" | "en" }) {
  const { roles: w } = teamWords(locale);
  return is
    ? (
      <span class="text-success">
        <Icon name="check" class="inline size-5" />
        <span class="heard">{w.yes}</span>
      </span>
    )
    : (
      <>
        <span class="soft" aria-hidden="true">–</span>
        <span class="heard">{w.no}</span>
      </>
    );
}
