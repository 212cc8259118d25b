import { type FileStore, FileStoreUnavailable } from "#domain/ports.ts";

/** Where nothing is configured that files could be kept in. */
export function noFiles(): FileStore {
  const refuse = () => Promise.reject(new FileStoreUnavailable("No store for files is configured"));
  return { isConfigured: false, put: refuse, get: refuse, delete: refuse };
}
