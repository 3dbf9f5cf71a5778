import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { projectDirectory } from '../../project-directory.ts';

interface Link {
  /** Of the page, from the project's folder. */
  from: string;
  /** As it is written. */
  target: string;
}

const pages = await findPages();
const texts = new Map(
  await Promise.all(
    pages.map(async (page) => [page, await readFile(join(projectDirectory, page), 'utf8')] as const),
  ),
);
const links = [...texts].flatMap(([from, text]) =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']): Link => ({ from, target })),
);
const internal = links.filter(({ target }) => !/^https?:/.test(target));

async function findPages(): Promise<string[]> {
  const files = await Promise.all([
    readdir(projectDirectory),
    ...['docs', 'telegram-emulator'].map(async (folder) => {
      const inside = await readdir(join(projectDirectory, folder), { recursive: true });
      return inside.map((file) => join(folder, file));
    }),
  ]);
  return files.flat().filter((file) => file.endsWith('.md'));
}

function withoutCode(text: string): string {
  return text.replaceAll(/```.*?```/gs, '').replaceAll(/`[^`\n]*`/g, '');
}

/** The page that a link leads to, from the project's folder. */
function pageOf({ from, target }: Link): string {
  const [path = ''] = target.split('#');
  return path === '' ? from : relative(projectDirectory, join(projectDirectory, dirname(from), path));
}

/** As GitHub makes them: https://github.com/gjtorikian/html-pipeline/blob/main/lib/html_pipeline/node_filter/table_of_contents_filter.rb */
function anchorsOf(text: string): string[] {
  return [...text.replaceAll(/```.*?```/gs, '').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('every link between the pages leads to a file', () => {
  expect(internal.length).toBeGreaterThan(20);
  const dead = internal.filter((link) => !existsSync(join(projectDirectory, pageOf(link))));
  expect(dead).toEqual([]);
});

test('every link to a part of a page leads to a heading', () => {
  const dead = internal.filter((link) => {
    const [, anchor] = link.target.split('#');
    const text = texts.get(pageOf(link));
    return anchor !== undefined && text !== undefined && !anchorsOf(text).includes(anchor);
  });
  expect(dead).toEqual([]);
});

test('the README leads to every page', () => {
  const reached = new Set(internal.filter(({ from }) => from === 'README.md').map(pageOf));
  expect(pages.filter((page) => page.includes('/') && !reached.has(page))).toEqual([]);
});

test('every page leads back to the README', () => {
  const leading = new Set(internal.filter((link) => pageOf(link) === 'README.md').map(({ from }) => from));
  expect(pages.filter((page) => page.includes('/') && !leading.has(page))).toEqual([]);
});

test('the README has at most 150 lines', () => {
  expect(texts.get('README.md')?.split('\n').length).toBeLessThanOrEqual(151);
});
