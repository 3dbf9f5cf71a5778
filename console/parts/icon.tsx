const paths = {
  alert:
    'M12 8v5m0 3.5v.01M10.3 3.9 2.4 17.5A2 2 0 0 0 4.1 20.5h15.8a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z',
  bell: 'M6 9a6 6 0 0 1 12 0c0 6 2.5 7 2.5 7h-17S6 15 6 9m4 11a2.2 2.2 0 0 0 4 0',
  check: 'm4.5 12.5 5 5 10-11',
  clock: 'M12 7v5l3.5 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  cross: 'm6 6 12 12M18 6 6 18',
  dash: 'M6 12h12',
  door: 'M14 4H5v16h9M10 12h11m0 0-4-4m4 4-4 4',
  download: 'M12 4v11m0 0-4.5-4.5M12 15l4.5-4.5M5 20h14',
  gauge: 'M4 18a9 9 0 1 1 16 0M12 14l4-5',
  home: 'm4 11 8-7 8 7v9h-5v-6H9v6H4z',
  info: 'M12 11v6m0-9.5v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  key: 'M15 14a5 5 0 1 0-4.8-3.6L3 17.5V21h3.5v-2.5H9V16h2.5l1.2-1.5M16 8.5v.01',
  layers: 'm12 3 9 5-9 5-9-5zm-9 10 9 5 9-5',
  link: 'M10 14a4.5 4.5 0 0 0 6.4 0l3-3A4.5 4.5 0 0 0 13 4.6l-1 1M14 10a4.5 4.5 0 0 0-6.4 0l-3 3A4.5 4.5 0 0 0 11 19.4l1-1',
  menu: 'M4 7h16M4 12h16M4 17h16',
  pause: 'M9 6v12M15 6v12',
  phone: 'M7 3h10v18H7zm4 15h2',
  plus: 'M12 5v14M5 12h14',
  refresh: 'M20 11a8 8 0 1 0-2 6m2-11v5h-5',
  repeat: 'M4 11V9a3 3 0 0 1 3-3h12m0 0-3-3m3 3-3 3M20 13v2a3 3 0 0 1-3 3H5m0 0 3 3m-3-3 3-3',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 5 5',
  table: 'M4 5h16v14H4zm0 5h16M10 5v14',
  users:
    'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM2.5 20a6.5 6.5 0 0 1 13 0M16 3.5a4 4 0 0 1 0 7M18 14a6.5 6.5 0 0 1 3.5 6',
};

export type IconName = keyof typeof paths;

/** A picture beside words: it says nothing that they do not say. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
