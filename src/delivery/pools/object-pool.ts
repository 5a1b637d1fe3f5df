/**
 * Objects that are not in use any more, to be filled again instead of allocating new ones (docs/adr/0013-object-pools.md).
 * The code that gives an object back must not keep a reference to it.
 */
export interface ObjectPool<T> {
  /** An object to fill again; undefined if a new one has to be allocated. */
  take(): T | undefined
  /** Gives back an object that is not in use any more. */
  give(object: T): void
}

/** Keeps all objects. They are as many as were in use at the same time. */
export class ReusingPool<T> implements ObjectPool<T> {
  private readonly unused: T[] = []

  take(): T | undefined {
    return this.unused.pop()
  }

  give(object: T): void {
    this.unused.push(object)
  }
}

/** The reference implementation: no object is used twice. Tests compare runs with both. */
export class NoPool<T> implements ObjectPool<T> {
  take(): T | undefined {
    return undefined
  }

  give(): void {
    // The garbage collector takes it.
  }
}
