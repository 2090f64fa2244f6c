// Tests what needs no page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wavesOf } from '../components/own_waves.js';

test('a browser that kept nothing, or nonsense, has not waved', () => {
  assert.equal(wavesOf(null), 0);
  assert.equal(wavesOf('many'), 0);
  assert.equal(wavesOf('12'), 12);
});
