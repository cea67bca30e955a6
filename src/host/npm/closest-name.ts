/** Which well-known package a misspelt name most likely means. */
const WELL_KNOWN =
  `react react-dom react-router react-router-dom vite vitest typescript eslint prettier tailwindcss postcss
autoprefixer express koa fastify hono next nuxt svelte vue vue-router pinia solid-js preact astro remix angular lodash lodash-es
axios zod yup joi formik react-hook-form zustand jotai redux react-redux mobx immer immutable rxjs date-fns dayjs moment luxon uuid
nanoid clsx classnames tailwind-merge class-variance-authority framer-motion motion three d3 chart.js recharts echarts leaflet
mapbox-gl socket.io socket.io-client ws cors dotenv body-parser morgan helmet jsonwebtoken bcrypt bcryptjs passport mongoose
mongodb mysql mysql2 pg sqlite3 better-sqlite3 sql.js prisma drizzle-orm typeorm sequelize knex redis graphql webpack rollup esbuild
parcel babel-core jest mocha chai sinon cypress playwright puppeteer storybook nodemon ts-node tsx concurrently cross-env rimraf
glob chalk commander yargs inquirer ora execa fs-extra semver marked markdown-it react-markdown highlight.js prismjs lucide-react
react-icons styled-components sass less stylus postcss-cli swiper gsap animejs lottie-web howler phaser pixi.js konva fabric
react-query swr msw node-fetch got superagent cheerio jsdom xlsx papaparse file-saver html2canvas jspdf qrcode i18next react-i18next
@vitejs/plugin-react @vitejs/plugin-react-swc @vitejs/plugin-vue @sveltejs/vite-plugin-svelte @tailwindcss/vite @tailwindcss/postcss
@tanstack/react-query @tanstack/react-table @tanstack/react-router @types/react @types/react-dom @types/node @types/express
@mui/material @emotion/react @emotion/styled @chakra-ui/react @headlessui/react @heroicons/react @radix-ui/react-dialog
@reduxjs/toolkit @testing-library/react @eslint/js typescript-eslint eslint-plugin-react-hooks eslint-plugin-react-refresh globals
create-vite create-react-app serve http-server json-server openai langchain ai`.split(/\s+/);

export function closestName(name: string): string | undefined {
  return closest(name, WELL_KNOWN, name.length < 5 ? 1 : 2);
}

/** The candidate with the fewest edits (at most `most`), the first of equals. */
export function closest(word: string, candidates: Iterable<string>, most: number): string | undefined {
  let best: string | undefined;
  let distance = most + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= distance) continue;
    const edits = editDistance(word, candidate);
    if (edits < distance) [best, distance] = [candidate, edits];
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
