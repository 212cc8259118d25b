/** What Sentry is told of an error that the log has: its kind and place, and nothing of people. */

export interface SentryEvent {
  event_id: string;
  timestamp: string;
  platform: "javascript";
  level: "error";
  logger: "lexia";
  release: string;
  environment: string;
  logentry: { formatted: string };
  tags: Record<string, string>;
  exception?: { values: SentryException[] };
}

interface SentryException {
  type: string;
  value: string;
  stacktrace?: { frames: SentryFrame[] };
}

interface SentryFrame {
  function: string;
  filename: string;
  lineno: number;
  colno: number;
  in_app: boolean;
}

export interface SentryProject {
  release: string;
  environment: string;
}

/** Of a line's fields only these go along: closed sets, and what finds the line in the log again. */
const TAGS: Readonly<Record<string, string>> = {
  request_id: "request_id",
  endpoint: "route",
  method: "method",
  status: "status",
  task: "task",
  job_id: "job_id",
  error_code: "error_code",
};

const MOST_CAUSES = 5;
const MOST_FRAMES = 50;
const MOST_CHARACTERS = 500;

/** `line` is a whole line of the log, in which secrets and personal fields are masked already. */
export function eventOf(line: string, { release, environment }: SentryProject): SentryEvent {
  const record = asRecord(JSON.parse(line)) ?? {};
  const values = exceptionsOf(record.error);
  return {
    event_id: crypto.randomUUID().replaceAll("-", ""),
    timestamp: textOf(record["@timestamp"]),
    platform: "javascript",
    level: "error",
    logger: "lexia",
    release,
    environment,
    logentry: { formatted: scrubbed(textOf(record.message)) },
    tags: tagsOf(record),
    ...(values.length === 0 ? {} : { exception: { values } }),
  };
}

function tagsOf(record: Record<string, unknown>): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [field, tag] of Object.entries(TAGS)) {
    const value = record[field];
    if (typeof value === "string" || typeof value === "number") tags[tag] = String(value).slice(0, 200);
  }
  return tags;
}

/** Sentry wants the cause before what it caused. */
function exceptionsOf(error: unknown): SentryException[] {
  const values: SentryException[] = [];
  for (let cause = asRecord(error); cause && values.length < MOST_CAUSES; cause = asRecord(cause.cause)) {
    const frames = framesOf(textOf(cause.stack));
    const type = textOf(cause.type) || "Error";
    const value = scrubbed(textOf(cause.message));
    values.unshift({ type, value, ...(frames.length === 0 ? {} : { stacktrace: { frames } }) });
  }
  return values;
}

const FRAME = /^\s+at (?:(?:async )?(.+?) \()?(?:file:\/\/)?(.+?):(\d+):(\d+)\)?$/;

/** The outermost call first. A stack begins with the message, which may hold anything: only its frames are read. */
function framesOf(stack: string): SentryFrame[] {
  const frames = stack.split("\n").flatMap((line) => {
    const [, name = "<anonymous>", path = "", lineno, colno] = FRAME.exec(line) ?? [];
    if (lineno === undefined) return [];
    const isOurs = !path.includes("/node_modules/") && !/^(ext|node|npm):/.test(path);
    const filename = isOurs ? ownPath(path) : path.replace(/^.*\/node_modules\//, "node_modules/");
    return [{ function: name, filename, lineno: Number(lineno), colno: Number(colno), in_app: isOurs }];
  });
  return frames.slice(0, MOST_FRAMES).reverse();
}

/** From LEXIA's folder on: where on the machine that is concerns nobody. */
function ownPath(path: string): string {
  return /(?:^|\/)((?:db|deploy|domain|jobs|platform|routes|tests|views)\/.*|[^/]+)$/.exec(path)?.[1] ?? path;
}

/** Sentences of errors may repeat what somebody sent: addresses, radicados and numbers of documents, tokens. */
const PRIVATE = [
  // As long as RFC 5321 lets the parts of an address be: without a bound a long text would take seconds.
  /[^\s<>@"']{1,64}@[^\s<>@"']{1,255}/g,
  /\b(?:lx[a-z]|lexia(?:_scim)?)_[\w%-]+/gi,
  /\beyJ[\w-]+(?:\.[\w-]+)*/g,
  /\d(?:[\d.\s-]{4,})\d/g,
  /([?&][\w.-]+=)[^\s&"']+/g,
];

function scrubbed(text: string): string {
  return PRIVATE.reduce((left, pattern) => left.replace(pattern, "[masked]"), text).slice(0, MOST_CHARACTERS);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : undefined;
}
