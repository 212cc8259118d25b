/** A real mail server on the loopback, which takes messages only over TLS and only from who signs in. */
import type { AddressInfo } from "node:net";
import { Buffer } from "node:buffer";
import { SMTPServer } from "smtp-server";
import { testCaCertificate } from "./portal_simulator/tls_fixture.ts";

export interface ReceivedMail {
  from: string;
  to: string[];
  user: string;
  isSecure: boolean;
  /** As it came over the wire. */
  raw: string;
}

/** At which step the server says what; nothing: it takes the message. */
export interface MailServerAnswers {
  sender?: number;
  recipient?: number;
  content?: number;
}

export class MailServer implements AsyncDisposable {
  readonly received: ReceivedMail[] = [];
  /** Refuses with that code from now on. */
  answers: MailServerAnswers = {};
  password = "secret of the mail server";
  connections = 0;

  private constructor(private readonly server: SMTPServer, readonly port: number) {}

  static async start(options: { isTlsOff?: boolean; address?: string } = {}): Promise<MailServer> {
    const made: { server?: MailServer } = {};
    const answer = (step: keyof MailServerAnswers, done: (error?: Error | null) => void) => {
      const code = made.server?.answers[step];
      done(code === undefined ? null : Object.assign(new Error("Not here"), { responseCode: code }));
    };
    const server = new SMTPServer({
      ...testCaCertificate(),
      disabledCommands: options.isTlsOff ? ["STARTTLS"] : [],
      authOptional: options.isTlsOff ?? false,
      disableReverseLookup: true,
      closeTimeout: 100,
      onConnect(_session, done) {
        if (made.server) made.server.connections++;
        done();
      },
      onAuth({ username, password }, _session, done) {
        if (password === made.server?.password) done(null, { user: username });
        else done(Object.assign(new Error("Wrong password"), { responseCode: 535 }));
      },
      onMailFrom: (_address, _session, done) => answer("sender", done),
      onRcptTo: (_address, _session, done) => answer("recipient", done),
      onData(stream, session, done) {
        const parts: Uint8Array[] = [];
        stream.on("data", (part: Uint8Array) => parts.push(part));
        stream.on("end", () => {
          const { mailFrom, rcptTo } = session.envelope;
          made.server?.received.push({
            from: mailFrom ? mailFrom.address : "",
            to: rcptTo.map(({ address }) => address),
            user: String(session.user),
            isSecure: session.secure,
            raw: Buffer.concat(parts).toString("utf8"),
          });
          answer("content", done);
        });
      },
    });
    server.on("error", () => {});
    await new Promise<void>((resolve) => server.listen(0, options.address ?? "127.0.0.1", resolve));
    // A listening server of TCP has such an address.
    const { port } = server.server.address() as AddressInfo;
    return made.server = new MailServer(server, port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
