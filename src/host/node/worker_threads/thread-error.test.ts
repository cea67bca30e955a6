import { describe, expect, it } from 'vitest';
import { packError, unpackError } from './thread-error.ts';

const travel = (error: unknown): unknown => unpackError(structuredClone(packError(error, String)));

describe('an error that leaves its thread', () => {
  it('keeps its class, message, stack and properties', () => {
    const error = Object.assign(new RangeError('far'), { code: 'E_FAR', detail: { n: 1 } });
    const back = travel(error) as typeof error;
    expect(back).toBeInstanceOf(RangeError);
    expect({ ...back, message: back.message, stack: back.stack }).toEqual({
      code: 'E_FAR',
      detail: { n: 1 },
      message: 'far',
      stack: error.stack,
    });
  });

  it('loses only the properties that cannot be cloned', () => {
    const back = travel(Object.assign(new Error('x'), { fn: () => 1, code: 'C' })) as Error;
    expect({ ...back }).toEqual({ code: 'C' });
  });

  it('keeps the name of a class of the program', () => {
    class BuildError extends Error {
      override name = 'BuildError';
    }
    expect((travel(new BuildError('no')) as Error).name).toBe('BuildError');
  });

  it('is any value, and a description where it cannot be cloned', () => {
    expect(travel('text')).toBe('text');
    expect((travel(() => 1) as Error).message).toBe('() => 1');
  });
});
