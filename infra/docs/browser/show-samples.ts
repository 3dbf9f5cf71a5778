import { listElements, make } from './make-element.ts';

const languageItem = 'invite-spool.language';

/** The address that the samples are written with. */
const sampleOrigin = 'http://127.0.0.1:3000';

/** One language at a time, the address of this service in each sample, and a button that copies it. */
export function showSamples(): void {
  for (const code of listElements('.sample code')) {
    code.textContent = (code.textContent ?? '').replaceAll(sampleOrigin, location.origin);
  }
  for (const samples of listElements('.samples')) {
    samples.prepend(makeTabs(samples));
  }
  for (const figure of listElements('.sample, .example')) {
    figure.querySelector('figcaption')?.append(makeCopyButton(figure));
  }
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-choose]') : null;
    if (button !== null) {
      keepInView(button, () => choose(button.dataset.choose ?? 'curl'));
    }
  });
  choose(sessionStorage.getItem(languageItem) ?? 'curl');
}

function makeTabs(samples: HTMLElement): HTMLElement {
  const tabs = listElements('.sample', samples).map((sample) => {
    const button = make('button', { type: 'button' }, sample.querySelector('figcaption')?.textContent ?? '');
    button.dataset.choose = sample.dataset.language ?? '';
    return button;
  });
  return make('div', { className: 'tabs', role: 'group', ariaLabel: 'Language of the sample' }, ...tabs);
}

function choose(language: string): void {
  sessionStorage.setItem(languageItem, language);
  document.documentElement.dataset.chosen = language;
  for (const button of listElements('[data-choose]')) {
    button.ariaPressed = String(button.dataset.choose === language);
  }
}

/** The samples above change their height too: what was pressed stays where it is. */
function keepInView(element: Element, change: () => void): void {
  const before = element.getBoundingClientRect().top;
  change();
  scrollBy({ top: element.getBoundingClientRect().top - before, behavior: 'instant' });
}

function makeCopyButton(figure: HTMLElement): HTMLButtonElement {
  const button = make('button', { type: 'button' }, 'Copy');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(figure.querySelector('pre')?.textContent ?? '');
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2_000);
  });
  return button;
}
