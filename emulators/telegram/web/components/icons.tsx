const paths = {
  back: 'M15 5l-7 7 7 7',
  send: 'M3.500 20.500l17.500-8.500L3.500 3.500l0 6.800L14 12 3.500 13.700z',
  attach: 'M8 12.500l6.200-6.200a3.200 3.200 0 0 1 4.500 4.500l-8.400 8.400a5 5 0 0 1-7.100-7.100l8-8',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M5 9l7 7 7-7',
  next: 'M9 5l7 7-7 7',
  more: 'M12 5.500v.01M12 12v.01M12 18.500v.01',
  panel: 'M4 5h16v14H4zM14.500 5v14M7 9l2 2-2 2',
  sun: 'M12 7.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600L19 19M19 5l-1.400 1.400M6.400 17.600L5 19',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z',
  auto: 'M12 3.500a8.500 8.500 0 1 0 0 17zM12 3.500a8.500 8.500 0 0 1 0 17',
  plus: 'M12 5v14M5 12h14',
  menu: 'M4 7h16M4 12h16M4 17h16',
  file: 'M6 3.500h8l4.500 4.500v12.500H6zM14 3.500V8h4.500',
  photo: 'M4 5h16v14H4zM4 16l4.500-4.500 4 4L15 13l5 4.500M15.500 8.500v.01',
  sticker: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM8.500 14a4 4 0 0 0 7 0M9 9.500v.01M15 9.500v.01',
  voice: 'M12 3.500a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM6 11.500a6 6 0 0 0 12 0M12 17.500v3',
  video: 'M4 6h11v12H4zM15 11l5-3.500v9L15 13',
  keyboard: 'M3.500 6h17v12h-17zM7 10v.01M10.500 10v.01M14 10v.01M17.300 10v.01M8 14h8',
  link: 'M10 14l4-4M9 8l2-2a4 4 0 0 1 6 6l-2 2M15 16l-2 2a4 4 0 0 1-6-6l2-2',
  outside: 'M13 5h6v6M19 5l-9 9M10 6H5v13h13v-5',
};

export type IconName = keyof typeof paths;

export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  const filled = name === 'send';
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path
        d={paths[name]}
        fill={filled ? 'currentColor' : 'none'}
        stroke={filled ? 'none' : 'currentColor'}
        stroke-width={name === 'more' ? 3 : 1.8}
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** Sent, and taken by the server. */
export function Ticks({ label }: { label: string }) {
  return (
    <svg class="ticks" width="17" height="11" viewBox="0 0 17 11" role="img" aria-label={label}>
      <path
        d="M1 6l3.300 3.300L11.500 1.700M7.800 8.600l.8.700L16 1.700"
        fill="none"
        stroke="currentColor"
        stroke-width="1.600"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
