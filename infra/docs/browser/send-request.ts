export interface Filled {
  method: string;
  path: string;
  /** Empty for none. */
  key: string;
  fields: { name: string; place: string; value: string }[];
  body?: string;
}

/** What is told of an answer: a line, and the answer itself. */
export interface Told {
  said: string;
  shown: string;
}

const shownHeaders = [
  'location',
  'retry-after',
  'ratelimit',
  'link',
  'idempotent-replayed',
  'preference-applied',
];

/** Sends what was filled in. It does not fail: a service that cannot be reached is told as well. */
export async function sendRequest({ method, path, key, fields, body }: Filled): Promise<Told> {
  function listOf(place: string) {
    return fields.filter((field) => field.place === place && field.value !== '');
  }
  const query = new URLSearchParams(listOf('query').map(({ name, value }) => [name, value]));
  const filled = listOf('path').reduce(
    (text, { name, value }) => text.replace(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  const begun = performance.now();
  try {
    const response = await fetch(query.size === 0 ? filled : `${filled}?${query}`, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json, */*;q=0.1',
        ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...Object.fromEntries(listOf('header').map(({ name, value }) => [name, value])),
      },
      ...(body ? { body } : {}),
    });
    const text = await response.text();
    const headers = shownHeaders.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : `${name}: ${value}`;
    });
    return {
      said: `${response.status || 'A redirect'} after ${Math.round(performance.now() - begun)} ms`,
      shown: [...headers, '', pretty(text)].join('\n').trim(),
    };
  } catch {
    return { said: 'There was no answer: the service cannot be reached.', shown: '' };
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text.slice(0, 20_000);
  }
}
