/** Reads the programs of this folder: a Markdown file a module, a heading and a fenced block (or several files) a program. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A small program that real Node and the host run alike. It asks the thread pool for one thing at a time: what runs at once there
 * ends in any order.
 */
export interface ConformanceProgram {
  /** `module: title`, unique. */
  name: string;
  /** A folder of its own for the program. */
  folder: string;
  /** File name → text; the first is run. */
  files: Record<string, string>;
  main: string;
  /** What it prints, when the machine's Node is older than the behaviour. */
  expected?: string;
}

const FENCE = /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm;

/** What every CommonJS program has at hand. */
const PRELUDE =
  'const print = console.log; const fails = (run) => { try { print("no error:", run()); } ' +
  'catch (e) { print(e.name, e.code, e.message); } };';

/** All programs, in the order of the files. */
export function readPrograms(): ConformanceProgram[] {
  const folder = import.meta.dirname;
  const documents = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return documents.flatMap((name) => parse(name.slice(0, -3), readFileSync(join(folder, name), 'utf8')));
}

function parse(module: string, text: string): ConformanceProgram[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section, index) => {
      const title = section.slice(0, section.indexOf('\n')).trim();
      const program: ConformanceProgram = {
        name: `${module}: ${title}`,
        folder: `${module}/${String(index + 1).padStart(2, '0')}`,
        files: {},
        main: '',
      };
      for (const [, language, name, body = ''] of section.matchAll(FENCE)) {
        if (language === 'text') program.expected = body;
        else addFile(program, name ?? (language === 'mjs' ? 'main.mjs' : 'main.cjs'), body);
      }
      if (!program.main) throw new Error(`${program.name} has no program`);
      return program;
    });
}

function addFile(program: ConformanceProgram, name: string, body: string): void {
  const isCommon = name === 'main.cjs';
  program.files[name] = isCommon ? `${PRELUDE}\n${body}` : body;
  program.main ||= name;
}
