/**
 * The dispatch queue as start-time fair queueing: within a lane each job gets a turn number, one above the later of the
 * tenant's last number and the number being served; the lowest goes first. A tenant with a thousand jobs and one with
 * ten thus alternate until the ten are done.
 */
import type { Redis } from "@upstash/redis";
import type { DispatchQueue, QueueEntry } from "#domain/ports.ts";

/** First those not due yet, by due time; then per lane its jobs by turn; then per lane the turns given and served. */
const KEYS = [
  "lexia:q:later",
  ...["lexia:q:0", "lexia:q:1", "lexia:q:2"],
  ...["lexia:q:turns:0", "lexia:q:turns:1", "lexia:q:turns:2"],
];

/** Redis does nothing else while a script runs, so one step handles only so many jobs. */
const STEP = 500;

const ENTER = `
local function enter(lane, id, tenant)
  local jobs, turns = KEYS[lane + 2], KEYS[lane + 5]
  if redis.call("ZSCORE", jobs, id) then return end
  local served = tonumber(redis.call("HGET", turns, "served") or "0")
  local last = tonumber(redis.call("HGET", turns, "last:" .. tenant) or "0")
  local turn = string.format("%.0f", math.max(served, last) + 1)
  redis.call("HSET", turns, "last:" .. tenant, turn)
  redis.call("ZADD", jobs, turn, id)
end
`;

const MOVE_DUE = `
for _, member in ipairs(redis.call("ZRANGEBYSCORE", KEYS[1], "-inf", ARGV[1], "LIMIT", 0, ${STEP})) do
  redis.call("ZREM", KEYS[1], member)
  local lane, id, tenant = string.match(member, "^(%d)|([^|]*)|(.*)$")
  enter(tonumber(lane), id, tenant)
end
`;

/** Where a push tells that jobs are due, for those who listen. */
export const PUSHED_CHANNEL = "lexia:q:pushed";

const PUSH = `${ENTER}
local now = tonumber(ARGV[1])
local isDue = false
for i = 2, #ARGV, 4 do
  local lane, id, tenant, due = tonumber(ARGV[i]), ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local member = lane .. "|" .. id .. "|" .. tenant
  if tonumber(due) <= now then
    redis.call("ZREM", KEYS[1], member)
    enter(lane, id, tenant)
    isDue = true
  elseif not redis.call("ZSCORE", KEYS[lane + 2], id) then
    redis.call("ZADD", KEYS[1], "LT", due, member)
  end
end
if isDue then redis.call("PUBLISH", "${PUSHED_CHANNEL}", "") end
return 1
`;

// The client would turn an id of digits into a number, hence the letter before each.
const TAKE = `${ENTER}${MOVE_DUE}
local wanted, taken = tonumber(ARGV[2]), {}
for lane = 0, 2 do
  local jobs, turns = KEYS[lane + 2], KEYS[lane + 5]
  local popped = #taken < wanted and redis.call("ZPOPMIN", jobs, wanted - #taken) or {}
  for i = 1, #popped, 2 do taken[#taken + 1] = "j" .. popped[i] end
  if #popped > 0 and redis.call("EXISTS", jobs) == 1 then
    redis.call("HSET", turns, "served", popped[#popped])
  elseif #popped > 0 then
    redis.call("DEL", turns)
  end
end
return taken
`;

const DEPTH = `${ENTER}${MOVE_DUE}
local depth = {}
for i = 1, 4 do depth[i] = redis.call("ZCARD", KEYS[i]) end
return depth
`;

/**
 * A job that waits for its due time moves forward when it is pushed with an earlier one; in a lane it keeps its turn.
 * `jobId` must not hold "|". `time`: milliseconds since the epoch, the same for all instances.
 */
export function redisQueue(redis: Redis, time: () => Promise<number>): DispatchQueue {
  const push = redis.createScript<number>(PUSH);
  const take = redis.createScript<string[]>(TAKE);
  const depth = redis.createScript<[number, number, number, number]>(DEPTH);
  const now = async () => String(Math.round(await time()));

  return {
    async push(entries) {
      for (let start = 0; start < entries.length; start += STEP) {
        await push.exec(KEYS, [await now(), ...entries.slice(start, start + STEP).flatMap(asArguments)]);
      }
    },
    async take(count) {
      if (count < 1) return [];
      const taken = await take.exec(KEYS, [await now(), String(Math.min(count, STEP))]);
      return taken.map((prefixed) => prefixed.slice(1));
    },
    async depth() {
      const [later, ...ready] = await depth.exec(KEYS, [await now()]);
      return { ready, later };
    },
  };
}

function asArguments({ lane, jobId, tenant, dueAt }: QueueEntry): string[] {
  return [String(lane), jobId, tenant, String(dueAt)];
}
