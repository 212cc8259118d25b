import { Avatar } from "../ui/avatar.tsx";
import { Badge } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import type { Reader } from "../ui/reader.ts";
import { peopleWords } from "./people_words.ts";
import { platformWords } from "./words.ts";
import { roleName } from "../team/access_words.ts";

export interface PersonRow {
  id: string;
  name: string;
  email: string;
  role: "super_admin" | "org_admin" | "manager" | "user" | "viewer";
  organization: { id: string; name: string; isActive: boolean } | null;
  isActive: boolean;
  lastSeenAt: Date | null;
}

interface PeopleRowsProps {
  rows: readonly PersonRow[];
  reader: Reader;
  /** All of one organization, which is not said again. */
  isOfOne?: boolean;
}

export function PeopleRows({ rows, reader, isOfOne = false }: PeopleRowsProps) {
  const w = peopleWords(reader.locale);
  return (
    <table class="table folds">
      <thead>
        <tr>
          <th scope="col">{w.person}</th>
          {!isOfOne && <th scope="col">{w.organization}</th>}
          <th scope="col">{w.role}</th>
          <th scope="col">{w.seen}</th>
          <th scope="col">
            <span class="heard">{w.enter}</span>
          </th>
        </tr>
      </thead>
      <tbody>{rows.map((row) => <Row row={row} reader={reader} isOfOne={isOfOne} />)}</tbody>
    </table>
  );
}

function Row({ row, reader, isOfOne }: { row: PersonRow; reader: Reader; isOfOne: boolean }) {
  const w = peopleWords(reader.locale);
  const { organization } = row;
  const mayEnter = organization !== null && organization.isActive && row.isActive;
  return (
    <tr>
      <td>
        <div class="flex items-start gap-3">
          <span class="hidden sm:block">
            <Avatar name={row.name} />
          </span>
          <div>
            <div class="flex flex-wrap items-center gap-2 font-medium">
              {row.name}
              {!row.isActive && <Badge tone="quiet">{w.inactive}</Badge>}
            </div>
            <div class="soft small">{row.email}</div>
          </div>
        </div>
      </td>
      {!isOfOne && (
        <td data-label={w.organization}>
          {organization
            ? <a href={`/organizations/${organization.id}`}>{organization.name}</a>
            : platformWords(reader.locale).platform}
          {organization && !organization.isActive && <div class="small text-warning">{w.closed}</div>}
        </td>
      )}
      <td class="break-normal" data-label={w.role}>{roleName(row.role, reader.locale)}</td>
      <td class="small" data-label={w.seen}>
        {row.lastSeenAt
          ? <Instant at={row.lastSeenAt} reader={reader} />
          : <span class="soft">{w.never}</span>}
      </td>
      <td class="sm:text-right">
        {mayEnter && (
          <a class="btn btn-sm" href={`/impersonations/new?organization=${organization.id}&user=${row.id}`}>
            {w.enter} <span class="heard">{row.name}</span>
          </a>
        )}
      </td>
    </tr>
  );
}
