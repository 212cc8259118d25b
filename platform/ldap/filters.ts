import {
  AndFilter,
  EqualityFilter,
  ExtensibleFilter,
  type Filter,
  GreaterThanEqualsFilter,
  LessThanEqualsFilter,
  NotFilter,
  OrFilter,
  PresenceFilter,
  SubstringFilter,
} from "ldapts";
import type { DirectoryFilter } from "#domain/ports.ts";

/** As objects, which are sent with each value as a value: no text is ever read as a filter here. */
export function filterOf(filter: DirectoryFilter): Filter {
  if ("all" in filter) return new AndFilter({ filters: filter.all.map(filterOf) });
  if ("any" in filter) return new OrFilter({ filters: filter.any.map(filterOf) });
  if ("not" in filter) return new NotFilter({ filter: filterOf(filter.not) });
  const { attribute } = filter;
  if ("is" in filter) return new EqualityFilter({ attribute, value: filter.is });
  if ("isPresent" in filter) return new PresenceFilter({ attribute });
  if ("matches" in filter) {
    return new ExtensibleFilter({ matchType: attribute, rule: filter.rule, value: filter.matches });
  }
  if ("than" in filter) {
    return filter.order === "at_least"
      ? new GreaterThanEqualsFilter({ attribute, value: filter.than })
      : new LessThanEqualsFilter({ attribute, value: filter.than });
  }
  const { begins, contains, ends } = filter;
  return new SubstringFilter({ attribute, initial: begins, any: [...contains], final: ends });
}
