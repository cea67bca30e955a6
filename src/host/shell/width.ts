/** How many columns text takes in a terminal. */

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const NARROWLESS = /^(?:\p{Mn}|\p{Me}|\p{Cf})/u;
const ESCAPE = '\u001b';
const ESCAPES = new RegExp(`${ESCAPE}\\[[0-9;?]*[A-Za-z]`, 'g');

export function widthOf(text: string): number {
  let width = 0;
  for (const char of text.replace(ESCAPES, '')) width += NARROWLESS.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}
