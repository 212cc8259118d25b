/** Structured logs: one JSON object a line, secrets and personal data masked. */
import { getJsonLinesFormatter, type LogLevel, type LogRecord } from "@logtape/logtape";
import { DEFAULT_REDACT_FIELDS, redactByField } from "@logtape/redaction";
import type { Log, LogFields } from "#domain/ports.ts";

const LEVELS = { debug: 0, info: 1, warn: 2, error: 3 } as const;
type Level = keyof typeof LEVELS;

const LOGTAPE_LEVEL: Record<Level, LogLevel> = {
  debug: "debug",
  info: "info",
  warn: "warning",
  error: "error",
};

/** Beside the library's own: passwords, tokens, keys, cookies … */
const PRIVATE_FIELDS = [/authorization/i, /cookie/i, /^email$/i, /^name$/i, /refresh/i, /sealed/i, /^url$/i];

/** Writes records of that level and above through `write`, which gets one whole line, and whether it is an error. */
export function openLog(options: { level: Level; write: (line: string, isError: boolean) => void }): Log {
  const format = getJsonLinesFormatter({ properties: "flatten" });
  const sink = redactByField((record) => options.write(format(record), record.level === "error"), {
    fieldPatterns: [...DEFAULT_REDACT_FIELDS, ...PRIVATE_FIELDS],
    action: () => "[masked]",
  });
  function write(level: Level, message: string, fields: LogFields = {}): void {
    if (LEVELS[level] < LEVELS[options.level]) return;
    sink(recordOf(level, message, fields));
  }
  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
  };
}

/** Made here and not by a logger: its message templates would interpret braces that come from outside. */
function recordOf(level: Level, message: string, fields: LogFields): LogRecord {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? describe(value) : value]),
  );
  return {
    category: ["lexia"],
    level: LOGTAPE_LEVEL[level],
    message: [message],
    rawMessage: message,
    timestamp: Date.now(),
    properties,
  };
}

/**
 * What may be said of an error. A database error's message can repeat a statement with its values, so for those only
 * the driver's own cause is named.
 */
function describe(error: Error): Record<string, unknown> {
  const isStatement = error.name === "DrizzleQueryError" || error.message.startsWith("Failed query");
  const code = "code" in error && typeof error.code === "string" ? { error_code: error.code } : {};
  return {
    type: error.name,
    ...(isStatement ? {} : { message: error.message, stack: error.stack }),
    ...code,
    ...(error.cause instanceof Error ? { cause: describe(error.cause) } : {}),
  };
}
