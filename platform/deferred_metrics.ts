import type { MetricsRoom } from "./metrics.ts";

/** Until then a starting process has better things to do; so much is kept in memory at most. */
const LOAD_AFTER_MS = 1_000;

/**
 * Metrics that keep what they are told until prom-client is loaded, which takes as long as half of LEXIA: a moment
 * after something is first counted, or when somebody asks. Nothing that was told is lost.
 */
export function deferredMetrics(): MetricsRoom {
  let room: MetricsRoom | undefined;
  let loading: Promise<MetricsRoom> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept: ((room: MetricsRoom) => void)[] = [];

  async function load(): Promise<MetricsRoom> {
    clearTimeout(timer);
    const { openMetrics } = await import("./metrics.ts");
    room = openMetrics();
    for (const tell of kept) tell(room);
    kept = [];
    return room;
  }

  function keep(tell: (room: MetricsRoom) => void): void {
    kept.push(tell);
    if (timer !== undefined) return;
    timer = setTimeout(() => void (loading ??= load()), LOAD_AFTER_MS);
    Deno.unrefTimer(timer);
  }

  return {
    increment: (...told) => room ? room.increment(...told) : keep((room) => room.increment(...told)),
    set: (...told) => room ? room.set(...told) : keep((room) => room.set(...told)),
    observe: (...told) => room ? room.observe(...told) : keep((room) => room.observe(...told)),
    request: (told) => room ? room.request(told) : keep((room) => room.request(told)),
    onRead: (read) => room ? room.onRead(read) : void kept.push((room) => room.onRead(read)),
    render: async () => await (await (loading ??= load())).render(),
  };
}
