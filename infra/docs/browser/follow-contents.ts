import { listElements } from './make-element.ts';

/** The contents say where the reader is, and find an operation by its words. */
export function followContents(): void {
  const contents = document.querySelector<HTMLElement>('#contents');
  if (contents === null) {
    return;
  }
  const links = new Map(
    listElements<HTMLAnchorElement>('li a[href^="#"]', contents).map((link) => [link.hash.slice(1), link]),
  );
  const observer = new IntersectionObserver(
    (entries) => {
      const seen = entries.find(({ isIntersecting }) => isIntersecting);
      if (seen) {
        markCurrent(links, seen.target.id);
      }
    },
    { rootMargin: '-10% 0px -80% 0px' },
  );
  for (const id of links.keys()) {
    const target = document.getElementById(id);
    if (target) {
      observer.observe(target);
    }
  }
  const input = contents.querySelector('input');
  input?.addEventListener('input', () => filter(contents, input.value.trim().toLowerCase()));
  contents.addEventListener('click', ({ target }) => {
    if (input && target instanceof Element && target.closest('a') !== null) {
      input.value = '';
      filter(contents, '');
    }
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' && location.hash === '#contents') {
      location.hash = '#top';
    }
  });
}

function markCurrent(links: Map<string, HTMLAnchorElement>, id: string): void {
  for (const [each, link] of links) {
    if (each === id) {
      link.ariaCurrent = 'location';
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

function filter(contents: HTMLElement, words: string): void {
  for (const list of listElements('ul', contents)) {
    const items = listElements('li', list);
    for (const item of items) {
      const text = `${item.textContent} ${item.querySelector('a')?.dataset.words ?? ''}`.toLowerCase();
      item.hidden = !text.includes(words);
    }
    const isEmpty = items.every(({ hidden }) => hidden);
    list.hidden = isEmpty;
    const heading = list.previousElementSibling;
    if (heading instanceof HTMLElement) {
      heading.hidden = isEmpty;
    }
  }
}
