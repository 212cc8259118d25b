/** Which columns the list has, and how close its rows stand: each person's own choice. */
export const COLUMNS = ["parties", "moved", "checked", "next", "frequency", "owner", "created"] as const;

export type Column = typeof COLUMNS[number];

export interface ListLook {
  columns: readonly Column[];
  isCompact: boolean;
  /** Single keys move through the rows. */
  hasKeys: boolean;
}

export const DEFAULT_LOOK: ListLook = {
  columns: ["parties", "moved", "checked", "next", "owner"],
  isCompact: false,
  hasKeys: true,
};
