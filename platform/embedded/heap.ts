/** Gives back what was put in, lowest first: by rank, then by id. */
export class Heap<T extends { rank: number; id: string }> {
  readonly #items: T[] = [];

  get first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    let at = this.#items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#swapIfLower(at, above)) return;
      at = above;
    }
  }

  pop(): T | undefined {
    const [first] = this.#items;
    const last = this.#items.pop();
    if (first === undefined || last === undefined || this.#items.length === 0) return first;

    this.#items[0] = last;
    for (let at = 0;;) {
      const below = this.#lowerOf(2 * at + 1, 2 * at + 2);
      if (!this.#swapIfLower(below, at)) return first;
      at = below;
    }
  }

  #lowerOf(left: number, right: number): number {
    const [a, b] = [this.#items[left], this.#items[right]];
    return a && b && isLower(b, a) ? right : left;
  }

  #swapIfLower(low: number, high: number): boolean {
    const [a, b] = [this.#items[low], this.#items[high]];
    if (!a || !b || !isLower(a, b)) return false;
    this.#items[high] = a;
    this.#items[low] = b;
    return true;
  }
}

function isLower(a: { rank: number; id: string }, b: { rank: number; id: string }): boolean {
  return a.rank === b.rank ? a.id < b.id : a.rank < b.rank;
}
