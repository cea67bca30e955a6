import { describe, expect, it } from 'vitest';
import { createFakeContainer } from '../testing/fake-container.ts';
import { ProjectFiles } from './project-files.ts';

async function setUp() {
  const container = createFakeContainer();
  const files = new ProjectFiles();
  files.load([
    ['src/a.ts', 'a'],
    ['logo.png', new Uint8Array([0, 1, 2])],
  ]);
  await files.attach(container);
  return { container, files };
}

describe('the files of a project', () => {
  it('are put into a container, and written on to it', async () => {
    const { container, files } = await setUp();
    await files.write('src/b.ts', 'b');
    expect([...container.files.keys()].sort()).toEqual(['logo.png', 'src/a.ts', 'src/b.ts']);
  });

  it('take over what programs wrote, changed and removed, but not what tools make', async () => {
    const { container, files } = await setUp();
    container.files.set('new.ts', new TextEncoder().encode('n'));
    container.files.set('node_modules/x/index.js', 'x');
    container.files.delete('src/a.ts');
    expect((await files.refresh()).sort()).toEqual(['new.ts', 'src/a.ts']);
    expect(files.paths()).toEqual(['logo.png', 'new.ts']);
    expect(files.text('new.ts')).toBe('n');
  });

  it('keep what was written while they are read back', async () => {
    const { files } = await setUp();
    const reading = files.refresh();
    await files.write('src/a.ts', 'newer');
    await reading;
    expect(files.text('src/a.ts')).toBe('newer');
  });

  it('that are too large to be read back are kept', async () => {
    const { files } = await setUp();
    await files.write('large.txt', 'x'.repeat(9_000_000));
    expect(await files.refresh()).toEqual([]);
    expect(files.text('large.txt')).toHaveLength(9_000_000);
  });

  it('move with their folder', async () => {
    const { container, files } = await setUp();
    await files.rename('src', 'app');
    expect(files.paths()).toEqual(['app/a.ts', 'logo.png']);
    expect(container.files.has('app/a.ts')).toBe(true);
  });

  it('tell binary content from text', async () => {
    const { files } = await setUp();
    expect(files.text('logo.png')).toBeUndefined();
    expect(files.get('logo.png')).toBeInstanceOf(Uint8Array);
  });

  it('brings to the container what is written and removed while it is being filled', async () => {
    const container = createFakeContainer();
    const files = new ProjectFiles();
    await files.write('old.ts', '1');
    const attached = files.attach(container);
    await files.write('src/new.ts', '2');
    await files.remove('old.ts');
    await attached;
    expect(Object.fromEntries(container.files)).toEqual({ 'src/new.ts': '2' });
  });
});
