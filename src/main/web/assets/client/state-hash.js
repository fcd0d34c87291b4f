/** The hash that the server gives of its document now and then; StateHash.java says how it is made. */
const PRIME = 0x01000193;

export function stateHash(text) {
  let first = 0x811c9dc5;
  let second = 0x3c6ef372;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    first = Math.imul(first ^ unit, PRIME);
    second = Math.imul(second ^ unit, PRIME);
  }
  return hex(first) + hex(second);
}

function hex(number) {
  return (number >>> 0).toString(16).padStart(8, '0');
}
