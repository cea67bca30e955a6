/** Data: the files of the recorded “dashboard” build. */

export const DASHBOARD_FILES: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <meta name="theme-color" content="#0e1420" />
    <title>Northwind · store analytics</title>
    <link
      rel="icon"
      href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%23151d2c'/%3E%3Cpath d='M7 22l6-7 5 4 7-10' fill='none' stroke='%235aa9ff' stroke-width='3' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E"
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
        night: '#0e1420',
        panel: '#151d2c',
        edge: '#253046',
        haze: '#9aa8c0',
        snow: '#eef2f9',
        sky: '#5aa9ff',
        mint: '#3ed6a6',
        coral: '#ff8a6b',
      },
      fontFamily: { sans: ['"Inter Variable"', 'system-ui', 'sans-serif'] },
    },
  },
  plugins: [],
};
`,
  'src/main.tsx': `import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import App from './App';
import '@fontsource-variable/inter';
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
  :root {
    color-scheme: dark;
  }
  body {
    @apply bg-night text-snow antialiased;
  }
  :focus-visible {
    @apply outline outline-2 outline-offset-2 outline-sky;
  }
}

@layer components {
  .panel {
    @apply min-w-0 rounded-2xl border border-edge bg-panel p-4 sm:p-6;
  }
}

@media (prefers-reduced-motion: reduce) {
  * {
    transition-duration: 1ms !important;
  }
}
`,
  'src/data.ts': `export interface Day {
  date: Date;
  revenue: number;
  orders: number;
  visitors: number;
}

export type Metric = 'revenue' | 'orders' | 'visitors';

/** A small repeatable generator, so that the sample data is the same on every visit. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

export function createDays(count: number): Day[] {
  const next = random(42);
  const today = new Date();
  return Array.from({ length: count }, (_, index) => {
    const date = new Date(today.getFullYear(), today.getMonth(), today.getDate() - (count - 1 - index));
    const weekend = date.getDay() === 0 || date.getDay() === 6 ? 1.35 : 1;
    const growth = 1 + index / count / 2;
    const wave = 1 + Math.sin(index / 6) * 0.16;
    const visitors = Math.round(1450 * weekend * growth * wave * (0.88 + next() * 0.24));
    const orders = Math.round(visitors * (0.028 + next() * 0.012));
    return { date, visitors, orders, revenue: Math.round(orders * (54 + next() * 16)) };
  });
}

export const CHANNELS = [
  { name: 'Search', share: 41, color: '#5aa9ff' },
  { name: 'Direct', share: 26, color: '#3ed6a6' },
  { name: 'Newsletter', share: 19, color: '#ffc857' },
  { name: 'Social', share: 14, color: '#ff8a6b' },
];

export const PRODUCTS = [
  { name: 'Trail jacket', sold: 412, revenue: 53_148 },
  { name: 'Merino base layer', sold: 388, revenue: 30_652 },
  { name: 'Canvas daypack', sold: 301, revenue: 26_789 },
  { name: 'Enamel camp mug', sold: 276, revenue: 4_968 },
  { name: 'Wool beanie', sold: 243, revenue: 6_804 },
];

const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
const number = new Intl.NumberFormat('en-US');

export function format(metric: Metric, value: number): string {
  return metric === 'revenue' ? money.format(value) : number.format(Math.round(value));
}

export function sum(days: Day[], metric: Metric): number {
  return days.reduce((total, day) => total + day[metric], 0);
}
`,
  'src/components/LineChart.tsx': `import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { format, type Day, type Metric } from '../data';

const HEIGHT = 280;
const MARGIN = { top: 12, right: 12, bottom: 28, left: 52 };
const dayName = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });

function niceCeiling(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / step / 0.5) * step * 0.5;
}

function short(value: number): string {
  return value >= 1000 ? \`\${Number((value / 1000).toFixed(1))}k\` : String(value);
}

export default function LineChart({ days, metric }: { days: Day[]; metric: Metric }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(720);
  const [active, setActive] = useState<number>();

  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry.contentRect.width));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  const top = niceCeiling(Math.max(...days.map((day) => day[metric])));
  const x = (index: number) => MARGIN.left + (index / (days.length - 1)) * (width - MARGIN.left - MARGIN.right);
  const y = (value: number) => MARGIN.top + (1 - value / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const line = days.map((day, index) => \`\${index === 0 ? 'M' : 'L'}\${x(index).toFixed(1)} \${y(day[metric]).toFixed(1)}\`).join('');
  const area = \`\${line}L\${x(days.length - 1)} \${y(0)}L\${x(0)} \${y(0)}Z\`;
  const labels = Math.max(2, Math.min(7, Math.floor(width / 110)));
  const shown = active === undefined ? undefined : days[active];

  function point(event: PointerEvent<SVGSVGElement>) {
    const { left } = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - left - MARGIN.left) / (width - MARGIN.left - MARGIN.right);
    setActive(Math.max(0, Math.min(days.length - 1, Math.round(share * (days.length - 1)))));
  }

  function step(event: KeyboardEvent) {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    setActive((index) => Math.max(0, Math.min(days.length - 1, (index ?? days.length - 1) + by)));
  }

  return (
    <div ref={box} className="relative overflow-hidden">
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        tabIndex={0}
        aria-label={\`\${metric} by day. Use the arrow keys to read single days.\`}
        onPointerMove={point}
        onPointerLeave={() => setActive(undefined)}
        onKeyDown={step}
        onBlur={() => setActive(undefined)}
        className="block touch-pan-y rounded-lg focus-visible:-outline-offset-2"
      >
        <defs>
          <linearGradient id="fill" x1="0" x2="0" y1="0" y2="1">
            <stop offset="0" stopColor="#5aa9ff" stopOpacity="0.32" />
            <stop offset="1" stopColor="#5aa9ff" stopOpacity="0" />
          </linearGradient>
        </defs>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(top * share)} y2={y(top * share)} stroke="#253046" />
            <text x={MARGIN.left - 10} y={y(top * share) + 4} textAnchor="end" fontSize="12" fill="#9aa8c0">
              {short(top * share)}
            </text>
          </g>
        ))}
        {Array.from({ length: labels }, (_, label) => {
          const index = Math.round((label / (labels - 1)) * (days.length - 1));
          const anchor = label === 0 ? 'start' : label === labels - 1 ? 'end' : 'middle';
          return (
            <text key={label} x={x(index)} y={HEIGHT - 6} textAnchor={anchor} fontSize="12" fill="#9aa8c0">
              {dayName.format(days[index].date)}
            </text>
          );
        })}
        <path d={area} fill="url(#fill)" />
        <path d={line} fill="none" stroke="#5aa9ff" strokeWidth="2.5" strokeLinejoin="round" />
        {shown && active !== undefined && (
          <g>
            <line x1={x(active)} x2={x(active)} y1={MARGIN.top} y2={y(0)} stroke="#9aa8c0" strokeDasharray="3 4" />
            <circle cx={x(active)} cy={y(shown[metric])} r="6" fill="#0e1420" stroke="#5aa9ff" strokeWidth="3" />
          </g>
        )}
      </svg>
      {shown && active !== undefined && (
        <div
          role="status"
          className="pointer-events-none absolute top-1 whitespace-nowrap rounded-lg border border-edge bg-night px-3 py-2 text-sm shadow-xl"
          style={{ left: Math.min(Math.max(x(active) - 60, 0), width - 130) }}
        >
          <span className="block text-xs text-haze">{dayName.format(shown.date)}</span>
          <strong className="font-semibold tabular-nums">{format(metric, shown[metric])}</strong>
        </div>
      )}
    </div>
  );
}
`,
  'src/components/Donut.tsx': `import { useState } from 'react';
import { CHANNELS } from '../data';

const RADIUS = 58;
const LENGTH = 2 * Math.PI * RADIUS;

export default function Donut() {
  const [active, setActive] = useState<string>();
  const shown = CHANNELS.find((channel) => channel.name === active) ?? CHANNELS[0];
  let start = 0;

  return (
    <div className="flex flex-wrap items-center gap-x-8 gap-y-5">
      <svg viewBox="0 0 150 150" className="h-40 w-40 shrink-0" role="img" aria-label={CHANNELS.map(({ name, share }) => \`\${name} \${share} percent\`).join(', ')}>
        {CHANNELS.map(({ name, share, color }) => {
          const offset = start;
          start += share;
          return (
            <circle
              key={name}
              cx="75"
              cy="75"
              r={RADIUS}
              fill="none"
              stroke={color}
              strokeWidth={name === shown.name ? 20 : 15}
              strokeDasharray={\`\${(share / 100) * LENGTH - 3} \${LENGTH}\`}
              strokeDashoffset={(-offset / 100) * LENGTH}
              transform="rotate(-90 75 75)"
              onPointerEnter={() => setActive(name)}
              className="transition-all duration-200"
            />
          );
        })}
        <text x="75" y="74" textAnchor="middle" fontSize="24" fontWeight="650" fill="#eef2f9">
          {shown.share}%
        </text>
        <text x="75" y="92" textAnchor="middle" fontSize="11" fill="#9aa8c0">
          {shown.name}
        </text>
      </svg>
      <ul className="min-w-[9rem] flex-1">
        {CHANNELS.map(({ name, share, color }) => (
          <li key={name}>
            <button
              type="button"
              onPointerEnter={() => setActive(name)}
              onFocus={() => setActive(name)}
              onClick={() => setActive(name)}
              className={\`flex h-10 w-full items-center gap-3 rounded-lg px-2 text-sm transition \${name === shown.name ? 'bg-white/5' : ''}\`}
            >
              <span className="h-2.5 w-2.5 rounded-full" style={{ background: color }} />
              {name}
              <span className="ml-auto tabular-nums text-haze">{share}%</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
`,
  'src/components/Products.tsx': `import { useState } from 'react';
import { PRODUCTS, format } from '../data';

type Key = 'revenue' | 'sold';

export default function Products() {
  const [key, setKey] = useState<Key>('revenue');
  const rows = [...PRODUCTS].sort((a, b) => b[key] - a[key]);
  const most = rows[0][key];

  return (
    <>
      <div className="mb-4 flex items-center justify-between gap-4">
        <h2 className="font-semibold">Best sellers</h2>
        <div role="group" aria-label="Sort by" className="flex rounded-lg bg-night p-1 text-sm">
          {(['revenue', 'sold'] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={key === name}
              onClick={() => setKey(name)}
              className={\`h-9 rounded-md px-3 capitalize transition \${key === name ? 'bg-edge font-medium' : 'text-haze'}\`}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
      <ol className="space-y-3">
        {rows.map((product) => (
          <li key={product.name}>
            <div className="flex justify-between gap-4 text-sm">
              <span>{product.name}</span>
              <span className="tabular-nums text-haze">
                {key === 'revenue' ? format('revenue', product.revenue) : \`\${product.sold} sold\`}
              </span>
            </div>
            <div className="mt-1.5 h-2 rounded-full bg-night">
              <div className="h-2 rounded-full bg-mint transition-all duration-300" style={{ width: \`\${(product[key] / most) * 100}%\` }} />
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
`,
  'src/App.tsx': `import { useMemo, useState } from 'react';
import Donut from './components/Donut';
import LineChart from './components/LineChart';
import Products from './components/Products';
import { createDays, format, sum, type Metric } from './data';

const RANGES = [7, 30, 90] as const;
const METRICS: { id: Metric; label: string }[] = [
  { id: 'revenue', label: 'Revenue' },
  { id: 'orders', label: 'Orders' },
  { id: 'visitors', label: 'Visitors' },
];

export default function App() {
  const all = useMemo(() => createDays(180), []);
  const [range, setRange] = useState<(typeof RANGES)[number]>(30);
  const [metric, setMetric] = useState<Metric>('revenue');
  const days = all.slice(-range);
  const before = all.slice(-range * 2, -range);

  return (
    <div className="mx-auto max-w-6xl px-4 py-6 sm:px-8 sm:py-10">
      <header className="mb-8 flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-2xl font-bold tracking-tight sm:text-3xl">Northwind Outfitters</h1>
          <p className="mt-1 text-haze">How the store is doing, compared with the {range} days before</p>
        </div>
        <div role="group" aria-label="Time range" className="flex rounded-xl border border-edge bg-panel p-1 text-sm">
          {RANGES.map((count) => (
            <button
              key={count}
              type="button"
              aria-pressed={range === count}
              onClick={() => setRange(count)}
              className={\`h-10 rounded-lg px-4 font-medium transition \${range === count ? 'bg-sky text-night' : 'text-haze hover:text-snow'}\`}
            >
              {count} days
            </button>
          ))}
        </div>
      </header>

      <main className="grid grid-cols-1 gap-5 lg:grid-cols-3">
        <section className="panel lg:col-span-3" aria-label="Trend">
          <div role="tablist" aria-label="Figure" className="mb-6 grid gap-2 sm:grid-cols-3">
            {METRICS.map(({ id, label }) => {
              const now = sum(days, id);
              const change = (now / sum(before, id) - 1) * 100;
              return (
                <button
                  key={id}
                  type="button"
                  role="tab"
                  aria-selected={metric === id}
                  onClick={() => setMetric(id)}
                  className={\`rounded-xl border px-4 py-3 text-left transition \${metric === id ? 'border-sky bg-sky/10' : 'border-transparent hover:bg-white/5'}\`}
                >
                  <span className="text-sm text-haze">{label}</span>
                  <span className="mt-1 flex items-baseline gap-3">
                    <span className="text-2xl font-semibold tabular-nums">{format(id, now)}</span>
                    <span className={\`text-sm font-medium tabular-nums \${change >= 0 ? 'text-mint' : 'text-coral'}\`}>
                      {change >= 0 ? '▲' : '▼'} {Math.abs(change).toFixed(1)}%
                    </span>
                  </span>
                </button>
              );
            })}
          </div>
          <LineChart days={days} metric={metric} />
        </section>
        <section className="panel lg:col-span-2">
          <Products />
        </section>
        <section className="panel">
          <h2 className="mb-4 font-semibold">Where visitors come from</h2>
          <Donut />
        </section>
      </main>
      <footer className="mt-8 text-sm text-haze">Sample data, generated in your browser.</footer>
    </div>
  );
}
`,
};
