/** What trying a provider out has shown, step by step. */

type LdapStep = "connect" | "bind" | "base" | "find" | "attributes" | "state" | "groups" | "role";
type OidcStep =
  | "discovery"
  | "issuer"
  | "endpoints"
  | "flow"
  | "pkce"
  | "signing"
  | "keys"
  | "sign_out"
  | "register";
type SamlStep = "metadata" | "certificate" | "sign_in" | "sign_out" | "register" | "encryption";

export interface TestStep {
  step: LdapStep | OidcStep | SamlStep;
  /** Which server or certificate, where there are several. */
  target?: string;
  isOk: boolean;
  /** It works today, but somebody should look into it. */
  isWarning?: boolean;
  /** From a closed set; `views/identity/` says it to people. */
  code: string;
  /** Names of attributes or groups, a role, addresses, an instant. */
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
