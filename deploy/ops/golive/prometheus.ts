/** What Prometheus, Alertmanager and other services of an installation say, over their HTTP interfaces. */
import { z } from "zod";
import { Untold } from "./probe.ts";

const PATIENCE_MS = 10_000;

const vector = z.object({
  data: z.object({
    result: z.array(z.object({
      metric: z.record(z.string(), z.string()),
      value: z.tuple([z.number(), z.string()]),
    })),
  }),
});

export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** @throws {Untold} */
export async function askPrometheus(url: string, query: string): Promise<Sample[]> {
  const { data } = await askJson(url, `/api/v1/query?${new URLSearchParams({ query })}`, vector);
  return data.result.map(({ metric, value: [, text] }) => ({ labels: metric, value: Number(text) }));
}

/** @throws {Untold} where there is no answer, or another than was expected. */
export async function askJson<T>(
  base: string,
  path: string,
  schema: z.ZodType<T>,
  headers: Record<string, string> = {},
): Promise<T> {
  const host = URL.parse(base)?.host ?? "?";
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(new URL(path, base), { headers, redirect: "manual", signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Untold({
        en: `${host} answered ${response.status}`,
        es: `${host} respondió ${response.status}`,
      });
    }
    return schema.parse(await response.json());
  } catch (error) {
    if (error instanceof Untold) throw error;
    if (error instanceof z.ZodError) {
      throw new Untold({ en: `${host} answered something else`, es: `${host} respondió otra cosa` });
    }
    throw new Untold({ en: `${host} does not answer`, es: `${host} no responde` });
  }
}
