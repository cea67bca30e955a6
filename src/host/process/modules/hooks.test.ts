/** Hooks of modules: their order, what they hand on, and what they must say. */
import { expect, test } from 'vitest';
import { ModuleHooks, type LoadContext, type ResolveContext } from './hooks.ts';

const resolving: ResolveContext = {
  conditions: ['import'],
  importAttributes: {},
  parentURL: 'file:///main.js',
};
const loading: LoadContext = { conditions: ['import'], format: 'module', importAttributes: {} };

test('the hook that came last is asked first, and hands on what it changes', () => {
  const hooks = new ModuleHooks();
  const calls: string[] = [];
  hooks.register({
    resolve: (specifier, context, next) => {
      calls.push(`first ${specifier} ${String(context.parentURL)}`);
      return next(`${specifier}!`);
    },
  });
  hooks.register({
    resolve: (specifier, context, next) => {
      calls.push(`second ${specifier} ${String(context.parentURL)}`);
      return { ...next(specifier.toUpperCase(), { parentURL: 'file:///other.js' }), format: 'json' };
    },
  });
  const found = hooks.resolve('a', resolving, (specifier, { parentURL, conditions }) => ({
    url: `last:${specifier}:${String(parentURL)}:${conditions.join()}`,
  }));
  expect(calls).toEqual(['second a file:///main.js', 'first A file:///other.js']);
  expect(found).toEqual({ url: 'last:A!:file:///other.js:import', format: 'json' });
});

test('a hook that does not go on says so', () => {
  const hooks = new ModuleHooks();
  const last = (): never => {
    throw new Error('not asked');
  };
  const short = hooks.register({ load: () => ({ format: 'module', source: 'x', shortCircuit: true }) });
  expect(hooks.load('file:///a', loading, last)).toMatchObject({ source: 'x' });
  short.deregister();
  hooks.register({ load: () => ({ format: 'module', source: 'x' }) });
  expect(() => hooks.load('file:///a', loading, last)).toThrow('"shortCircuit" from the "load" function');
});

test('hooks are there from when they are registered until they are taken back', () => {
  const hooks = new ModuleHooks();
  expect(hooks.active).toBe(false);
  const { deregister } = hooks.register({});
  expect(hooks.active).toBe(true);
  deregister();
  deregister();
  expect(hooks.active).toBe(false);
  expect(() => hooks.register({ load: 1 as never })).toThrow('hooks.load');
});
