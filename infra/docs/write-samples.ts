import type { DocumentedOperation } from './read-document.ts';

/** The address in the samples. The page puts its own in its place. */
export const sampleOrigin = 'http://127.0.0.1:3000';

export interface Sample {
  language: string;
  title: string;
  code: string;
}

interface Request {
  method: string;
  url: string;
  headers: [name: string, value: string][];
  hasKey: boolean;
  body?: unknown;
  isJson: boolean;
}

/** The request of an operation in the languages that the page shows. Each one runs as it stands, with a key in INVITE_SPOOL_KEY. */
export function writeSamples(operation: DocumentedOperation): Sample[] {
  const request = toRequest(operation);
  return [
    { language: 'curl', title: 'curl', code: writeCurl(request) },
    { language: 'typescript', title: 'TypeScript', code: writeTypeScript(request) },
    { language: 'python', title: 'Python', code: writePython(request) },
  ];
}

function toRequest({ id, method, path, hasKey, parameters, body, answers }: DocumentedOperation): Request {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(parameters.find((parameter) => parameter.name === name)?.example ?? name),
  );
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required === true)
    .map(({ name, example }) => `${name}=${example}`);
  // Without it, the answer is the page for people.
  const isPageToo = answers.some(
    ({ mediaTypes }) => mediaTypes.length > 1 && mediaTypes.includes('text/html'),
  );
  const repeats = parameters.some(({ name }) => name === 'Idempotency-Key');
  return {
    method,
    url: `${sampleOrigin}${filled}${query.length === 0 ? '' : `?${query.join('&')}`}`,
    headers: [
      ...(body?.example === undefined ? [] : [['Content-Type', 'application/json'] as [string, string]]),
      ...(isPageToo ? [['Accept', 'application/json'] as [string, string]] : []),
      ...(repeats ? [['Idempotency-Key', `4711-${id}`] as [string, string]] : []),
    ],
    hasKey,
    body: body?.example,
    isJson: answers.every(({ mediaTypes }) => mediaTypes.includes('application/json')),
  };
}

function writeCurl({ method, url, headers, hasKey, body }: Request): string {
  const all = [...(hasKey ? [['Authorization', 'Bearer $INVITE_SPOOL_KEY']] : []), ...headers];
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} "${url}"`,
    ...all.map(([name, value]) => `-H "${name}: ${value}"`),
    ...(body === undefined ? [] : [`-d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`]),
  ].join(' \\\n  ');
}

function writeTypeScript({ method, url, headers, hasKey, body, isJson }: Request): string {
  const all = [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code of the sample
    ...(hasKey ? [['Authorization', '`Bearer ${process.env.INVITE_SPOOL_KEY}`']] : []),
    ...headers.map(([name, value]) => [name, `'${value}'`]),
  ];
  const options = [
    ...(method === 'GET' ? [] : [`method: '${method}',`]),
    ...(all.length === 0
      ? []
      : [
          'headers: {',
          ...all.map(([name = '', value]) => `  ${/^\w+$/.test(name) ? name : `'${name}'`}: ${value},`),
          '},',
        ]),
    ...(body === undefined ? [] : [`body: JSON.stringify(${indent(JSON.stringify(body, null, 2))}),`]),
  ];
  const given = options.length === 0 ? '' : `, {\n${options.map((line) => `  ${line}`).join('\n')}\n}`;
  return `const response = await fetch('${url}'${given});\nconsole.log(response.status, await response.${isJson ? 'json' : 'text'}());`;
}

function writePython({ method, url, headers, hasKey, body, isJson }: Request): string {
  const all = [
    ...(hasKey ? [['Authorization', '"Bearer " + os.environ["INVITE_SPOOL_KEY"]']] : []),
    ...headers.map(([name, value]) => [name, JSON.stringify(value)]),
  ];
  const modules = [
    ...(isJson || body !== undefined ? ['json'] : []),
    ...(hasKey ? ['os'] : []),
    'urllib.request',
  ];
  const lines = [
    `${JSON.stringify(url)},`,
    ...(method === 'GET' ? [] : [`method="${method}",`]),
    ...(all.length === 0
      ? []
      : ['headers={', ...all.map(([name, value]) => `    "${name}": ${value},`), '},']),
    ...(body === undefined ? [] : [`data=json.dumps(${indent(toPython(body))}).encode(),`]),
  ];
  return [
    `import ${modules.join(', ')}`,
    '',
    'request = urllib.request.Request(',
    ...lines.map((line) => `    ${line.replaceAll('\n', '\n  ')}`),
    ')',
    'with urllib.request.urlopen(request) as response:',
    `    print(response.status, ${isJson ? 'json.load(response)' : 'response.read().decode()'})`,
  ].join('\n');
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}

/** JSON as Python writes it. */
function toPython(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b/g,
    (token) => ({ true: 'True', false: 'False', null: 'None' })[token] ?? token,
  );
}
