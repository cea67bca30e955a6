/** net.BlockList and net.SocketAddress. */
import { ERR_INVALID_ADDRESS, ERR_INVALID_ARG_VALUE, ERR_INVALID_IP_ADDRESS } from '../errors.ts';
import { validateInteger, validatePort } from '../validators.ts';
import { addressParts, isIP, isIPv4 } from './address.ts';

type Rule = { text: string; matches(parts: number[]): boolean };

export class SocketAddressValue {
  readonly address: string;
  readonly port: number;
  readonly family: 'ipv4' | 'ipv6';
  readonly flowlabel: number;

  static isSocketAddress(value: unknown): boolean {
    return value instanceof SocketAddressValue;
  }

  constructor(options: { address?: string; port?: number; family?: string; flowlabel?: number } = {}) {
    const { family = 'ipv4', port = 0, flowlabel = 0 } = options;
    if (family !== 'ipv4' && family !== 'ipv6') throw new ERR_INVALID_ARG_VALUE('options.family', family);
    this.address = options.address ?? (family === 'ipv4' ? '127.0.0.1' : '::');
    if (!isIP(this.address)) throw new ERR_INVALID_ADDRESS();
    this.family = family;
    this.port = validatePort(port, 'options.port');
    this.flowlabel = flowlabel;
  }
}

type AddressLike = string | SocketAddressValue;

export class BlockList {
  readonly #rules: Rule[] = [];

  static isBlockList(value: unknown): boolean {
    return value instanceof BlockList;
  }

  get rules(): string[] {
    return this.#rules.map(({ text }) => text);
  }

  addAddress(address: AddressLike): void {
    const text = textOf(address);
    const wanted = partsOf(text).join();
    this.#rules.unshift({
      text: `Address: ${familyOf(text)} ${text}`,
      matches: (parts) => parts.join() === wanted,
    });
  }

  addRange(start: AddressLike, end: AddressLike): void {
    const [from, to] = [textOf(start), textOf(end)];
    const [low, high] = [partsOf(from), partsOf(to)];
    this.#rules.unshift({
      text: `Range: ${familyOf(from)} ${from}-${to}`,
      matches: (parts) =>
        parts.length === low.length && compare(parts, low) >= 0 && compare(parts, high) <= 0,
    });
  }

  addSubnet(net: AddressLike, prefix: number): void {
    const text = textOf(net);
    const wanted = bits(partsOf(text)).slice(0, prefix);
    const { length } = partsOf(text);
    validateInteger(prefix, 'prefix', 0, length === 4 ? 32 : 128);
    this.#rules.unshift({
      text: `Subnet: ${familyOf(text)} ${text}/${prefix}`,
      matches: (parts) => parts.length === length && bits(parts).startsWith(wanted),
    });
  }

  check(address: AddressLike): boolean {
    const parts = addressParts(textOf(address));
    if (parts === null) return false;
    const inner = mappedIPv4(parts);
    return this.#rules.some((rule) => rule.matches(parts) || (inner !== null && rule.matches(inner)));
  }
}

/** The IPv4 address in an IPv6 one of the form ::ffff:a.b.c.d. */
function mappedIPv4(parts: number[]): number[] | null {
  const [high = 0, low = 0] = parts.slice(6);
  const isMapped = parts.length === 8 && parts[5] === 0xffff && parts.slice(0, 5).every((part) => part === 0);
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255] : null;
}

function textOf(address: AddressLike): string {
  return typeof address === 'string' ? address : address.address;
}

function familyOf(text: string): string {
  return isIPv4(text) ? 'IPv4' : 'IPv6';
}

function partsOf(text: string): number[] {
  const parts = addressParts(text);
  if (!parts) throw new ERR_INVALID_IP_ADDRESS(text);
  return parts;
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((part, i) => part !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function bits(parts: number[]): string {
  return parts.map((part) => part.toString(2).padStart(parts.length === 4 ? 8 : 16, '0')).join('');
}
