/** node agree-node.mjs ENGINE CASES: the comparison of agree.mjs on Node; prints it as JSON. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { disagreements } from './agree.mjs';

const [engine, cases] = process.argv.slice(2);
const module = await import(pathToFileURL(engine));
console.log(JSON.stringify(disagreements(module, readFileSync(cases, 'utf8'))));
