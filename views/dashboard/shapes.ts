/** What the first page of the day is made of. */
import type { Check, Status } from "../solicitudes/words.ts";
import type { StepName } from "./first_steps.tsx";

export interface NewsItem {
  id: string;
  /** Of the entry in its case. */
  href: string;
  kind: string;
  severity: "low" | "normal" | "high";
  /** What the court calls it; null where it is about the case. */
  act: string | null;
  note: string | null;
  isWithEstado: boolean;
  /** The alias, or the parties, or else null. */
  caseName: string | null;
  radicado: string;
  despacho: string | null;
  /** Court dates, `YYYY-MM-DD`. */
  filedOn: string | null;
  termEndsOn: string | null;
  detectedAt: Date;
}

export interface WatchItem {
  id: string;
  subject: string;
  alias: string | null;
  status: Status;
  lastCheck: Check | null;
  nextCheckAt: Date | null;
}

export interface TermItem {
  id: string;
  href: string;
  day: string;
  /** From today; 0 is today. */
  daysLeft: number;
  act: string;
  caseName: string;
  despacho: string | null;
}

export interface WatchFigures {
  total: number;
  watched: number;
  paused: number;
  held: number;
  running: number;
  needAttention: number;
  verifiedToday: number;
  doubtfulToday: number;
  reasons: readonly { code: string | null; count: number }[];
  dueToday: number;
  lastCheckedAt: Date | null;
  nextCheckAt: Date | null;
}

export interface PortalProps {
  source: string;
  state: "open" | "slow" | "blocked" | "down" | "resting";
  lastAnswerAt: Date | null;
  asksAgainAt: Date | null;
  usedShare: number | null;
}

export interface DashboardProps {
  greeting: "morning" | "afternoon" | "night";
  /** Of the reader's clock, `YYYY-MM-DD`. */
  day: string;
  now: Date;
  news: readonly NewsItem[];
  unread: { low: number; normal: number; high: number };
  watches: WatchFigures;
  attention: readonly WatchItem[];
  running: readonly WatchItem[];
  terms: readonly TermItem[];
  termsInAll: number;
  weeks: readonly { week: string; count: number }[];
  /** `resetsOn`: the first day of the next month, `YYYY-MM-DD`. */
  quota: { used: number; limit: number | null; resetsOn: string } | null;
  portal: PortalProps | null;
  /** Null where they are done, or put away. */
  steps: readonly { name: StepName; isDone: boolean }[] | null;
}
