/** How many bits of colour a terminal shows, by its environment (tty.html, `getColorDepth`). */
export function colorDepth(env: Record<string, string | undefined>): Depth {
  const forced = forcedDepth(env['FORCE_COLOR']);
  if (forced !== undefined) return forced;
  if (env['NODE_DISABLE_COLORS'] || env['NO_COLOR'] || env['TERM'] === 'dumb') return 1;
  if (env['TMUX']) return 8;
  if (env['CI'] !== undefined) return RUNNERS.some((name) => env[name] !== undefined) ? 8 : 1;
  return programDepth(env) ?? terminalDepth(env['TERM'], env['COLORTERM']);
}

type Depth = 1 | 4 | 8 | 24;

/** Where the output of continuous integration is shown in colours. */
const RUNNERS = ['APPVEYOR', 'BUILDKITE', 'CIRCLECI', 'DRONE', 'GITHUB_ACTIONS', 'GITLAB_CI', 'TRAVIS'];

function programDepth(env: Record<string, string | undefined>): Depth | undefined {
  const version = env['TERM_PROGRAM_VERSION'];
  switch (env['TERM_PROGRAM']) {
    case 'iTerm.app':
      return !version || /^[0-2]\./.test(version) ? 8 : 24;
    case 'HyperTerm':
    case 'MacTerm':
      return 24;
    case 'Apple_Terminal':
      return 8;
    default:
      return undefined;
  }
}

function terminalDepth(term: string | undefined, colorTerm: string | undefined): Depth {
  if (colorTerm === 'truecolor' || colorTerm === '24bit') return 24;
  if (term === undefined) return colorTerm ? 4 : 1;
  if (/truecolor|24bit|^(?:mosh|terminator|xterm-kitty)$/i.test(term)) return 24;
  if (/^xterm-256|256color/i.test(term)) return 8;
  const known = /^(?:screen|xterm|vt100|vt220|rxvt|cygwin|putty|konsole|gnome)|color|ansi|linux/i.test(term);
  return known || colorTerm ? 4 : 1;
}

function forcedDepth(force: string | undefined): Depth | undefined {
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
