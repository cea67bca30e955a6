import * as real from 'node:net';
import { describe, expect, it } from 'vitest';
import { createFakeNodeHost } from '../../testing/fake-node-host.ts';
import { createModule } from './net.ts';

function setup() {
  const host = createFakeNodeHost();
  return { host, net: createModule(host) as unknown as typeof real };
}

const once = (emitter: NodeJS.EventEmitter, event: string) =>
  new Promise<unknown>((resolve) => emitter.once(event, (value: unknown) => resolve(value)));

async function listening(server: real.Server): Promise<number> {
  server.listen(0);
  await once(server, 'listening');
  return (server.address() as real.AddressInfo).port;
}

describe('a server and a socket', () => {
  it('carry bytes both ways, end both ways and leave nothing open', async () => {
    const { host, net } = setup();
    const server = net.createServer((socket) => socket.pipe(socket));
    const port = await listening(server);
    const socket = net.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    expect(socket.address()).toMatchObject({ address: '127.0.0.1', family: 'IPv4' });
    const big = Buffer.alloc(1_000_000, 'x');
    socket.write('hello ');
    socket.end(big);
    let text = '';
    socket.setEncoding('utf8').on('data', (data) => (text += data));
    await once(socket, 'close');
    expect(text).toBe(`hello ${big.toString()}`);
    expect(socket.bytesWritten).toBe(big.length + 6);
    server.close();
    await once(server, 'close');
    // The accepted side closes when it has seen the end, which no event of this side tells.
    await expect.poll(() => [host.kernel.open, host.refs]).toEqual([0, 0]);
  });

  it('keep the other half open when asked to', async () => {
    const { net } = setup();
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.resume().on('end', () => setTimeout(() => socket.end('late'), 5));
    });
    const socket = net.connect(await listening(server));
    socket.end('x');
    let text = '';
    socket.on('data', (data) => (text += data));
    await once(socket, 'close');
    expect(text).toBe('late');
    server.close();
  });

  it('time out when idle, and do not hold the process when unref’ed', async () => {
    const { host, net } = setup();
    const server = net.createServer(() => undefined);
    const socket = net.connect({ port: await listening(server), timeout: 10 });
    await once(socket, 'timeout');
    server.unref();
    socket.unref();
    server.on('connection', () => undefined);
    socket.destroy();
    await once(socket, 'close');
    server.close();
    await expect.poll(() => host.refs).toBeLessThanOrEqual(1);
  });
});

describe('errors', () => {
  it('say EADDRINUSE as Node does', async () => {
    const compare = async (net: typeof real) => {
      const first = net.createServer();
      const port = await listening(first);
      const second = net.createServer();
      second.listen(port);
      const error = (await once(second, 'error')) as Error & Record<string, unknown>;
      first.close();
      return { ...error, message: error.message.replace(String(port), 'P'), port: error.port === port };
    };
    expect(await compare(setup().net)).toEqual(await compare(real));
  });

  it('say ECONNREFUSED as Node does', async () => {
    const compare = async (net: typeof real) => {
      const socket = net.connect(1, '127.0.0.1');
      const error = (await once(socket, 'error')) as Error & Record<string, unknown>;
      return { ...error, message: error.message };
    };
    expect(await compare(setup().net)).toEqual(await compare(real));
  });

  it('tell that the outside is out of reach', async () => {
    const socket = setup().net.connect(80, 'example.com');
    expect(await once(socket, 'error')).toMatchObject({ code: 'ENETUNREACH', syscall: 'connect' });
  });

  it('give ERR_SERVER_NOT_RUNNING to the callback of close', async () => {
    const { net } = setup();
    const error = await new Promise((resolve) => net.createServer().close(resolve));
    expect(error).toMatchObject({ code: 'ERR_SERVER_NOT_RUNNING' });
  });
});

describe('addresses', () => {
  it('are judged as Node judges them', () => {
    const { net } = setup();
    const samples = [
      '1.2.3.4',
      '01.2.3.4',
      '256.1.1.1',
      '::',
      '::1',
      '1::2::3',
      'fe80::1%eth0',
      '::ffff:1.2.3.4',
      '1:2:3:4:5:6:7:8',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:1.2.3.4',
      '',
      'localhost',
      '1.2.3',
      ':::',
      '::12345',
    ];
    expect(samples.map((text) => net.isIP(text))).toEqual(samples.map((text) => real.isIP(text)));
  });

  it('are blocked by address, range and subnet', () => {
    const { net } = setup();
    const list = new net.BlockList();
    list.addAddress('1.1.1.1');
    list.addRange('10.0.0.1', '10.0.0.10');
    list.addSubnet('8592:757c:efae:4e45::', 64, 'ipv6');
    expect(['1.1.1.1', '10.0.0.3', '10.0.0.11', '2.2.2.2'].map((text) => list.check(text))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(list.check('8592:757c:efae:4e45:1::', 'ipv6')).toBe(true);
  });
});

describe('a Unix socket', () => {
  it('carries bytes between a server and a client that name its path', async () => {
    const { host, net } = setup();
    const server = net.createServer((socket) => socket.pipe(socket));
    server.listen('/run/echo.sock');
    await once(server, 'listening');
    expect(server.address()).toBe('/run/echo.sock');
    const socket = net.connect('/run/echo.sock');
    const answer = once(socket, 'data');
    socket.end('hello');
    expect(String(await answer)).toBe('hello');
    expect(socket.remotePort).toBeUndefined();
    await once(socket, 'close');
    server.close();
    await once(server, 'close');
    await expect.poll(() => host.kernel.open).toBe(0);
  });

  it('fails when nobody listens there, and when somebody does already', async () => {
    const { net } = setup();
    expect(await once(net.connect('/none.sock'), 'error')).toMatchObject({
      message: 'connect ENOENT /none.sock',
      code: 'ENOENT',
      address: '/none.sock',
    });
    const server = net.createServer().listen('/taken.sock');
    expect(await once(net.createServer().listen('/taken.sock'), 'error')).toMatchObject({
      message: 'listen EADDRINUSE: address already in use /taken.sock',
      address: '/taken.sock',
    });
    server.close();
  });
});
