/**
 * Whoever works on the machine itself, with the database's address and LEXIA's secret key in hand: nobody is asked for a
 * permission there. The programs of `deploy/ops` act as it, and nothing that answers requests does.
 */
import { PERMISSIONS } from "../authz.ts";
import type { Actor, Ctx, Organization, PlatformCtx, Services } from "../ctx.ts";
import type { Clock } from "../ports.ts";
import { platformContext } from "../platform_context.ts";
import { tenantContext } from "../tenant_context.ts";

/** In the audit log's lines, which show it as the system; what was run stands in their request. */
export const MACHINE_ID = "00000000-0000-0000-0000-000000000000";

/** How the programs call themselves to people, such as in an invitation. */
const NAME = "LEXIA";

function machineActor(clock: Clock): Actor {
  return {
    userId: MACHINE_ID,
    sessionId: MACHINE_ID,
    role: "super_admin",
    permissions: new Set(PERMISSIONS),
    email: "",
    name: NAME,
    proof: {
      via: "machine",
      method: "machine",
      authenticatedAt: clock.now(),
      secondFactorAt: null,
      impersonatorId: null,
    },
    hasSecondFactor: false,
  };
}

/** For a program's acts on the platform; `program` is its task's name. */
export function machineContext(services: Services, program: string): PlatformCtx {
  return platformContext(services, {
    actor: machineActor(services.clock),
    requestId: program,
    address: null,
  });
}

/** For a program's acts within an organization. */
export function machineContextIn(services: Services, program: string, organization: Organization): Ctx {
  const actor = machineActor(services.clock);
  return tenantContext(services, { organization, actor, requestId: program, address: null });
}
