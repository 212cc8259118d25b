import { Badge } from "../ui/badge.tsx";
import { accessWords, PERMISSION_GROUPS, permissionWords, roleName } from "./access_words.ts";
import type { MemberProps } from "./member.tsx";
import { memberWords } from "./member_words.ts";

/** What somebody may do beyond their role, or may not although their role would let them. */
export function MemberPermissions({ frame, member, powers }: MemberProps) {
  const { locale } = frame.reader;
  const { permissions: w } = memberWords(locale);
  const { groups } = accessWords(locale);
  return (
    <section class="panel" aria-labelledby="permissions">
      <h2 id="permissions">{w.title}</h2>
      <p class="soft">{w.lead(roleName(member.role, locale))}</p>
      <form class="form" method="post" action={`/team/${member.id}/permissions`}>
        <input type="hidden" name="version" value={member.version} />
        {PERMISSION_GROUPS.map(([group, permissions]) => (
          <fieldset class="checks">
            <legend>{groups[group]}</legend>
            {permissions.map((permission) => (
              <Permission
                locale={locale}
                permission={permission}
                isHeld={member.held.includes(permission)}
                isOfRole={member.ofRole.includes(permission)}
                isOffered={powers.permissions.includes(permission)}
              />
            ))}
          </fieldset>
        ))}
        <button class="btn btn-primary" type="submit">{w.save}</button>
      </form>
    </section>
  );
}

interface PermissionProps {
  locale: "es" | "en";
  permission: string;
  isHeld: boolean;
  isOfRole: boolean;
  /** The reader may give it. */
  isOffered: boolean;
}

function Permission({ locale, permission, isHeld, isOfRole, isOffered }: PermissionProps) {
  const { permissions: w } = memberWords(locale);
  const isClosed = !isHeld && !isOffered;
  return (
    <label class="tick">
      <input
        class="checkbox checkbox-sm"
        type="checkbox"
        name="permissions"
        value={permission}
        checked={isHeld}
        disabled={isClosed}
      />
      <span class="flex flex-wrap items-center gap-x-2">
        <span class={isClosed ? "soft" : ""}>{permissionWords(permission, locale)}</span>
        {isOfRole && isHeld && <span class="soft small">{w.ofRole}</span>}
        {!isOfRole && isHeld && <Badge tone="info">{w.added}</Badge>}
        {isOfRole && !isHeld && <Badge tone="warn">{w.removed}</Badge>}
        {isClosed && <span class="soft small">({w.cannot})</span>}
      </span>
    </label>
  );
}
