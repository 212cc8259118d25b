/** Numbers that look random, and come out the same for the same seed. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number; both ends can come. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
}

/** A stream of its own for each seed: what one stream draws never shifts another. */
export function randomFrom(...seed: (number | string)[]): Random {
  let state = hashOf(seed.join("/"));

  function next(): number {
    state = (state + 0x9e3779b9) | 0;
    return scramble(state) / 2 ** 32;
  }

  return {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick: (choices) => {
      const choice = choices[Math.floor(next() * choices.length)];
      if (choice === undefined) throw new RangeError("Cannot pick: there is nothing to pick from");
      return choice;
    },
  };
}

/** A whole number of 32 bits for a text (FNV-1a, then scrambled so that near texts end far apart). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return scramble(hash);
}

function scramble(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
