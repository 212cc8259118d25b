/** A name server on this machine, over UDP (RFC 1035), that answers what a test has told it. */
import { createSocket, type RemoteInfo } from "node:dgram";
import ipaddr from "ipaddr.js";

export interface DnsServer extends AsyncDisposable {
  /** `127.0.0.1:port` */
  address: string;
  /** Sets the TXT records of a name; each is a text, or the parts that it is sent in. */
  setText(name: string, records: readonly (string | readonly string[])[]): void;
  removeText(name: string): void;
  /** Sets the addresses of a name, IPv4 and IPv6; a function is asked anew each time. */
  setAddresses(name: string, addresses: readonly string[] | (() => readonly string[])): void;
  /** What it does from now on: answers, says that it cannot, or is silent. */
  mood: "answers" | "fails" | "silent";
  /** How many questions it was asked. */
  asked: number;
}

const A = 1;
const TXT = 16;
const AAAA = 28;
const NO_SUCH_NAME = 3;
const SERVER_FAILURE = 2;

export async function startDnsServer(): Promise<DnsServer> {
  const records = new Map<string, (readonly string[])[]>();
  const addresses = new Map<string, () => readonly string[]>();
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", () => resolve()));
  const server: DnsServer = {
    address: `127.0.0.1:${socket.address().port}`,
    setText(name, texts) {
      records.set(name.toLowerCase(), texts.map((text) => typeof text === "string" ? [text] : text));
    },
    setAddresses(name, found) {
      addresses.set(name.toLowerCase(), typeof found === "function" ? found : () => found);
    },
    removeText: (name) => void records.delete(name.toLowerCase()),
    mood: "answers",
    asked: 0,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on("message", (message: Uint8Array, from: RemoteInfo) => {
    server.asked++;
    if (server.mood === "silent") return;
    const { name, type, question } = questionOf(message);
    const found = server.mood === "answers" ? dataOf(name, type) : undefined;
    const code = server.mood === "fails" ? SERVER_FAILURE : found ? 0 : NO_SUCH_NAME;
    const answers = (found ?? []).map((data) => answerOf(type, data));
    const head = new Uint8Array(12);
    head.set(message.slice(0, 2));
    head.set([0x81, 0x80 | code, 0, 1, 0, answers.length], 2);
    socket.send(new Uint8Array([...head, ...question, ...answers.flat()]), from.port, from.address);
  });
  return server;

  /** Undefined where there is no such name. */
  function dataOf(name: string, type: number): number[][] | undefined {
    if (type === TXT) return records.get(name)?.map(textData);
    const ofFamily = addresses.get(name)?.().map((address) => ipaddr.parse(address))
      .filter((address) => address.kind() === (type === AAAA ? "ipv6" : "ipv4"));
    return type === A || type === AAAA ? ofFamily?.map((address) => address.toByteArray()) : undefined;
  }
}

function questionOf(message: Uint8Array): { name: string; type: number; question: Uint8Array } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(new TextDecoder().decode(message.slice(at + 1, at + 1 + length)));
    at += length + 1;
  }
  const type = (message[at + 1] ?? 0) * 256 + (message[at + 2] ?? 0);
  return { name: labels.join(".").toLowerCase(), type, question: message.slice(12, at + 5) };
}

/** Points back to the name of the question; class IN, no time to live. */
function answerOf(type: number, data: readonly number[]): number[] {
  return [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, data.length >> 8, data.length & 255, ...data];
}

function textData(parts: readonly string[]): number[] {
  return parts.flatMap((part) => {
    const bytes = new TextEncoder().encode(part);
    return [bytes.length, ...bytes];
  });
}
