/** What somebody does who is there for a minute: signs in, looks at a list, listens, and leaves. Changes nothing. */
import { setTimeout as pause } from "node:timers/promises";
import { type Answer, jsonOf, type Site } from "./site.ts";

export interface Login {
  /** Its subdomain. */
  organization: string;
  email: string;
  password: string;
}

export interface Step {
  id: string;
  faults: string[];
  milliseconds: number;
}

/** Each step builds on the one before, so the first that fails is the last. */
export async function smokeSteps(
  site: Site,
  { organization: host, email, password }: Login,
): Promise<Step[]> {
  const steps: Step[] = [];
  const keep = (id: string, { milliseconds }: Answer, faults: string[]) => {
    steps.push({ id, faults, milliseconds });
    return faults.length === 0;
  };
  const body = JSON.stringify({ email, password });
  const login = await site.ask("/auth/login", { host, method: "POST", headers: JSON_TYPE, body });
  const token = jsonOf(login).access_token;
  const reason = jsonOf(login).code ?? "";
  if (!keep("sign_in", login, typeof token === "string" ? [] : [`${login.status} ${reason}`.trim()])) {
    return steps;
  }

  const headers = { Authorization: `Bearer ${token}` };
  const list = await site.ask("/api/v1/solicitudes?limit=1", { host, headers });
  keep("list", list, list.status === 200 && Array.isArray(jsonOf(list).items) ? [] : [`${list.status}`]);
  const events = await site.ask("/api/v1/events", { host, headers, isStream: true });
  const isStream = events.status === 200 &&
    (events.headers["content-type"] ?? "").startsWith("text/event-stream");
  keep("events", events, isStream ? [] : [`${events.status}`]);
  const elsewhere = await site.ask("/api/v1/admin/organizations", { host: "admin", headers });
  keep("not_an_operator", elsewhere, [401, 403].includes(elsewhere.status) ? [] : [`${elsewhere.status}`]);
  const logout = await site.ask("/auth/logout", { host, method: "POST", headers });
  keep("sign_out", logout, [200, 204].includes(logout.status) ? [] : [`${logout.status}`]);
  const after = await askUntilRefused(site, host, headers);
  keep("signed_out", after, after.status === 401 ? [] : [`${after.status}`]);
  return steps;
}

/** Another instance may remember a session for four seconds. */
async function askUntilRefused(site: Site, host: string, headers: Record<string, string>): Promise<Answer> {
  for (let tries = 0;; tries++) {
    const answer = await site.ask("/auth/me", { host, headers });
    if (answer.status !== 200 || tries === MOST_TRIES) return answer;
    await pause(BETWEEN_TRIES_MS);
  }
}

const MOST_TRIES = 14;
const BETWEEN_TRIES_MS = 500;
const JSON_TYPE = { "Content-Type": "application/json" };
