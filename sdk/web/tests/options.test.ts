// Tests what the options of an author lead to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBare, opensOf } from '../src/options/index.ts';

const open = { password: null, gates: [] };

test('a recipient who needs nothing but the link is bare', () => {
  assert.equal(isBare({ asksCode: false }, [open, { password: 'Bois-Franc-7', gates: [] }]), true);
  assert.equal(isBare({ asksCode: false }, [{ password: null, gates: ['question'] }]), false);
  assert.equal(isBare({ asksCode: true }, [open]), false);
});

test('opens are the fewest and the most of any recipient, and unknown if one is unknown', () => {
  assert.deepEqual(opensOf([{ opens: 3 }, { opens: 1 }, { opens: 2 }]), [1, 3]);
  assert.equal(opensOf([{ opens: 3 }, { opens: null }]), null);
  assert.equal(opensOf([]), null);
});
