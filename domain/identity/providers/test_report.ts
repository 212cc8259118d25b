/** What trying a provider out has shown, step by step. */

export interface TestStep {
  step: "settings" | "connect" | "bind" | "base" | "find" | "attributes" | "state" | "groups" | "role";
  /** Which server, where there are several. */
  target?: string;
  isOk: boolean;
  /** From a closed set; `views/identity/directory_words.ts` says it to people. */
  code: string;
  /** Names of attributes or groups, a role, an address. */
  found?: readonly string[];
}

export interface TestReport {
  /** Every step went well. */
  isOk: boolean;
  steps: readonly TestStep[];
}

export function reportOf(steps: readonly TestStep[]): TestReport {
  return { isOk: steps.length > 0 && steps.every(({ isOk }) => isOk), steps };
}
