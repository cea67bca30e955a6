/** What a loopback socket tells of its two ends. */

export interface Ports {
  local: number;
  remote: number;
  address: string;
}

export function addressesOf({ local, remote, address }: Ports): object {
  const family = address.includes(':') ? 'IPv6' : 'IPv4';
  return {
    localAddress: address,
    localPort: local,
    localFamily: family,
    remoteAddress: address,
    remotePort: remote,
    remoteFamily: family,
  };
}
