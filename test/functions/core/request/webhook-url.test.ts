import { expect, test } from 'vitest';
import { findCallbackUrlProblem, isDeliverable } from '../../../../functions/core/request/webhook-url.ts';

const inside = [
  ['loopback', '127.0.0.1'],
  ['loopback beyond its first address', '127.8.8.8'],
  ['loopback of IPv6', '::1'],
  ['private', '10.1.2.3'],
  ['private', '172.16.0.1'],
  ['private', '192.168.1.1'],
  ['unique local', 'fd12::1'],
  ['link-local, where AWS keeps its metadata', '169.254.169.254'],
  ['link-local of IPv6', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['the metadata of AWS over IPv6', 'fd00:ec2::254'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['unspecified', '0.0.0.0'],
  ['unspecified of IPv6', '::'],
  ['multicast', '224.0.0.1'],
  ['multicast of IPv6', 'ff02::1'],
  ['broadcast', '255.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['benchmarks', '198.18.0.1'],
  ['documentation', '203.0.113.1'],
  ['IPv4 mapped into IPv6', '::ffff:8.8.8.8'],
  ['loopback mapped into IPv6', '::ffff:127.0.0.1'],
  ['IPv4-compatible IPv6', '::127.0.0.1'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['6to4', '2002:7f00:1::1'],
  ['Teredo', '2001::1'],
  ['outside of global unicast', '4000::1'],
  ['site-local', 'fec0::1'],
] as const;

test.each(inside)('nothing is delivered to an address that is %s: %s', (_what, address) => {
  expect(isDeliverable(address, false)).toBe(false);
});

test.each(['8.8.8.8', '149.154.167.50', '2606:4700:4700::1111', '2a00:1450:4001:82a::200e'])(
  'a public address is delivered to: %s',
  (address) => {
    expect(isDeliverable(address, false)).toBe(true);
  },
);

test('on one machine its loopback is delivered to, and nothing else inside', () => {
  const allowed = inside.filter(([, address]) => isDeliverable(address, true)).map(([, address]) => address);
  expect(allowed).toEqual(['127.0.0.1', '127.8.8.8', '::1']);
});

test.each([
  'https://shop.example/invites',
  'https://shop.example:443/invites?tenant=a#b',
  'https://8.8.8.8/',
  'https://xn--bcher-kva.example/',
])('%s is a callback_url', (url) => {
  expect(findCallbackUrlProblem(url, false)).toBeUndefined();
});

test.each([
  ['another scheme', 'ftp://shop.example/'],
  ['a script', 'javascript:alert(1)'],
  ['a file', 'file:///etc/passwd'],
  ['no URL', 'shop.example'],
  ['nothing', ''],
  ['no TLS', 'http://shop.example/'],
  ['another port', 'https://shop.example:8443/'],
  ['a port of another scheme', 'https://shop.example:80/'],
  ['a user', 'https://user@shop.example/'],
  ['a password', 'https://:password@shop.example/'],
  ['a name of this machine', 'https://localhost/'],
  ['a name of this machine, rooted', 'https://localhost./'],
  ['a name below it', 'https://api.localhost/'],
  ['an address of this machine', 'https://127.0.0.1/'],
  ['the same as one number', 'https://2130706433/'],
  ['the same in hexadecimal', 'https://0x7f.1/'],
  ['the same in octal', 'https://0177.0.0.1/'],
  ['the same in full width', 'https://１２７.0.0.1/'],
  ['the same in IPv6', 'https://[::ffff:7f00:1]/'],
  ['an address inside', 'https://192.168.0.1/'],
  ['white space, which a URL would lose', 'https://shop.exa\nmple/'],
  ['white space around', ' https://shop.example/'],
  ['more than 2048 characters', `https://shop.example/${'a'.repeat(2048)}`],
])('a callback_url with %s is refused', (_what, url) => {
  expect(findCallbackUrlProblem(url, false)).toMatch(/^callback_url takes /);
});

test.each(['http://127.0.0.1:3001/', 'http://localhost:3001/', 'http://[::1]:3001/', 'https://127.0.0.1/'])(
  'on one machine %s is a callback_url',
  (url) => {
    expect(findCallbackUrlProblem(url, true)).toBeUndefined();
  },
);

test.each(['http://shop.example/', 'http://10.0.0.1/', 'https://10.0.0.1/', 'https://shop.example:3001/'])(
  'on one machine %s is refused as everywhere',
  (url) => {
    expect(findCallbackUrlProblem(url, true)).toMatch(/^callback_url takes /);
  },
);
