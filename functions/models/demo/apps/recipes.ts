/** Data: the files of the recorded “recipes” build. */

export const RECIPES_FILES: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <title>Tin Box · family recipes</title>
    <link
      rel="icon"
      href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%2322594a'/%3E%3Ccircle cx='16' cy='18' r='8' fill='%23c43d22'/%3E%3Cpath d='M16 11c0-3 2-5 5-5M16 11c-1-2-3-3-5-3' fill='none' stroke='%23ffd873' stroke-width='2' stroke-linecap='round'/%3E%3C/svg%3E"
    />
  </head>
  <body>
    <div id="root"></div>
    <script type="module" src="/src/main.tsx"></script>
  </body>
</html>
`,
  'tailwind.config.js': `/** @type {import('tailwindcss').Config} */
export default {
  content: ['./index.html', './src/**/*.{ts,tsx}'],
  theme: {
    extend: {
      colors: {
        tile: '#f1f5f0',
        pine: { 100: '#dce8df', 700: '#22594a', 900: '#143a30' },
        tomato: { 100: '#fde2da', 600: '#c43d22' },
        butter: '#ffd873',
      },
      fontFamily: { display: ['"Fraunces Variable"', 'Georgia', 'serif'] },
    },
  },
  plugins: [],
};
`,
  'src/main.tsx': `import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import App from './App';
import '@fontsource-variable/fraunces';
import './index.css';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
`,
  'src/index.css': `@tailwind base;
@tailwind components;
@tailwind utilities;

@layer base {
  body {
    @apply bg-tile text-pine-900 antialiased;
  }
  :focus-visible {
    @apply outline outline-2 outline-offset-2 outline-tomato-600;
  }
}
`,
  'src/recipes.ts': `export interface Ingredient {
  amount?: number;
  unit?: string;
  name: string;
}

export interface Recipe {
  id: string;
  title: string;
  story: string;
  minutes: number;
  serves: number;
  picture: 'soup' | 'tart' | 'rice';
  ingredients: Ingredient[];
  steps: string[];
}

export const RECIPES: Recipe[] = [
  {
    id: 'tomato-soup',
    title: 'Roasted tomato soup',
    story: 'Aunt Rosa made it on the first cold evening of every autumn.',
    minutes: 50,
    serves: 4,
    picture: 'soup',
    ingredients: [
      { amount: 1200, unit: 'g', name: 'ripe tomatoes, halved' },
      { amount: 1, name: 'red onion, in wedges' },
      { amount: 6, unit: 'cloves', name: 'garlic, unpeeled' },
      { amount: 4, unit: 'tbsp', name: 'olive oil' },
      { amount: 500, unit: 'ml', name: 'vegetable stock' },
      { name: 'basil, salt and black pepper' },
    ],
    steps: [
      'Heat the oven to 220 °C. Spread tomatoes, onion and garlic on a tray, cut sides up, and pour the oil over them.',
      'Roast for 35 minutes, until the edges are dark and the kitchen smells sweet.',
      'Squeeze the garlic from its skins. Put everything in a pot with the hot stock and simmer for 5 minutes.',
      'Blend until smooth, season, and serve with torn basil.',
    ],
  },
  {
    id: 'lemon-tart',
    title: 'Lemon tart',
    story: 'The one that won the village fair in 1987, and the argument after it.',
    minutes: 90,
    serves: 8,
    picture: 'tart',
    ingredients: [
      { amount: 250, unit: 'g', name: 'flour' },
      { amount: 125, unit: 'g', name: 'cold butter' },
      { amount: 4, name: 'lemons, juice and zest' },
      { amount: 5, name: 'eggs' },
      { amount: 200, unit: 'g', name: 'sugar' },
      { amount: 150, unit: 'ml', name: 'cream' },
    ],
    steps: [
      'Rub butter into flour, bind with one egg and rest in the fridge for 30 minutes.',
      'Line the tin and bake blind at 180 °C for 20 minutes.',
      'Whisk the other eggs with sugar, cream, juice and zest. Pour into the warm case.',
      'Bake at 140 °C for 25 minutes. It should still tremble in the middle.',
    ],
  },
  {
    id: 'herb-rice',
    title: 'Herb rice with a crust',
    story: 'From Farid next door, who insists that the crust is the point.',
    minutes: 40,
    serves: 4,
    picture: 'rice',
    ingredients: [
      { amount: 300, unit: 'g', name: 'basmati rice' },
      { amount: 60, unit: 'g', name: 'mixed herbs, chopped' },
      { amount: 3, unit: 'tbsp', name: 'butter' },
      { amount: 1, unit: 'pinch', name: 'saffron in warm water' },
      { name: 'salt' },
    ],
    steps: [
      'Rinse the rice until the water is clear, boil for 6 minutes and drain.',
      'Melt the butter in a heavy pot. Layer rice and herbs, and pour the saffron on top.',
      'Wrap the lid in a towel and steam on low heat for 25 minutes.',
      'Turn out upside down, in one brave movement.',
    ],
  },
];
`,
  'src/useStored.ts': `import { useEffect, useState } from 'react';

/** State that survives a reload. */
export function useStored<T>(key: string, initial: T) {
  const [value, setValue] = useState<T>(() => {
    const saved = localStorage.getItem(\`tin-box.\${key}\`);
    return saved === null ? initial : (JSON.parse(saved) as T);
  });

  useEffect(() => {
    localStorage.setItem(\`tin-box.\${key}\`, JSON.stringify(value));
  }, [key, value]);

  return [value, setValue] as const;
}
`,
  'src/components/Picture.tsx': `import type { Recipe } from '../recipes';

const SOUP = (
  <>
    <ellipse cx="150" cy="176" rx="104" ry="14" fill="#143a30" opacity="0.15" />
    <path d="M50 104h200c0 44-36 72-100 72S50 148 50 104Z" fill="#22594a" />
    <ellipse cx="150" cy="104" rx="100" ry="30" fill="#2f6f5d" />
    <ellipse cx="150" cy="106" rx="84" ry="22" fill="#d9512f" />
    <path d="M104 104c20-12 40 10 62-2s30-4 34-2" fill="none" stroke="#ffe9b8" strokeWidth="5" strokeLinecap="round" />
    <path d="M186 96c14-12 30-8 32 0-10 6-24 8-32 0Z" fill="#4f9a5c" />
    <path d="M176 98c-4-14 4-24 14-24 4 10-2 22-14 24Z" fill="#69b374" />
  </>
);

const TART = (
  <>
    <ellipse cx="150" cy="170" rx="110" ry="14" fill="#143a30" opacity="0.15" />
    <path d="M40 110h220l-18 56H58Z" fill="#d99a4e" />
    <path d="M66 112l8 50M102 112l4 52M150 112v52M198 112l-4 52M234 112l-8 50" stroke="#b9772f" strokeWidth="4" />
    <ellipse cx="150" cy="110" rx="110" ry="32" fill="#e8b268" />
    <ellipse cx="150" cy="108" rx="96" ry="25" fill="#ffd34d" />
    <ellipse cx="120" cy="102" rx="24" ry="9" fill="#ffe889" />
    <g fill="none" stroke="#fffbe6" strokeWidth="3">
      <ellipse cx="184" cy="112" rx="24" ry="9" fill="#ffe36b" />
      <path d="M160 112h48M184 103v18M168 106l32 12M200 106l-32 12" />
    </g>
  </>
);

const RICE = (
  <>
    <ellipse cx="150" cy="172" rx="118" ry="14" fill="#143a30" opacity="0.15" />
    <ellipse cx="150" cy="160" rx="118" ry="20" fill="#fbf7ec" />
    <path d="M66 158c4-62 40-92 84-92s80 30 84 92c-40 14-128 14-168 0Z" fill="#f7e7b4" />
    <path d="M78 116c8-34 38-50 72-50s64 16 72 50c-40-16-104-16-144 0Z" fill="#d78b32" />
    <g stroke="#4f9a5c" strokeWidth="5" strokeLinecap="round">
      <path d="M96 138l8-6M124 146l9-4M152 134l8 4M184 146l8-6M206 132l6 6M138 122l7-3M176 120l7 2" />
    </g>
    <g stroke="#fffaf0" strokeWidth="4" strokeLinecap="round">
      <path d="M110 126l6 4M166 150l8-2M196 122l5 4M142 148l6 3" />
    </g>
  </>
);

const PICTURES: Record<Recipe['picture'], { drawing: JSX.Element; background: string }> = {
  soup: { drawing: SOUP, background: '#fde2da' },
  tart: { drawing: TART, background: '#fff1c9' },
  rice: { drawing: RICE, background: '#dce8df' },
};

export default function Picture({ name, className }: { name: Recipe['picture']; className?: string }) {
  const { drawing, background } = PICTURES[name];
  return (
    <svg viewBox="0 0 300 220" preserveAspectRatio="xMidYMid meet" className={className} style={{ background }} aria-hidden="true">
      {drawing}
    </svg>
  );
}
`,
  'src/components/RecipeView.tsx': `import { useStored } from '../useStored';
import type { Ingredient, Recipe } from '../recipes';
import Picture from './Picture';

function amountOf({ amount, unit }: Ingredient, factor: number): string {
  if (amount === undefined) return '';
  const scaled = Number((amount * factor).toPrecision(amount * factor >= 100 ? 3 : 2));
  return \`\${scaled}\${unit ? \` \${unit}\` : ''}\`;
}

export default function RecipeView({ recipe }: { recipe: Recipe }) {
  const ingredients = recipe.ingredients;
  const [serves, setServes] = useStored(\`serves.\${recipe.id}\`, recipe.serves);
  const [done, setDone] = useStored<number[]>(\`done.\${recipe.id}\`, []);
  const factor = serves / recipe.serves;

  function toggle(step: number) {
    setDone((all) => (all.includes(step) ? all.filter((own) => own !== step) : [...all, step]));
  }

  return (
    <article className="overflow-hidden rounded-[2rem] bg-white shadow-sm">
      <Picture name={recipe.picture} className="h-52 w-full sm:h-64" />
      <div className="p-6 sm:p-10">
        <h2 className="font-display text-4xl font-semibold tracking-tight sm:text-5xl">{recipe.title}</h2>
        <p className="mt-3 max-w-prose text-lg text-pine-900/75">{recipe.story}</p>

        <div className="mt-10 grid gap-10 grid-cols-1 md:grid-cols-[15rem_minmax(0,1fr)]">
          <section aria-labelledby="ingredients">
            <div className="flex items-center justify-between">
              <h3 id="ingredients" className="font-display text-xl font-semibold">
                For {serves}
              </h3>
              <div className="flex gap-1">
                <button type="button" aria-label="One person less" disabled={serves <= 1} onClick={() => setServes(serves - 1)} className="h-10 w-10 rounded-full bg-pine-100 text-lg transition hover:bg-butter disabled:opacity-40">
                  −
                </button>
                <button type="button" aria-label="One person more" disabled={serves >= 20} onClick={() => setServes(serves + 1)} className="h-10 w-10 rounded-full bg-pine-100 text-lg transition hover:bg-butter disabled:opacity-40">
                  +
                </button>
              </div>
            </div>
            <ul className="mt-4 divide-y divide-pine-900/10">
              {ingredients.map((ingredient) => (
                <li key={ingredient.name} className="py-2.5 leading-snug">
                  <span className="font-semibold tabular-nums text-tomato-600">{amountOf(ingredient, factor)}</span> {ingredient.name}
                </li>
              ))}
            </ul>
          </section>

          <section aria-labelledby="steps">
            <div className="flex min-h-10 items-center justify-between">
              <h3 id="steps" className="font-display text-xl font-semibold">
                Method
              </h3>
              {done.length > 0 && (
                <button type="button" onClick={() => setDone([])} className="h-10 rounded-lg px-3 text-sm font-medium text-tomato-600 transition hover:bg-tomato-100">
                  Start over
                </button>
              )}
            </div>
            <ol className="mt-4 space-y-2">
              {recipe.steps.map((step, index) => {
                const isDone = done.includes(index);
                return (
                  <li key={step}>
                    <label className={\`flex cursor-pointer gap-4 rounded-2xl p-3 transition \${isDone ? 'bg-pine-100/60 text-pine-900/60' : 'hover:bg-tile'}\`}>
                      <input type="checkbox" checked={isDone} onChange={() => toggle(index)} className="mt-1 h-6 w-6 shrink-0 accent-pine-700" />
                      <span className="leading-relaxed">{step}</span>
                    </label>
                  </li>
                );
              })}
            </ol>
          </section>
        </div>
      </div>
    </article>
  );
}
`,
  'src/App.tsx': `import Picture from './components/Picture';
import RecipeView from './components/RecipeView';
import { RECIPES } from './recipes';
import { useStored } from './useStored';

export default function App() {
  const [openId, setOpenId] = useStored('open', '');
  const recipe = RECIPES.find((own) => own.id === openId)!;

  return (
    <div className="mx-auto max-w-6xl px-4 py-8 sm:px-6 sm:py-12">
      <header className="mb-8">
        <h1 className="font-display text-2xl font-semibold text-pine-700">Tin Box</h1>
        <p className="text-pine-900/70">The recipes worth keeping</p>
      </header>
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[17rem_minmax(0,1fr)]">
        <nav aria-label="Recipes" className="min-w-0 lg:sticky lg:top-8">
          <ul className="flex gap-3 overflow-x-auto p-1 lg:flex-col">
            {RECIPES.map((own) => (
              <li key={own.id} className="min-w-56 lg:min-w-0">
                <button
                  type="button"
                  onClick={() => setOpenId(own.id)}
                  aria-current={own.id === recipe.id ? 'page' : undefined}
                  className={\`flex w-full items-center gap-4 rounded-2xl p-2 text-left transition \${
                    own.id === recipe.id ? 'bg-white shadow-sm ring-2 ring-pine-700' : 'hover:bg-white'
                  }\`}
                >
                  <Picture name={own.picture} className="h-16 w-16 shrink-0 rounded-xl" />
                  <span>
                    <span className="block font-semibold leading-tight">{own.title}</span>
                    <span className="mt-1 block text-sm text-pine-900/70">{own.minutes} minutes</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <main>
          <RecipeView key={recipe.id} recipe={recipe} />
        </main>
      </div>
    </div>
  );
}
`,
};
