/** Reaches upstreams through the proxy of a company's network. What is on this computer is always reached directly. */
import { EnvHttpProxyAgent, fetch as fetchOver } from 'undici';
import type { Variables } from '../env.ts';

const LOCAL = ['localhost', '.localhost', '127.0.0.1', '[::1]'];

/**
 * A `fetch` that goes by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in either case; undefined when there is no proxy. As npm
 * does, plain HTTP takes the proxy for HTTPS where there is no other, and a name in `NO_PROXY` means its subdomains too.
 * `warn` hears of a proxy that cannot be used.
 */
export function proxiedFetch(variables: Variables, warn: (line: string) => void): typeof fetch | undefined {
  const value = (name: string): string =>
    variables[name]?.trim() || variables[name.toLowerCase()]?.trim() || '';
  const proxy = (name: string): string => {
    const url = value(name);
    const isProxy = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
    if (url !== '' && !isProxy)
      warn(`${name} is not used: it must be the URL of an HTTP proxy, like http://proxy.example:8080.`);
    return isProxy ? url : '';
  };
  const httpsProxy = proxy('HTTPS_PROXY');
  const httpProxy = proxy('HTTP_PROXY') || httpsProxy;
  if (httpProxy === '' && httpsProxy === '') return undefined;
  const direct = value('NO_PROXY')
    .split(/[\s,]+/)
    .filter((name) => name !== '')
    .flatMap((name) => (/^[.*]/.test(name) ? [name] : [name, `.${name}`]));
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy,
    httpsProxy,
    noProxy: [...LOCAL, ...direct].join(','),
  });
  // Its own `fetch`: the one of Node may be of another release than the agent, and of the same interface.
  const through = fetchOver as unknown as (input: unknown, init: object) => Promise<Response>;
  return (input, init) => through(input, { ...init, dispatcher });
}
