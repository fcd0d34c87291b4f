/** The development sign-in, and how people look. */
export const USERS = { ana: 'Ana Souza', ben: 'Ben Carter', cleo: 'Cleo Martin', dan: 'Dan Novak', eva: 'Eva Lindqvist' };

const HUES = 8;
const FNV_PRIME = 16_777_619;

export function chosenUser() {
  const asked = new URLSearchParams(location.search).get('user');
  return asked in USERS ? asked : 'ana';
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
