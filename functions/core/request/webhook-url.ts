import ipaddr from 'ipaddr.js';

/** Longer addresses are refused by many servers and proxies anyhow. */
const maxUrl = 2048;

/** Global unicast, the only part of IPv6 that is routed between networks: https://www.rfc-editor.org/rfc/rfc4291#section-2.4 */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/**
 * Whether an address may be delivered to: one of the public internet and of no special purpose (RFC 6890), or of this
 * machine's loopback where that is allowed. IPv4 inside of IPv6 is refused whole.
 */
export function isDeliverable(address: string, allowLocal: boolean): boolean {
  if (!ipaddr.isValid(address)) {
    return false;
  }
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  return (
    (range === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(globalUnicast))) ||
    (allowLocal && range === 'loopback')
  );
}

/** Whether it is of this machine: only there may a callback go without TLS, or to another port than 443. */
export function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback';
}

/** The address that a URL's host is written as, without the brackets of IPv6; undefined when it is a name. */
export function addressInHost({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(bare) ? bare : undefined;
}

/** Whether a URL takes TLS on its usual port, as every callback outside of this machine has to. */
export function isPlainHttps({ protocol, port }: URL): boolean {
  return protocol === 'https:' && port === '';
}

/**
 * What keeps a text from being a callback_url; undefined when nothing does. Where its name leads to is looked at with
 * each delivery.
 * @param allowLocal the service runs on one machine: it may call back there, without TLS and on any port.
 */
export function findCallbackUrlProblem(text: string, allowLocal: boolean): string | undefined {
  // The URL standard would drop white space without a word, and the URL would be another than the one that is shown.
  const url = URL.canParse(text) && !/[\s\p{C}]/u.test(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || text.length > maxUrl) {
    return `callback_url takes an https URL of at most ${maxUrl} characters.`;
  }
  if (url.username !== '' || url.password !== '') {
    return 'callback_url takes no user name and no password: check the signature instead.';
  }
  const address = addressInHost(url);
  const isLocalName = /(^|\.)localhost\.?$/.test(url.hostname);
  const isLocal = isLocalName || (address !== undefined && isLoopback(address));
  if (isLocal ? !allowLocal : address !== undefined && !isDeliverable(address, false)) {
    return 'callback_url takes a host of the public internet.';
  }
  if (!isPlainHttps(url) && !isLocal) {
    return 'callback_url takes https on port 443.';
  }
  return undefined;
}
