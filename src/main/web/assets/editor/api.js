/** The development sign-in, and how people look. */
export const USERS = { ana: 'Ana Souza', ben: 'Ben Carter', cleo: 'Cleo Martin', dan: 'Dan Novak', eva: 'Eva Lindqvist' };

const HUES = 8;
const FNV_PRIME = 16_777_619;

export function chosenUser() {
  const query = new URLSearchParams(location.search);
  const asked = query.get('user') ?? linkedPerson(query.get('invite'));
  return asked in USERS ? asked : 'ana';
}

/** Whom a signed link was made for; the server decides whether that is true. */
export function linkedPerson(link) {
  try {
    return JSON.parse(atob(link.split('.')[0].replaceAll('-', '+').replaceAll('_', '/'))).person;
  } catch {
    return '';
  }
}

export async function signIn(user) {
  const reply = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user }),
  });
  if (!reply.ok) throw new Error('Signing in is not possible here.');
  return (await reply.json()).token;
}

/** A hue that always belongs to the same user. */
export function colorClass(userId) {
  let sum = 0;
  for (const c of userId) sum = (Math.imul(sum, FNV_PRIME) + c.codePointAt(0)) >>> 0;
  return `hue-${sum % HUES}`;
}

export function initials(name) {
  return name.split(/\s+/).map((word) => [...word][0] ?? '').slice(0, 2).join('').toUpperCase();
}
