/**
 * Compares the tree our installer resolves with the real npm's package-lock.json, for whole projects.
 * Needs the network: only the registry of npm's own configuration. `npx tsx scripts/npm-parity.ts [project…]`
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { install, type InstallOptions } from '../src/host/npm/install.ts';
import { REGISTRY_PATH } from '../src/host/npm/ports.ts';
import { npmNodeHost } from '../src/testing/npm-node-host.ts';
import { parityProjects } from './npm-parity-projects.ts';

interface Lock {
  packages: Record<string, { version?: string; [key: string]: unknown }>;
}

const registry = execFileSync('npm', ['config', 'get', 'registry'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
}).trim();

function fetchRegistry(url: string, init?: RequestInit): Promise<Response> {
  return fetch(registry + url.slice(REGISTRY_PATH.length), init);
}

function folder(name: string, manifest: object): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `parity-${name}-`));
  fs.writeFileSync(path.join(dir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return dir;
}

function readLock(dir: string): Lock {
  return JSON.parse(fs.readFileSync(path.join(dir, 'package-lock.json'), 'utf8')) as Lock;
}

function runNpm(dir: string, args: string[]): { ok: boolean; text: string } {
  try {
    const text = execFileSync('npm', [...args, '--no-audit', '--no-fund', '--ignore-scripts'], {
      cwd: dir,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { ok: true, text };
  } catch (error) {
    return { ok: false, text: String((error as { stderr?: unknown }).stderr) };
  }
}

function compare(ours: Lock, theirs: Lock): string[] {
  const differences: string[] = [];
  const locations = new Set([...Object.keys(ours.packages), ...Object.keys(theirs.packages)]);
  for (const location of [...locations].sort()) {
    const mine = ours.packages[location];
    const real = theirs.packages[location];
    if (mine?.version !== real?.version || (mine === undefined) !== (real === undefined)) {
      differences.push(`${location}: ours ${mine?.version ?? '-'}, npm ${real?.version ?? '-'}`);
      continue;
    }
    for (const flag of [
      'dev',
      'optional',
      'devOptional',
      'peer',
      'link',
      'integrity',
      'bin',
      'hasInstallScript',
    ]) {
      if (JSON.stringify(mine?.[flag]) !== JSON.stringify(real?.[flag])) {
        differences.push(
          `${location}: ${flag} ours ${JSON.stringify(mine?.[flag])}, npm ${JSON.stringify(real?.[flag])}`,
        );
      }
    }
  }
  return differences;
}

async function runOurs(
  dir: string,
  options: Partial<InstallOptions>,
): Promise<{ ok: boolean; text: string; ms: number }> {
  const host = npmNodeHost(dir, fetchRegistry, { registryBase: registry });
  const started = performance.now();
  try {
    await install(host, { cwd: dir, ...options });
    return { ok: true, text: host.stderr.text, ms: performance.now() - started };
  } catch (error) {
    return {
      ok: false,
      text: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error),
      ms: 0,
    };
  }
}

let failed = false;
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const full = process.argv.includes('--full');
for (const [name, manifest] of Object.entries(parityProjects)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const ours = folder(`${name}-ours`, manifest);
  const theirs = folder(`${name}-npm`, manifest);
  const mine = await runOurs(ours, { lockOnly: !full });
  const started = performance.now();
  const real = runNpm(theirs, ['install', '--package-lock-only']);
  const npmMs = performance.now() - started;
  if (!mine.ok || !real.ok) {
    const same = mine.ok === real.ok;
    failed ||= !same;
    console.log(`${name}: ours ${mine.ok ? 'installs' : 'fails'}, npm ${real.ok ? 'installs' : 'fails'}`);
    console.log(mine.text, '\n--- npm ---\n', real.text);
  } else {
    const differences = compare(readLock(ours), readLock(theirs));
    failed ||= differences.length > 0;
    const count = Object.keys(readLock(theirs).packages).length;
    console.log(
      `${name}: ${count} packages, ${differences.length} differences (${Math.round(mine.ms)} ms; npm's resolution ${Math.round(npmMs)} ms)`,
    );
    for (const line of differences.slice(0, 40)) console.log(`  ${line}`);
    if (full) {
      const check = runNpm(ours, ['ci', '--dry-run']);
      failed ||= !check.ok;
      console.log(`  npm ci on our lockfile: ${check.ok ? 'accepted' : check.text}`);
    }
  }
  if (!process.argv.includes('--keep'))
    for (const dir of [ours, theirs]) fs.rmSync(dir, { recursive: true, force: true });
  else console.log(ours, theirs);
}
process.exitCode = failed ? 1 : 0;
