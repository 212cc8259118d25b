/** Speaks the request format of @upstash/redis to a Redis over TCP. */
import { ErrorReply, MultiErrorReply } from "@redis/client";
import { errors, type Requester, type UpstashResponse } from "@upstash/redis";
import { createHash } from "node:crypto";

type Command = string[];

/** The part of node-redis that is used here. */
export interface RedisConnection {
  sendCommand(command: Command): Promise<unknown>;
  multi(): { addCommand(command: Command): unknown; exec(): Promise<unknown[]> };
}

/** Runs one exchange on the present connection, or rejects when there is none. */
export type Exchange = <T>(work: (connection: RedisConnection) => Promise<T>) => Promise<T>;

/**
 * @throws {UpstashError} where Redis refuses a command; what the connection throws passes as it is.
 */
export function redisRequester(exchange: Exchange): Requester {
  const scripts = plainScripts();

  async function request({ path = [], body }: { path?: string[]; body?: unknown }): Promise<unknown> {
    const [kind = "single"] = path;
    if (kind === "single") return await single(exchange, scripts(commandOf(body)));

    const commands = listOf(body).map(commandOf).map(scripts);
    if (kind === "pipeline") return await exchange((connection) => pipeline(connection, commands));
    if (kind === "multi-exec") return await exchange((connection) => transaction(connection, commands));
    throw new TypeError(`Cannot send "${path.join("/")}": expected a command, a pipeline or a transaction`);
  }

  // What a command answers is the claim of the @upstash/redis method that sent it.
  return {
    request: async <T>(sent: { path?: string[]; body?: unknown }) =>
      await request(sent) as UpstashResponse<T>,
  };
}

async function single(exchange: Exchange, command: Command): Promise<UpstashResponse<unknown>> {
  try {
    return { result: await exchange((connection) => connection.sendCommand(command)) };
  } catch (error) {
    throw error instanceof ErrorReply ? new errors.UpstashError(error.message) : error;
  }
}

async function pipeline(
  connection: RedisConnection,
  commands: Command[],
): Promise<UpstashResponse<unknown>[]> {
  return await Promise.all(commands.map(async (command) => {
    try {
      return { result: await connection.sendCommand(command) };
    } catch (error) {
      if (error instanceof ErrorReply) return { error: error.message };
      throw error;
    }
  }));
}

async function transaction(
  connection: RedisConnection,
  commands: Command[],
): Promise<UpstashResponse<unknown>[]> {
  const multi = connection.multi();
  for (const command of commands) multi.addCommand(command);
  try {
    return (await multi.exec()).map((result) => ({ result }));
  } catch (error) {
    if (error instanceof MultiErrorReply) return error.replies.map(replyOf);
    throw error instanceof ErrorReply ? new errors.UpstashError(error.message) : error;
  }
}

function replyOf(reply: unknown): UpstashResponse<unknown> {
  return reply instanceof ErrorReply ? { error: reply.message } : { result: reply };
}

/** @upstash/ratelimit marks its scripts with a flag that only Upstash knows; Redis refuses such a first line. */
const SHEBANG = /^#!lua[^\n]*\n/;

/** Sends marked scripts without their first line, and by the hash that they have then. */
function plainScripts(): (command: Command) => Command {
  const plainHashes = new Map<string, string>();

  function strip(source: string): string {
    const plain = source.replace(SHEBANG, "");
    if (plain !== source) plainHashes.set(sha1(source), sha1(plain));
    return plain;
  }

  return (command) => {
    const [name = "", first = "", second = "", ...rest] = command;
    switch (name.toLowerCase()) {
      case "eval":
      case "eval_ro":
        return [name, strip(first), second, ...rest];
      case "evalsha":
      case "evalsha_ro":
        return [name, plainHashes.get(first) ?? first, second, ...rest];
      case "script":
        return first.toLowerCase() === "load" ? [name, first, strip(second)] : command;
      default:
        return command;
    }
  };
}

function sha1(source: string): string {
  return createHash("sha1").update(source).digest("hex");
}

function commandOf(body: unknown): Command {
  return listOf(body).map((part) => typeof part === "object" ? JSON.stringify(part) : String(part));
}

function listOf(body: unknown): unknown[] {
  if (!Array.isArray(body)) throw new TypeError("Cannot send a Redis request: expected a list");
  return body;
}
