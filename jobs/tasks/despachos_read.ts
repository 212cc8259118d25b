import { readDespachoList } from "#domain/despachos/read_list.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Reads one of the portal's lists of offices. It is no organization's. */
export const despachosRead: TaskDefinition = {
  run: () => Promise.reject(new Error("Lists of offices are read for the platform")),
  async runForPlatform({ services, db, job, payload }) {
    await readDespachoList({ ...services, db, job }, TASKS["despachos.read"].payload.parse(payload));
  },
  // A later look at what is due tries again.
  bury: () => Promise.resolve(),
};
