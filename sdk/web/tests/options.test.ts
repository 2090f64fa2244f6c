// Tests what the options of an author lead to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBare, opensOf } from '../src/options/index.ts';

const open = { password: null, gates: [], asksCode: false };

test('a recipient who needs nothing but the link is bare', () => {
  assert.equal(isBare([open, { ...open, password: 'Bois-Franc-7' }]), true);
  assert.equal(isBare([{ ...open, gates: ['question'] }]), false);
  assert.equal(isBare([{ ...open, asksCode: true }]), false);
});

test('opens are the fewest and the most of any recipient, and unknown if one is unknown', () => {
  assert.deepEqual(opensOf([{ opens: 3 }, { opens: 1 }, { opens: 2 }]), [1, 3]);
  assert.equal(opensOf([{ opens: 3 }, { opens: null }]), null);
  assert.equal(opensOf([]), null);
});
