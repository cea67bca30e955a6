/** Removes what is meant for terminals only. Pure. */

const ESC = String.fromCharCode(0x1b);
const BELL = String.fromCharCode(0x07);
const CSI = String.fromCharCode(0x9b);

/** Operating-system commands (titles, links), control sequences (colours, cursor), and any other escape. ECMA-48. */
const ESCAPES = new RegExp(
  [
    `${ESC}\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)`,
    `(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]`,
    `${ESC}[ -/]*[0-~]?`,
  ].join('|'),
  'g',
);

/** Text without escape sequences. */
export function stripAnsi(text: string): string {
  return text.includes(ESC) || text.includes(CSI) ? text.replace(ESCAPES, '') : text;
}

/** Text without control characters but tab, newline, backspace and carriage return. */
export function stripControls(text: string): string {
  let plain = true;
  for (let at = 0; plain && at < text.length; at++) plain = !isControl(text.charCodeAt(at));
  return plain ? text : [...text].filter((ch) => !isControl(ch.charCodeAt(0))).join('');
}

function isControl(code: number): boolean {
  return code === 0x7f || (code < 0x20 && code !== 0x08 && code !== 0x09 && code !== 0x0a && code !== 0x0d);
}
