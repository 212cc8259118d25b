import type { Log } from "#domain/ports.ts";

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
