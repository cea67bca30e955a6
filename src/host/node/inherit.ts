/**
 * Classes as constructor functions, as Node's older ones are: packages call them without `new`, inherit from them with
 * util.inherits and `Base.call(this)`, and patch their prototypes.
 */

/** A constructor function whose prototype continues `Base`'s; methods are not enumerable, as a class's are not. */
export function inherit<T>(
  constructor: (this: T, ...args: never[]) => unknown,
  Base: { prototype: object },
  ...methods: (object & ThisType<T>)[]
): void {
  Object.setPrototypeOf(constructor, Base);
  Object.setPrototypeOf(constructor.prototype as object, Base.prototype);
  addMethods(constructor.prototype as object, ...methods);
}

/** Copies methods and accessors, not enumerable. */
export function addMethods(target: object, ...methods: object[]): void {
  for (const group of methods) {
    for (const key of Reflect.ownKeys(group)) {
      const descriptor = Object.getOwnPropertyDescriptor(group, key);
      if (descriptor) Object.defineProperty(target, key, { ...descriptor, enumerable: false });
    }
  }
}
