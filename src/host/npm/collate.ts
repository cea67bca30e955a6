/** npm's order of names: English collation, whatever the locale of the person. */
const collator = new Intl.Collator('en');

export const compareNames = (a: string, b: string): number => collator.compare(a, b);
