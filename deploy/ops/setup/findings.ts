/** What a look at something that LEXIA needs has come to. */
export interface Finding {
  what: string;
  state: "ok" | "warning" | "failed" | "skipped";
  said: string;
  /** What to do about it; empty where nothing is to be done. */
  todo: string;
}

export function sound(what: string, said: string): Finding {
  return { what, state: "ok", said, todo: "" };
}

export function failed(what: string, said: string, todo: string): Finding {
  return { what, state: "failed", said, todo };
}

export function doubtful(what: string, said: string, todo: string): Finding {
  return { what, state: "warning", said, todo };
}

export function skipped(what: string, said: string): Finding {
  return { what, state: "skipped", said, todo: "" };
}

/** Looks, and takes whatever is thrown for a failure. */
export async function looking(what: string, todo: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return failed(what, reasonOf(error), todo);
  }
}

/** The innermost reason, without addresses, which may hold passwords. */
export function reasonOf(error: unknown): string {
  let reason = "unknown reason";
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause && typeof cause.code === "string" ? ` (${cause.code})` : "";
    if (cause.message !== "") reason = `${cause.message}${code}`;
  }
  return reason.replace(/\b[a-z+]+:\/\/\S+/gi, "…").split("\n", 1)[0] ?? reason;
}
