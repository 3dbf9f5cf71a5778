import { listElements, make } from './make-element.ts';
import { type Filled, sendRequest } from './send-request.ts';

/** The console keeps the key under the same name. It ends with the tab. */
const keyItem = 'invite-spool.key';

/** Each operation gets a form that sends its request to this service, with the reader's own key. */
export function offerRequests(): void {
  for (const section of listElements('section[data-path]')) {
    const details = section.querySelector<HTMLDetailsElement>('details.try');
    details?.addEventListener('toggle', () => fill(details, section), { once: true });
  }
}

function fill(details: HTMLDetailsElement, section: HTMLElement): void {
  const { method = '', path = '', body, key } = section.dataset;
  const keyInput = make('input', {
    type: 'password',
    autocomplete: 'off',
    value: sessionStorage.getItem(keyItem) ?? '',
  });
  keyInput.addEventListener('change', () => sessionStorage.setItem(keyItem, keyInput.value.trim()));
  const fields = listElements('[data-in]', section).map((field) => {
    const { name = '', in: place = '', example = '' } = field.dataset;
    const input = make('input', { autocomplete: 'off', value: place === 'path' ? example : '' });
    return { name, place, input };
  });
  const text = make('textarea', {
    value: body === undefined ? '' : JSON.stringify(JSON.parse(body), null, 2),
  });
  const status = make('p', { className: 'quiet' });
  status.setAttribute('aria-live', 'polite');
  const answer = make('figure', { hidden: true });
  const button = make('button', { type: 'button', className: 'main' }, 'Send the request');

  function read(): Filled {
    return {
      method,
      path,
      key: key === 'true' ? keyInput.value.trim() : '',
      fields: fields.map(({ name, place, input }) => ({ name, place, value: input.value.trim() })),
      ...(body === undefined ? {} : { body: text.value }),
    };
  }

  button.addEventListener('click', async () => {
    button.disabled = true;
    status.textContent = 'Waiting for the answer …';
    const { said, shown } = await sendRequest(read());
    status.textContent = said;
    answer.hidden = shown === '';
    answer.replaceChildren(make('pre', {}, make('code', {}, shown)));
    button.disabled = false;
  });
  details.append(
    ...(key === 'true' ? [make('label', {}, 'API key, kept in this tab only', keyInput)] : []),
    ...fields.map(({ name, input }) => make('label', {}, name, input)),
    ...(body === undefined ? [] : [make('label', {}, 'Body', text)]),
    ...(method === 'GET'
      ? []
      : [make('p', { className: 'quiet' }, 'This is a real request: what it asks for is done.')]),
    button,
    status,
    answer,
  );
  // Another operation's form may have stored a key since this one was opened.
  details.addEventListener('toggle', () => {
    keyInput.value = sessionStorage.getItem(keyItem) ?? keyInput.value;
  });
}
