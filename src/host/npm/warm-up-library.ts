/** A library of icons as projects have them, for a bundler's first run: an index of many small modules, each with its source map. */
const MODULES = 150;

const MAKE = `
export const names = (...all) => all.filter((name, at) => Boolean(name) && all.indexOf(name) === at).join(' ');

export class Part {
  #shapes;
  constructor(name, shapes) {
    this.name = name;
    this.#shapes = shapes;
  }
  get shapes() {
    return this.#shapes ?? [];
  }
}

export default (name, shapes) => {
  const copies = shapes.map(([tag, values]) => [tag, { ...values }]);
  const part = ({ size = 24, className, ...rest }, ref) => {
    return { ref, size, ...rest, part: new Part(\`\${name}\`, copies), className: names(name, className) };
  };
  part.displayName = name;
  return part;
};
`;

const APP = `
import * as all from './index.js';

export const App = ({ part = 'Part0' }) => {
  const Part = all[part];
  return <main><Part size={1}>text</Part></main>;
};
`;

const SHAPES = `[
  ["path", { d: "M12 2v20M2 12h20", key: "a" }],
  ["circle", { cx: "12", cy: "8", r: "4", key: "b" }]
]`;

/** Its files: their names and texts. */
export function* library(): Iterable<readonly [string, string]> {
  const names = Array.from({ length: MODULES }, (_, at) => `Part${at}`);
  const lines = names.map(
    (name) => `export { default as ${name}, default as ${name}Icon } from './${name}.js';`,
  );
  yield ['index.js', lines.join('\n')];
  yield ['make.js', MAKE];
  yield ['app.jsx', APP];
  for (const name of names) {
    const code = `import make from './make.js';\n\nconst ${name} = make("${name}", ${SHAPES});\n\nexport { ${name} as default };\n`;
    const source = `import make from './make';\nimport type { Shapes } from './types';\n\nconst shapes: Shapes = ${SHAPES};\n\nexport default make('${name}', shapes);\n`;
    yield [`${name}.js`, `/** @license MIT */\n\n${code}//# sourceMappingURL=${name}.js.map\n`];
    yield [
      `${name}.js.map`,
      JSON.stringify({
        version: 3,
        sources: [`../${name}.ts`],
        sourcesContent: [source],
        names: [],
        mappings: `AAAA;;;${'AAGA,MAAM,CAAC,CAAC;'.repeat(8)}`,
      }),
    ];
  }
}
