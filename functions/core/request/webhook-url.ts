import ipaddr from 'ipaddr.js';

/** Many servers and proxies refuse longer addresses. */
const maxUrl = 2048;

/** Global unicast, the only part of IPv6 that is routed between networks: https://www.rfc-editor.org/rfc/rfc4291#section-2.4 */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/**
 * Whether callbacks may go to an address: one of the public internet without a special purpose (RFC 6890), or loopback
 * where that is allowed. Every IPv4 address inside IPv6 is refused.
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

/** Whether it is an address of this machine. Only there may a callback go without TLS, or to a port other than 443. */
export function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback';
}

/** The IP address in a URL, without the brackets of IPv6; undefined when the host is a name. */
export function addressInHost({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(bare) ? bare : undefined;
}

/** Whether a URL uses TLS on port 443. Every callback to another machine must. */
export function isPlainHttps({ protocol, port }: URL): boolean {
  return protocol === 'https:' && port === '';
}

/**
 * Why a text is no valid callback_url; undefined when it is one. Each delivery checks the address behind the host name.
 * @param allowLocal the service runs on one machine: it may call back to it, without TLS and on any port.
 */
export function findCallbackUrlProblem(text: string, allowLocal: boolean): string | undefined {
  // The URL standard drops white space silently, so the URL would differ from the one that is shown.
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
