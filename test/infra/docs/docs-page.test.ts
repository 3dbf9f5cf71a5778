import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { errorTypes } from '../../../functions/api/error-types.ts';
import { problemTypes } from '../../../functions/api/problems.ts';
import { makeDocsPage } from '../../../infra/docs/make-docs-page.ts';
import { readOperations, readWebhooks } from '../../../infra/docs/read-document.ts';
import { writeSamples } from '../../../infra/docs/write-samples.ts';
import { makeOpenApiDocument } from '../../../infra/openapi.ts';

const document = makeOpenApiDocument();
const operations = readOperations(document);
const { html } = makeDocsPage(document, { script: 'run("</script>")', style: '' });
const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);
const links = [...html.matchAll(/ href="([^"]+)"/g)].map(([, href = '']) => href);

/** What the page has between the beginning of a section and that of the next one. */
function sectionOf(id: string): string {
  return html.split(`id="${id}"`)[1]?.split(/<section /)[0] ?? '';
}

describe('the documentation page', () => {
  test('has every operation of the document, with its path and a sample in each language', () => {
    for (const { id, method, path } of operations) {
      const section = sectionOf(id);
      expect(section.replaceAll('<wbr>', '')).toContain(`<code>${path}</code>`);
      expect(section).toContain(`data-method="${method}"`);
      for (const language of ['curl', 'typescript', 'python']) {
        expect(section).toContain(`data-language="${language}"`);
      }
    }
  });

  test('begins with operations: nothing but a short introduction stands before them', () => {
    const main = html.slice(html.indexOf('<main'));
    const before = main.slice(0, main.indexOf('id="createInvite"')).replaceAll(/<[^>]+>/g, '');
    expect(before.length).toBeLessThan(1_000);
  });

  test('has every webhook with an event, and how to verify it in two languages', () => {
    for (const { id } of readWebhooks(document)) {
      expect(sectionOf(id)).toContain('"timestamp": ');
    }
    expect(sectionOf('verify')).toContain('webhook.verify(');
    expect(sectionOf('verify')).toContain('hmac.compare_digest(');
  });

  test('has no two places of one name', () => {
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('has no link that leads nowhere', () => {
    const pages = [...Object.keys(problemTypes), ...errorTypes.map(({ type }) => type)].map(
      (name) => `/problems/${name}`,
    );
    const known = [...ids.map((id) => `#${id}`), ...pages, '/problems', '/v1/openapi.json', 'data:,'];
    expect(links.filter((href) => !known.includes(href) && !href.startsWith('https://'))).toEqual([]);
  });

  test('tells each error with an operation that ends with it, and none of a login', () => {
    for (const { id, errors } of operations.filter(({ errors }) => errors.length > 0)) {
      const section = sectionOf(id);
      const first = operations.find((operation) => operation.errors.join() === errors.join());
      expect(
        section.includes(`href="#${first?.id}">`) ||
          errors.every((type) => section.includes(`href="/problems/${type}"`)),
      ).toBe(true);
    }
    const ofLogin = errorTypes.filter(({ isOfLogin }) => isOfLogin).map(({ type }) => `/problems/${type}`);
    expect(links.filter((href) => ofLogin.includes(href))).toEqual([]);
  });

  test('has no style and no script in an attribute: its policy forbids both', () => {
    expect(html).not.toMatch(/<[^>]+ (?:style|on\w+)=/);
  });

  test('is not ended by what its script says', () => {
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).toContain('run("\\x3c/script>")');
  });
});

describe('the samples', () => {
  test('in TypeScript are code that a machine can read', () => {
    for (const operation of operations) {
      const code = writeSamples(operation).find(({ language }) => language === 'typescript')?.code;
      expect(() => new Script(`async () => { ${code} }`)).not.toThrow();
    }
  });

  test('fill in every parameter of a path', () => {
    for (const operation of operations) {
      for (const { code } of writeSamples(operation)) {
        expect(code.split('\n').find((line) => line.includes('http://'))).not.toMatch(/[{][a-z_]+[}]/);
      }
    }
  });

  test('in Python write what JSON calls true, false and null, and leave texts alone', () => {
    const [operation] = operations.filter(({ body }) => body?.example !== undefined);
    const body = {
      example: { a: true, b: null, c: 'true "null"', d: [false] },
      schema: {},
      isRequired: true,
    };
    const [, , python] = operation === undefined ? [] : writeSamples({ ...operation, body });
    expect(python?.code).toContain('"a": True');
    expect(python?.code).toContain('"b": None');
    expect(python?.code).toContain('"c": "true \\"null\\""');
    expect(python?.code).toMatch(/\[\s+False\s+\]/);
  });

  test('in curl keep an apostrophe of the body', () => {
    const [operation] = operations.filter(({ body }) => body?.example !== undefined);
    const body = { example: { title: "Ada's" }, schema: {}, isRequired: true };
    const [curl] = operation === undefined ? [] : writeSamples({ ...operation, body });
    expect(curl?.code).toContain(`"title": "Ada'\\''s"`);
  });
});
