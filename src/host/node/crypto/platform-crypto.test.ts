import { afterEach, expect, it } from 'vitest';
import { createFakeNodeHost } from '../../../testing/fake-node-host.ts';
import { createModule } from '../crypto.ts';

const own = Object.getOwnPropertyDescriptor(globalThis, 'crypto') ?? {};
afterEach(() => void Object.defineProperty(globalThis, 'crypto', own));

it('is made, and is random, when the program has put its own crypto in the global', () => {
  Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true, writable: true });
  const crypto = createModule(createFakeNodeHost()) as { randomBytes(size: number): Uint8Array };
  expect(crypto.randomBytes(8)).toHaveLength(8);
});
