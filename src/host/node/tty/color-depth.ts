/** How many bits of colour a terminal shows, by its environment (tty.html, `getColorDepth`). */
export function colorDepth(env: Record<string, string | undefined>): 1 | 4 | 8 | 24 {
  const forced = forcedDepth(env['FORCE_COLOR']);
  if (forced !== undefined) return forced;
  const { NODE_DISABLE_COLORS, NO_COLOR, TERM, COLORTERM } = env as Record<string, string | undefined>;
  if (NODE_DISABLE_COLORS || NO_COLOR || TERM === 'dumb') return 1;
  if (COLORTERM === 'truecolor' || COLORTERM === '24bit') return 24;
  if (TERM === undefined) return 1;
  if (/truecolor|24bit/.test(TERM)) return 24;
  if (/256/.test(TERM)) return 8;
  if (/^(?:screen|xterm|vt100|vt220|rxvt|color|ansi|cygwin|linux)/i.test(TERM) || COLORTERM) return 4;
  return 1;
}

function forcedDepth(force: string | undefined): 1 | 4 | 8 | 24 | undefined {
  switch (force) {
    case undefined:
      return undefined;
    case '':
    case '1':
    case 'true':
      return 4;
    case '2':
      return 8;
    case '3':
      return 24;
    default:
      return 1;
  }
}
