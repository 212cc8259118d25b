/**
 * A WebSocket that sends what is given to it in one turn as one frame. Neon's driver gives it a frame for each message
 * of the protocol, and on the way those would wait for each other's acknowledgement.
 */
export class FrameSocket extends WebSocket {
  #waiting: Uint8Array[] = [];

  override send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (!(data instanceof Uint8Array)) throw new TypeError("Only bytes are sent to PostgreSQL");
    if (this.#waiting.push(data) === 1) queueMicrotask(() => this.#flush());
  }

  override close(code?: number, reason?: string): void {
    this.#flush();
    super.close(code, reason);
  }

  #flush(): void {
    const pieces = this.#waiting;
    this.#waiting = [];
    if (pieces.length === 0 || this.readyState !== WebSocket.OPEN) return;
    const frame = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
    let offset = 0;
    for (const piece of pieces) {
      frame.set(piece, offset);
      offset += piece.length;
    }
    super.send(frame);
  }
}
