/** `npm run dev`: every origin under Vite. The app reloads hot; the sandbox is built anew when its sources change. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, createServer, type InlineConfig } from 'vite';
import { createNodeEnv, ListenError, withNpmConfig } from '../functions/platforms/node.ts';
import { edge } from '../functions/platforms/vite.ts';
import { app, sandboxBuilds } from '../vite.config.ts';
import { announce, explainAndExit, loadEnvFile } from './serving.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

type Watcher = Extract<Awaited<ReturnType<typeof build>>, { close(): Promise<void> }>;

/** Builds into dist/ on each change; resolves after the first build, whether or not it succeeded. */
async function watch(config: InlineConfig, onChange: () => void): Promise<Watcher> {
  const options: InlineConfig = {
    ...config,
    build: { ...config.build, emptyOutDir: false, minify: false, sourcemap: 'inline', watch: {} },
  };
  const watcher = (await build(options)) as Watcher;
  let isFirst = true;
  await new Promise<void>((resolve) => {
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') console.error(event.error.message);
      if (event.code !== 'END' && event.code !== 'ERROR') return;
      if (!isFirst) onChange();
      isFirst = false;
      resolve();
    });
  });
  return watcher;
}

try {
  loadEnvFile(root);
  const made = await createNodeEnv(root, await withNpmConfig(process.env), (line) => console.warn(line));
  const env = { ...made, development: true };
  // What is built for development is neither small nor complete: `npm start` builds again.
  await rm(join(root, 'dist/.built'), { force: true });
  const vite = await createServer({
    ...app,
    logLevel: 'info',
    plugins: [app.plugins, edge(env)],
    server: {
      host: env.config.host ?? '127.0.0.1',
      port: env.config.port,
      strictPort: true,
      // Other origins of the deployment are not to read the app's sources.
      cors: false,
      allowedHosts: [new URL(env.config.appOrigin).hostname],
    },
  });
  const reload = (): void => vite.ws.send({ type: 'full-reload' });
  const watchers = await Promise.all(sandboxBuilds.map((config) => watch(config, reload)));
  await vite.listen().catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    throw new ListenError(`${text}. Choose another port: PORT=${env.config.port + 1} npm run dev`);
  });
  announce(env);
  const end = async (): Promise<void> => {
    await Promise.all([vite.close(), ...watchers.map((watcher) => watcher.close())]);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
} catch (error) {
  explainAndExit(error);
}
