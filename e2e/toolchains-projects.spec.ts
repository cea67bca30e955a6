import { test } from '@playwright/test';
import { reactProjects } from './toolchains/react.ts';
import { runProject } from './toolchains/run.ts';
import { servers } from './toolchains/servers.ts';
import { templates } from './toolchains/templates.ts';

const all = process.env['TOOLCHAINS'] === 'all';

for (const project of [...templates, ...reactProjects, ...servers]) {
  if (!all && !project.always) continue;
  test(project.name, async ({ page, baseURL }) => {
    test.setTimeout(180_000);
    await runProject(page, baseURL ?? '', project);
  });
}
