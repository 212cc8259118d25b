/** Somebody's receiver of webhooks, on this machine: keeps what it gets, and answers what a test has told it. */

export interface ReceivedMessage {
  path: string;
  headers: Record<string, string>;
  body: string;
  /** By this machine's clock. */
  at: number;
}

type Answer = (message: ReceivedMessage, count: number) => Response | Promise<Response>;

export class WebhookReceiver implements AsyncDisposable {
  readonly received: ReceivedMessage[] = [];
  /** `count` is how many came before. */
  answer: Answer = () => new Response(null, { status: 204 });
  #open = 0;
  #mostOpen = 0;

  private constructor(private readonly server: Deno.HttpServer<Deno.NetAddr>) {}

  static start(options: { cert?: string; key?: string; port?: number } = {}): WebhookReceiver {
    const { cert, key, port = 0 } = options;
    const tls = cert !== undefined && key !== undefined ? { cert, key } : {};
    const take = (request: Request): Promise<Response> => receiver.#take(request);
    const server = Deno.serve({ hostname: "127.0.0.1", port, onListen() {}, ...tls }, take);
    const receiver: WebhookReceiver = new WebhookReceiver(server);
    return receiver;
  }

  get port(): number {
    return this.server.addr.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** Requests under way at the same time, at most. */
  get mostAtOnce(): number {
    return this.#mostOpen;
  }

  async #take(request: Request): Promise<Response> {
    this.#mostOpen = Math.max(this.#mostOpen, ++this.#open);
    try {
      const { pathname, search } = new URL(request.url);
      const headers = Object.fromEntries(request.headers);
      const message = { path: pathname + search, headers, body: await request.text(), at: Date.now() };
      const count = this.received.push(message) - 1;
      return await this.answer(message, count);
    } finally {
      this.#open--;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.shutdown();
  }
}
