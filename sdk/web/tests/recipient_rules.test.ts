// Tests how a recipient's own rules and those for all combine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rulesFor, type SharedRules } from '../src/people/recipient_rules.js';

const all: SharedRules = { password: 'commun', gates: [], opens: 3, needsMobile: false };
const bounds = { opensMax: 99, mobileGates: new Set(['phone']) };

test('a recipient without rules follows the message', () => {
  assert.deepEqual(rulesFor({}, all, bounds), {
    password: 'commun',
    gates: [],
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
