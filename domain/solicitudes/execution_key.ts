/** The key that keeps a solicitud from having two unfinished executions. */
export function executionKey(solicitudId: string): string {
  return `solicitud.execute:${solicitudId}`;
}
