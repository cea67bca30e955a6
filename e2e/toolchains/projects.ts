/** Every project of the compatibility table, in its order. */
import { frameworks } from './frameworks.ts';
import type { ToolchainProject } from './project.ts';
import { reactProjects } from './react.ts';
import { servers } from './servers.ts';
import { templates } from './templates.ts';

export const projects: readonly ToolchainProject[] = [
  ...templates,
  ...reactProjects,
  ...servers,
  ...frameworks,
];
