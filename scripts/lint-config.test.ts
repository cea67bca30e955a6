import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

/** typescript-eslint takes `CI=true` for a single run, in which it reads files from the disk instead of the text given. */
const eslint = new ESLint({
  overrideConfig: { languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } } },
});

/** The rules that object to this text if it stood in that (existing) file. */
async function rulesAgainst(filePath: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath });
  return result?.messages.map((message) => message.ruleId) ?? [];
}

describe('the lint configuration', { timeout: 60_000 }, () => {
  it('refuses an import across a folder boundary', async () => {
    const text = "import { FsError } from '../host/vfs/errno.ts';\nexport const made = FsError;\n";
    expect(await rulesAgainst('src/runtime/boot-error.ts', text)).toContain('import-x/no-restricted-paths');
  });

  it('refuses one realm of the host importing another', async () => {
    const text = "import { ByteQueue } from '../kernel/byte-queue.ts';\nexport const made = ByteQueue;\n";
    expect(await rulesAgainst('src/host/page/preview-frames.ts', text)).toContain(
      'import-x/no-restricted-paths',
    );
  });

  it('allows an import that the table allows', async () => {
    const text = "import { FsError } from '../vfs/errno.ts';\nexport const made = FsError;\n";
    expect(await rulesAgainst('src/host/kernel/byte-queue.ts', text)).toEqual([]);
  });

  it('refuses an import cycle', async () => {
    const text =
      "import { bootRuntime } from './boot.ts';\nexport class BootError extends Error {}\nexport const b = bootRuntime;\n";
    expect(await rulesAgainst('src/runtime/boot-error.ts', text)).toContain('import-x/no-cycle');
  });

  it.each([
    ['an explicit any', 'export const a: any = 1;\n', '@typescript-eslint/no-explicit-any'],
    ['@ts-ignore', '// @ts-ignore\nexport const a = 1;\n', '@typescript-eslint/ban-ts-comment'],
    ['a floating promise', 'Promise.resolve(1);\nexport {};\n', '@typescript-eslint/no-floating-promises'],
    ['a stray console', "console.log('x');\nexport {};\n", 'no-console'],
    ['an empty catch', 'try {\n  JSON.parse("");\n} catch {}\nexport {};\n', 'no-empty'],
  ])('refuses %s', async (_what, text, rule) => {
    expect(await rulesAgainst('src/runtime/boot-error.ts', text)).toContain(rule);
  });
});
