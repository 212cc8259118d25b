/** The tenant wall and whatever proves who somebody is: rows T, J and I4. */
import type { Proof } from "#tests/support/proof.ts";
import { browserSessions } from "./browser_sessions.ts";
import { endedSessions } from "./ended_sessions.ts";
import { foreignTokens, forgedTokens } from "./forged_tokens.ts";
import { hostNames } from "./host_names.ts";
import { keyRotation } from "./key_rotation.ts";
import { pooledTenants } from "./pooled_tenants.ts";
import { reusedRefreshTokens } from "./reused_refresh_tokens.ts";
import { rolesAndTables } from "./roles_and_tables.ts";
import { rowSecurity } from "./row_security.ts";
import { secondFactors } from "./second_factors.ts";
import { tenantCanaries } from "./tenant_canaries.ts";
import { tenantMatrix } from "./tenant_matrix.ts";
import { tenantOracles } from "./tenant_oracles.ts";

export const WALL_PROOFS: readonly Proof[] = [
  tenantMatrix,
  rowSecurity,
  rolesAndTables,
  pooledTenants,
  tenantOracles,
  tenantCanaries,
  forgedTokens,
  foreignTokens,
  endedSessions,
  reusedRefreshTokens,
  browserSessions,
  keyRotation,
  secondFactors,
  hostNames,
];
