/** IP addresses as text (RFC 4291), and which hosts are this very machine. */
const V4_SEGMENT = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const V4 = new RegExp(`^${V4_SEGMENT}(?:\\.${V4_SEGMENT}){3}$`);
const V4_TAIL = new RegExp(`(^|:)(${V4_SEGMENT}(?:\\.${V4_SEGMENT}){3})$`);

export function isIPv4(text: unknown): boolean {
  return V4.test(String(text));
}

export function isIPv6(text: unknown): boolean {
  const [address = '', zone, ...more] = String(text).split('%');
  if (more.length > 0 || zone === '' || (zone !== undefined && !/^[0-9a-zA-Z-.:]+$/.test(zone))) return false;
  const plain = address.replace(V4_TAIL, '$11:1');
  const halves = plain.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}

export function isIP(text: unknown): 0 | 4 | 6 {
  if (isIPv4(text)) return 4;
  return isIPv6(text) ? 6 : 0;
}

/** An IPv6 address as its eight numbers, an IPv4 one as its four; null if it is neither. */
export function addressParts(text: string): number[] | null {
  if (isIPv4(text)) return text.split('.').map(Number);
  if (!isIPv6(text)) return null;
  const plain = (text.split('%')[0] ?? '').replace(V4_TAIL, (_, before: string, v4: string) => {
    const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number);
    return `${before}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const groups = (half: string): number[] =>
    half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16));
  if (tail === undefined) return groups(head);
  const [before, after] = [groups(head), groups(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** `localhost`, its subdomains, 127.0.0.0/8, ::1, and the unspecified addresses that bind to all. */
export function isLoopback(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::' || name === '0.0.0.0') return true;
  return (isIPv4(name) && name.startsWith('127.')) || name === '::1' || /^::ffff:127\./.test(name);
}
