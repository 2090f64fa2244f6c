// Tests who is asked for the opening code: the cases of plugins/messages/tests/NewMessageTest.cpp.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksOpeningCode } from '../src/opening_code.ts';

test('the code is asked of those whom nothing else protects', () => {
  assert.equal(asksOpeningCode(null, false, false), true);
  assert.equal(asksOpeningCode(null, true, false), false);
});

test('the author’s choice goes before', () => {
  for (const isGated of [false, true])
    for (const wanted of [false, true]) assert.equal(asksOpeningCode(wanted, isGated, false), wanted);
});

test('a company with constant protection asks everybody', () => {
  for (const wanted of [null, false, true])
    for (const isGated of [false, true]) assert.equal(asksOpeningCode(wanted, isGated, true), true);
});
