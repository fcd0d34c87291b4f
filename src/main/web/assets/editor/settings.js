/** What I like, kept in this browser: light or dark, with or without the others' cursors. */
const THEMES = ['system', 'light', 'dark'];

export function theme() {
  return localStorage.getItem('theme') ?? 'system';
}

export function nextTheme() {
  const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
  localStorage.setItem('theme', next);
  showTheme();
  return next;
}

export function showTheme() {
  if (theme() === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme();
}

export function cursorsHidden() {
  return localStorage.getItem('hideCursors') === 'yes';
}

export function setCursorsHidden(hidden) {
  localStorage.setItem('hideCursors', hidden ? 'yes' : 'no');
}

/** Whether others' changes are read aloud, for who uses a screen reader. */
export function spoken() {
  return localStorage.getItem('spoken') !== 'no';
}

export function setSpoken(on) {
  localStorage.setItem('spoken', on ? 'yes' : 'no');
}

/** Languages that read from right to left. */
const RTL = /^(ar|fa|he|ur|yi)\b/;

/** The direction of the page: as asked for in its address, else that of the language. */
export function showDirection() {
  const asked = new URLSearchParams(location.search).get('dir');
  document.documentElement.dir = asked ?? (RTL.test(navigator.language) ? 'rtl' : 'ltr');
}
