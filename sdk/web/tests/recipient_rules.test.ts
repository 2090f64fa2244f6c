// Tests how a recipient's own rules and those for all combine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rulesFor, type SharedRules } from '../src/people/recipient_rules.js';

const all: SharedRules = { password: 'commun', gates: [], asksCode: null, opens: 3, needsMobile: false };
const bounds = {
  opensMax: 99,
  mobileGates: new Set(['phone']),
  codeGates: new Set(['phone']),
  asksCodeAlways: false,
};

test('a recipient without rules follows the message', () => {
  assert.deepEqual(rulesFor({}, all, bounds), {
    password: 'commun',
    gates: [],
    isGated: true,
    asksCode: false,
    hasMobileGate: false,
    needsMobile: false,
    opens: 3,
  });
});

test('a recipient may have a password of their own, or none', () => {
  assert.equal(rulesFor({ password: 'propre' }, all, bounds).password, 'propre');
  assert.equal(rulesFor({ password: null }, all, bounds).password, null);
});

test('a recipient may have a gate of their own, or go without it', () => {
  const gated = { ...all, gates: ['phone', 'question'] };
  assert.deepEqual(rulesFor({}, gated, bounds).gates, ['phone', 'question']);
  assert.deepEqual(rulesFor({ gates: { phone: false } }, gated, bounds).gates, ['question']);
  assert.deepEqual(rulesFor({ gates: { phone: true } }, all, bounds).gates, ['phone']);
});

test('the opening code is asked of each recipient whom neither a password nor a gate in its place protects', () => {
  const asks = (own: Parameters<typeof rulesFor>[0], shared = all, more = {}): boolean =>
    rulesFor(own, shared, { ...bounds, ...more }).asksCode;
  assert.equal(asks({ password: null }), true);
  assert.equal(asks({ password: null, gates: { phone: true } }), false);
  assert.equal(asks({ password: null, gates: { question: true } }), true, 'a gate that does not say so');
  const open = { ...all, password: null };
  assert.equal(asks({}, open), true);
  assert.equal(asks({ password: 'propre' }, open), false);
  assert.equal(asks({}, { ...open, gates: ['phone'] }), false);
  assert.equal(asks({ gates: { phone: false } }, { ...open, gates: ['phone'] }), true);
});

test('the author’s choice of the opening code holds for all, and that of the company before it', () => {
  for (const own of [{}, { password: null }]) {
    assert.equal(rulesFor(own, { ...all, asksCode: true }, bounds).asksCode, true);
    assert.equal(rulesFor(own, { ...all, asksCode: false }, bounds).asksCode, false);
    assert.equal(rulesFor(own, { ...all, asksCode: false }, { ...bounds, asksCodeAlways: true }).asksCode, true);
  }
});

test('a mobile is needed for a code by SMS, and for a link by SMS', () => {
  assert.equal(rulesFor({ gates: { phone: true } }, all, bounds).needsMobile, true);
  assert.equal(rulesFor({ gates: { phone: false } }, { ...all, gates: ['phone'] }, bounds).needsMobile, false);
  assert.equal(rulesFor({ gates: { question: true } }, all, bounds).needsMobile, false);
  assert.equal(rulesFor({}, { ...all, needsMobile: true }, bounds).needsMobile, true);
  assert.equal(rulesFor({}, { ...all, needsMobile: true }, bounds).hasMobileGate, false);
});

test('a number of opens that is none is told as unknown', () => {
  assert.equal(rulesFor({ opens: '5' }, all, bounds).opens, 5);
  assert.equal(rulesFor({ opens: '100' }, all, bounds).opens, null);
  assert.equal(rulesFor({ opens: 'x' }, all, bounds).opens, null);
});
