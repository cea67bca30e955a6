/** The open project as fixers look at it. */
import type { FixerProject, Published } from '../agent/fixers/fixer.ts';
import type { RuntimeStore } from '../state/runtime-store.ts';
import type { ContainerSource } from './container.ts';
import { decodeText } from './file-content.ts';
import type { ProjectFiles } from './project-files.ts';
import { runCommand } from './run-command.ts';

export function fixerProject(
  files: Pick<ProjectFiles, 'paths' | 'text'>,
  container: ContainerSource,
  runtime: RuntimeStore,
): FixerProject {
  return {
    paths: () => files.paths(),
    text: (path) => files.text(path),
    ports: () => runtime.getState().ports.map(({ port }) => port),
    async installed(path) {
      const { fs } = await container();
      // Not installed is an answer.
      const bytes = await fs.readFile(`node_modules/${path}`).catch(() => undefined);
      return bytes === undefined ? undefined : decodeText(bytes);
    },
    async published(name, range) {
      const spec = range === undefined ? name : `${name}@${range}`;
      const command = `npm view '${spec.replaceAll("'", '')}' version peerDependencies versions --json`;
      const outcome = await runCommand(await container(), command, { signal: AbortSignal.timeout(20_000) });
      return outcome.kind === 'exited' && outcome.code === 0 ? readPublished(outcome.output) : undefined;
    },
  };
}

function readPublished(output: string): Published | undefined {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    // What npm says instead of JSON is no answer.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, peerDependencies, versions } = value as Record<string, unknown>;
  if (typeof version !== 'string') return undefined;
  return {
    version,
    peers: typeof peerDependencies === 'object' ? (peerDependencies as Record<string, string>) : {},
    versions: Array.isArray(versions) ? versions.map(String) : [],
  };
}
