/** Semantic versions (semver.org, 2.0.0) of releases: three numbers, none of them a pre-release. */

export type Bump = "patch" | "minor" | "major";

const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** @throws {RangeError} for anything else. */
export function partsOf(version: string): [major: number, minor: number, patch: number] {
  const [, major, minor, patch] = VERSION.exec(version) ?? [];
  if (patch === undefined) throw new RangeError(`Cannot read version "${version}": expected three numbers`);
  return [Number(major), Number(minor), Number(patch)];
}

export function bumped(version: string, bump: Bump): string {
  const [major, minor, patch] = partsOf(version);
  if (bump === "major") return `${major + 1}.0.0`;
  return bump === "minor" ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

export function isAtMost(version: string, other: string): boolean {
  return compared(version, other) <= 0;
}

export function fromNewest(versions: readonly string[]): string[] {
  return versions.toSorted((one, other) => compared(other, one));
}

function compared(one: string, other: string): number {
  const [mine, theirs] = [partsOf(one), partsOf(other)];
  for (const [at, number] of mine.entries()) {
    if (number !== theirs[at]) return number - (theirs[at] ?? 0);
  }
  return 0;
}
