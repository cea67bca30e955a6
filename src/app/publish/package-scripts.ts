/** What a project's package.json says about building it. */

const VITE_BUILD = /(?:^|&&|;)\s*(?:npx\s+)?vite\s+build(?:\s[^&|;]*)?$/;

/** The `build` script; undefined when there is no package.json or none in it. */
export function buildScript(packageJson: string | undefined): string | undefined {
  try {
    const { scripts } = JSON.parse(packageJson ?? '{}') as { scripts?: Record<string, unknown> };
    const script = scripts?.['build'];
    return typeof script === 'string' && script.trim() !== '' ? script.trim() : undefined;
  } catch {
    // npm says what is wrong with it.
    return undefined;
  }
}

/** The command that builds for a site that begins at `base`, such as `/my-app/`; only Vite can be told so from outside. */
export function buildCommand(script: string, base = '/'): string {
  return base !== '/' && VITE_BUILD.test(script) ? `npm run build -- --base=${base}` : 'npm run build';
}
