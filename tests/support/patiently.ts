/** Asks again where the answer is "too busy for now", as a client should: how busy the machine is, no test can know. */
export async function patiently(ask: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const response = await ask();
    if (response.status !== 503) return response;
    await response.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 200));
  }
}
