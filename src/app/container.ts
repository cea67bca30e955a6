/** The part of the WebContainer client that the app uses, so that tests can stand in for it. */
import type { WebContainer } from '@webcontainer/api';

export type Container = Pick<WebContainer, 'workdir' | 'mount' | 'spawn' | 'on' | 'teardown' | 'export'> & {
  readonly fs: Pick<
    WebContainer['fs'],
    'readdir' | 'readFile' | 'writeFile' | 'mkdir' | 'rm' | 'rename' | 'watch'
  >;
};

/** Gives the container once it is booted and holds the project's files; rejects with `BootError`. */
export type ContainerSource = () => Promise<Container>;
