/** strftime's conversions, for `date +format` and `ls -l`. */

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

export function formatDate(when: Date, format: string, utc: boolean): string {
  const offset = utc ? 0 : -when.getTimezoneOffset();
  const local = new Date(when.getTime() + offset * 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const zone = (colon: string): string => {
    const size = Math.abs(offset);
    return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${colon}${two(size % 60)}`;
  };
  const hour = local.getUTCHours();
  const day = (local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / 86_400_000;
  const table: Record<string, () => string> = {
    Y: () => String(local.getUTCFullYear()),
    y: () => two(local.getUTCFullYear() % 100),
    m: () => two(local.getUTCMonth() + 1),
    d: () => two(local.getUTCDate()),
    e: () => String(local.getUTCDate()).padStart(2),
    H: () => two(hour),
    I: () => two(hour % 12 || 12),
    M: () => two(local.getUTCMinutes()),
    S: () => two(local.getUTCSeconds()),
    N: () => String(local.getUTCMilliseconds()).padStart(3, '0') + '000000',
    '3N': () => String(local.getUTCMilliseconds()).padStart(3, '0'),
    s: () => String(Math.floor(when.getTime() / 1000)),
    j: () => String(Math.floor(day) + 1).padStart(3, '0'),
    a: () => (DAYS[local.getUTCDay()] ?? '').slice(0, 3),
    A: () => DAYS[local.getUTCDay()] ?? '',
    b: () => (MONTHS[local.getUTCMonth()] ?? '').slice(0, 3),
    h: () => (MONTHS[local.getUTCMonth()] ?? '').slice(0, 3),
    B: () => MONTHS[local.getUTCMonth()] ?? '',
    u: () => String(local.getUTCDay() || 7),
    w: () => String(local.getUTCDay()),
    p: () => (hour < 12 ? 'AM' : 'PM'),
    z: () => zone(''),
    ':z': () => zone(':'),
    Z: () => (offset === 0 ? 'UTC' : zone('')),
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
  };
  const expanded = format
    .replaceAll('%F', '%Y-%m-%d')
    .replaceAll('%T', '%H:%M:%S')
    .replaceAll('%R', '%H:%M')
    .replaceAll('%D', '%m/%d/%y')
    .replaceAll('%c', '%a %b %e %H:%M:%S %Y');
  return expanded.replace(/%(-?)(3N|:z|[A-Za-z%])/g, (all, plain: string, key: string) => {
    const text = table[key]?.() ?? all;
    return plain === '-' ? text.replace(/^[0 ]+(?=.)/, '') : text;
  });
}
