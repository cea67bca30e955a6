/** The commands that must run in the shell itself, because they change it. */
import { flow } from './flow.ts';
import { jobs } from './job-control.ts';
import { lookups } from './lookups.ts';
import { read } from './read.ts';
import { settings } from './settings.ts';
import type { Builtin } from './builtin.ts';
import { variables } from './variables.ts';

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  Object.entries({ ...flow, ...variables, ...settings, ...lookups, ...jobs, read }),
);
