/** Data: the files of the recorded “landing” build. */

export const LANDING_FILES: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <meta name="description" content="Ember & Oak roasts single-origin coffee in small batches every Tuesday and ships it the same day." />
    <title>Ember & Oak · small-batch coffee roastery</title>
    <link
      rel="icon"
      href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='16' fill='%232a1b14'/%3E%3Cellipse cx='16' cy='16' rx='6.5' ry='9.5' fill='%23b8491f' transform='rotate(28 16 16)'/%3E%3Cpath d='M12 9c6 4 2 9 8 14' fill='none' stroke='%232a1b14' stroke-width='1.6'/%3E%3C/svg%3E"
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
        cream: '#f7f0e4',
        sand: '#eadcc5',
        bark: '#2a1b14',
        roast: '#5b3a29',
        ember: '#b8491f',
        leaf: '#43523a',
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
  html {
    scroll-behavior: smooth;
    scroll-padding-top: 5rem;
  }
  body {
    @apply bg-cream text-bark antialiased;
  }
  :focus-visible {
    @apply outline outline-2 outline-offset-4 outline-ember;
  }
}

@layer components {
  .button {
    @apply inline-flex h-12 items-center justify-center rounded-full bg-ember px-6 font-semibold text-white transition hover:bg-bark;
  }
}

@keyframes steam {
  0%,
  100% {
    opacity: 0.15;
    transform: translateY(4px);
  }
  50% {
    opacity: 0.6;
    transform: translateY(-4px);
  }
}

.steam {
  animation: steam 4s ease-in-out infinite;
}

@media (prefers-reduced-motion: reduce) {
  html {
    scroll-behavior: auto;
  }
  .steam {
    animation: none;
  }
}
`,
  'src/coffees.ts': `export interface Coffee {
  name: string;
  origin: string;
  notes: string[];
  roast: 1 | 2 | 3 | 4 | 5;
  price: number;
  color: string;
}

export const COFFEES: Coffee[] = [
  { name: 'Morning Ridge', origin: 'Yirgacheffe, Ethiopia', notes: ['jasmine', 'peach', 'honey'], roast: 2, price: 17, color: '#d98b3a' },
  { name: 'Quiet Harbor', origin: 'Huila, Colombia', notes: ['red apple', 'caramel', 'almond'], roast: 3, price: 16, color: '#b8491f' },
  { name: 'Night Ferry', origin: 'Sumatra & Brazil', notes: ['dark cocoa', 'cedar', 'molasses'], roast: 5, price: 15, color: '#43523a' },
];
`,
  'src/components/Hero.tsx': `function Cup() {
  return (
    <svg viewBox="0 0 440 440" className="mx-auto w-full max-w-md" role="img" aria-label="A cup of coffee seen from the side, steam rising">
      <circle cx="220" cy="220" r="200" fill="#eadcc5" />
      <circle cx="318" cy="112" r="46" fill="#b8491f" />
      <g fill="none" stroke="#5b3a29" strokeWidth="7" strokeLinecap="round">
        <path className="steam" d="M178 170c-16-22 16-36 0-62" />
        <path className="steam" style={{ animationDelay: '0.8s' }} d="M214 164c-16-22 16-40 0-68" />
        <path className="steam" style={{ animationDelay: '1.6s' }} d="M250 170c-16-22 16-36 0-62" />
      </g>
      <ellipse cx="214" cy="344" rx="142" ry="20" fill="#2a1b14" opacity="0.16" />
      <ellipse cx="214" cy="334" rx="128" ry="17" fill="#fffaf1" />
      <ellipse cx="214" cy="330" rx="92" ry="10" fill="#eadcc5" />
      <path d="M308 222c46-10 66 70-14 66" fill="none" stroke="#fffaf1" strokeWidth="17" strokeLinecap="round" />
      <path d="M112 198h204c0 78-30 132-102 132s-102-54-102-132Z" fill="#fffaf1" />
      <path d="M276 198h40c0 78-30 132-102 132 44-10 62-66 62-132Z" fill="#eadcc5" opacity="0.55" />
      <ellipse cx="214" cy="198" rx="102" ry="22" fill="#fffaf1" />
      <ellipse cx="214" cy="200" rx="88" ry="16" fill="#2a1b14" />
      <path d="M160 202c20-14 88-14 108 0-24 8-84 8-108 0Z" fill="#8a5a3c" />
      <path d="M190 202c10-7 38-7 48 0-10 4-38 4-48 0Z" fill="#eadcc5" />
      <g transform="translate(84 320) rotate(-24)">
        <ellipse rx="20" ry="13" fill="#5b3a29" />
        <path d="M-18 2c10-8 24 6 36-4" fill="none" stroke="#2a1b14" strokeWidth="3" />
      </g>
      <g transform="translate(348 352) rotate(18)">
        <ellipse rx="18" ry="12" fill="#5b3a29" />
        <path d="M-16 2c9-7 21 6 32-4" fill="none" stroke="#2a1b14" strokeWidth="3" />
      </g>
    </svg>
  );
}

export default function Hero() {
  return (
    <section className="mx-auto grid max-w-6xl items-center gap-10 px-5 pb-16 pt-10 md:grid-cols-[1.1fr_1fr] md:px-8 md:pb-24 md:pt-16">
      <div>
        <h1 className="font-display text-5xl font-semibold leading-[1.02] tracking-tight sm:text-6xl lg:text-7xl">
          Coffee that remembers the fire.
        </h1>
        <p className="mt-6 max-w-md text-lg leading-relaxed text-roast">
          We roast single origins over oak in a 1962 drum roaster, twelve kilos at a time, and send them out the same afternoon.
        </p>
        <div className="mt-8 flex flex-wrap items-center gap-x-6 gap-y-4">
          <a href="#coffees" className="button">
            Choose a coffee
          </a>
          <a href="#visit" className="py-3 font-semibold text-bark underline decoration-ember decoration-2 underline-offset-8 transition hover:text-ember">
            Visit the roastery
          </a>
        </div>
      </div>
      <Cup />
    </section>
  );
}
`,
  'src/components/CoffeeList.tsx': `import { useState } from 'react';
import { COFFEES, type Coffee } from '../coffees';

function Bag({ coffee }: { coffee: Coffee }) {
  return (
    <svg viewBox="0 0 200 240" className="mx-auto h-56 transition duration-300 group-hover:-translate-y-1" aria-hidden="true">
      <path d="M38 40 30 214c0 8 6 14 14 14h112c8 0 14-6 14-14l-8-174Z" fill="#2a1b14" />
      <path d="M38 40h124l-4-22H42Z" fill="#1d120d" />
      <path d="M30 62h140" stroke="#f7f0e4" strokeWidth="1.5" strokeDasharray="4 5" opacity="0.5" />
      <rect x="50" y="92" width="100" height="92" rx="6" fill="#f7f0e4" />
      <rect x="50" y="92" width="100" height="34" rx="6" fill={coffee.color} />
      <ellipse cx="100" cy="109" rx="7" ry="10" fill="#f7f0e4" transform="rotate(28 100 109)" />
      <text x="100" y="150" textAnchor="middle" fontSize="13" fontWeight="600" fontFamily="Fraunces Variable, Georgia, serif" fill="#2a1b14">
        {coffee.name}
      </text>
      <text x="100" y="168" textAnchor="middle" fontSize="8.5" fill="#5b3a29">
        250 g whole bean
      </text>
    </svg>
  );
}

function Roast({ level }: { level: number }) {
  return (
    <span className="flex items-center gap-1.5" role="img" aria-label={\`Roast \${level} of 5\`}>
      {[1, 2, 3, 4, 5].map((step) => (
        <span key={step} className={\`h-3 w-2 rotate-12 rounded-full \${step <= level ? 'bg-roast' : 'bg-sand'}\`} />
      ))}
    </span>
  );
}

export default function CoffeeList() {
  const [basket, setBasket] = useState<Record<string, number>>({});
  const count = Object.values(basket).reduce((sum, amount) => sum + amount, 0);
  const total = COFFEES.reduce((sum, coffee) => sum + coffee.price * (basket[coffee.name] ?? 0), 0);
  const change = (name: string, by: number) =>
    setBasket((all) => ({ ...all, [name]: Math.max(0, (all[name] ?? 0) + by) }));

  return (
    <section id="coffees" className="bg-[#fffaf1] py-20 md:py-28">
      <div className="mx-auto max-w-6xl px-5 md:px-8">
        <div className="flex flex-wrap items-end justify-between gap-4">
          <h2 className="font-display text-4xl font-semibold tracking-tight md:text-5xl">On the drum this week</h2>
          <p aria-live="polite" className="text-roast">
            {count === 0 ? 'Free shipping from two bags.' : \`\${count} \${count === 1 ? 'bag' : 'bags'}, $\${total}\${count > 1 ? ' with free shipping' : ''}\`}
          </p>
        </div>
        <ul className="mt-12 grid gap-10 sm:grid-cols-2 lg:grid-cols-3">
          {COFFEES.map((coffee) => {
            const amount = basket[coffee.name] ?? 0;
            return (
              <li key={coffee.name} className="group">
                <div className="rounded-[2rem] bg-sand/60 py-8">
                  <Bag coffee={coffee} />
                </div>
                <div className="mt-5 flex items-baseline justify-between gap-4">
                  <h3 className="font-display text-2xl font-semibold">{coffee.name}</h3>
                  <p className="font-semibold tabular-nums">\${coffee.price}</p>
                </div>
                <p className="text-roast">{coffee.origin}</p>
                <p className="mt-2 text-sm">{coffee.notes.join(', ')}</p>
                <div className="mt-4 flex items-center justify-between">
                  <Roast level={coffee.roast} />
                  {amount === 0 ? (
                    <button type="button" onClick={() => change(coffee.name, 1)} className="h-11 rounded-full border-2 border-bark px-5 text-sm font-semibold transition hover:bg-bark hover:text-cream">
                      Add to basket
                    </button>
                  ) : (
                    <div className="flex items-center rounded-full bg-bark text-cream">
                      <button type="button" aria-label={\`One \${coffee.name} less\`} onClick={() => change(coffee.name, -1)} className="h-11 w-11 rounded-full text-lg transition hover:bg-ember">
                        −
                      </button>
                      <span className="w-6 text-center text-sm font-semibold tabular-nums">{amount}</span>
                      <button type="button" aria-label={\`One \${coffee.name} more\`} onClick={() => change(coffee.name, 1)} className="h-11 w-11 rounded-full text-lg transition hover:bg-ember">
                        +
                      </button>
                    </div>
                  )}
                </div>
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}
`,
  'src/components/Story.tsx': `const FACTS = [
  { figure: '12 kg', text: 'in every batch, so that each one gets our whole attention' },
  { figure: '214 °C', text: 'is where our house roast rests before the drum opens' },
  { figure: '7', text: 'farms we know by name and pay above the fair-trade floor' },
];

export default function Story() {
  return (
    <section id="story" className="bg-bark py-20 text-cream md:py-28">
      <div className="mx-auto grid max-w-6xl gap-14 px-5 md:grid-cols-[1.2fr_1fr] md:px-8">
        <blockquote>
          <p className="font-display text-3xl font-medium leading-snug md:text-[2.6rem]">
            “You hear it before you smell it. First crack sounds like rain starting on a tin roof, and then you have about ninety seconds to be right.”
          </p>
          <footer className="mt-8 text-cream/75">Ines Okafor, head roaster</footer>
        </blockquote>
        <dl className="divide-y divide-cream/15 self-end">
          {FACTS.map(({ figure, text }) => (
            <div key={figure} className="grid grid-cols-[6.5rem_1fr] items-baseline gap-4 py-5">
              <dt className="font-display text-3xl font-semibold text-[#e9a36a]">{figure}</dt>
              <dd className="text-cream/80">{text}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
`,
  'src/components/Visit.tsx': `import { useState, type FormEvent } from 'react';

export default function Visit() {
  const [email, setEmail] = useState('');
  const [state, setState] = useState<'idle' | 'error' | 'done'>('idle');

  function submit(event: FormEvent) {
    event.preventDefault();
    setState(/^\\S+@\\S+\\.\\S+$/.test(email) ? 'done' : 'error');
  }

  return (
    <section id="visit" className="mx-auto grid max-w-6xl gap-14 px-5 py-20 md:grid-cols-2 md:px-8 md:py-28">
      <div>
        <h2 className="font-display text-4xl font-semibold tracking-tight md:text-5xl">Come by on a Tuesday</h2>
        <p className="mt-5 max-w-md text-lg leading-relaxed text-roast">
          That is roast day. The doors stay open, the first cup is on us, and you can take home beans that are still warm.
        </p>
        <address className="mt-8 not-italic leading-relaxed">
          <strong className="font-semibold">Ember & Oak Roastery</strong>
          <br />
          18 Tannery Lane, Portland
          <br />
          Tuesday to Saturday, 8 am to 4 pm
        </address>
      </div>
      <div className="self-center rounded-[2rem] bg-leaf p-8 text-cream md:p-10">
        <h3 className="font-display text-2xl font-semibold">Know what is on the drum</h3>
        <p className="mt-2 text-cream/85">One short letter every Monday. No noise.</p>
        {state === 'done' ? (
          <p role="status" className="mt-6 rounded-2xl bg-cream/15 p-4 font-medium">
            Thank you! The next letter goes to {email}.
          </p>
        ) : (
          <form onSubmit={submit} noValidate className="mt-6">
            <label htmlFor="email" className="text-sm font-medium">
              Email address
            </label>
            <div className="mt-2 flex flex-col gap-3 sm:flex-row">
              <input
                id="email"
                type="email"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
                aria-invalid={state === 'error'}
                aria-describedby={state === 'error' ? 'email-error' : undefined}
                placeholder="you@example.com"
                className="h-12 min-w-0 shrink-0 rounded-full sm:flex-1 sm:shrink bg-cream px-5 text-bark placeholder:text-roast"
              />
              <button type="submit" className="h-12 rounded-full bg-bark px-6 font-semibold transition hover:bg-ember">
                Sign up
              </button>
            </div>
            {state === 'error' && (
              <p id="email-error" className="mt-2 text-sm text-[#ffd9c2]">
                Please enter a complete email address, like you@example.com.
              </p>
            )}
          </form>
        )}
      </div>
    </section>
  );
}
`,
  'src/App.tsx': `import CoffeeList from './components/CoffeeList';
import Hero from './components/Hero';
import Story from './components/Story';
import Visit from './components/Visit';

const LINKS = [
  { href: '#coffees', label: 'Coffees' },
  { href: '#story', label: 'Our roast' },
  { href: '#visit', label: 'Visit' },
];

export default function App() {
  return (
    <>
      <header className="sticky top-0 z-10 bg-cream/90 backdrop-blur">
        <nav aria-label="Main" className="mx-auto flex h-16 max-w-6xl items-center justify-between px-5 md:px-8">
          <a href="#top" className="font-display text-xl font-semibold">
            Ember <span className="text-ember">&</span> Oak
          </a>
          <ul className="flex gap-1 text-sm font-medium sm:gap-4">
            {LINKS.map(({ href, label }) => (
              <li key={href}>
                <a href={href} className="block px-2 py-3 transition hover:text-ember">
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main id="top">
        <Hero />
        <CoffeeList />
        <Story />
        <Visit />
      </main>
      <footer className="border-t border-sand">
        <p className="mx-auto max-w-6xl px-5 py-8 text-sm text-roast md:px-8">
          © {new Date().getFullYear()} Ember & Oak Roastery. Roasted in Portland, packed in compostable bags.
        </p>
      </footer>
    </>
  );
}
`,
};
