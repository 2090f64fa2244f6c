// Tests the thesaurus's rules: words, card numbers, social insurance numbers (row A16).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findings, isLuhn, type Rule, rulesOf } from '../src/thesaurus.js';

const rule = (words: string[], more: Partial<Rule> = {}): Rule => ({
  id: '1',
  name: 'Santé',
  kind: 'words',
  action: 'force',
  gates: ['password'],
  words,
  ...more,
});
const found = (words: string[], ...texts: string[]): string[] => findings([rule(words)], texts).map(each => each.found);

describe('A16: the thesaurus', () => {
  test('finds whole words, whatever their accents, capitals and punctuation', () => {
    assert.deepEqual(found(['NAS'], 'Mon nas est ci-joint.'), ['NAS']);
    assert.deepEqual(found(['NAS'], 'N.A.S.'), [], 'letters apart are other words');
    assert.deepEqual(found(['N.A.S.'], 'son N. A. S. :'), ['N.A.S.']);
    assert.deepEqual(found(['carte de crédit'], 'CARTE  DE\nCREDIT'), ['carte de crédit']);
    assert.deepEqual(found(['diagnostic'], '(diagnostic)'), ['diagnostic']);
    assert.deepEqual(found(['cœur'], 'le COEUR'), ['cœur']);
  });

  test('finds no part of a word, and nothing across two texts', () => {
    assert.deepEqual(found(['NAS'], 'ananas nasal', 'NASA'), []);
    assert.deepEqual(found(['carte de crédit'], 'carte de', 'crédit'), []);
    assert.deepEqual(found(['...', ''], 'rien ...'), []);
  });

  test('knows valid card numbers and tells four digits only', () => {
    const card = rule([], { kind: 'card' });
    assert.deepEqual(
      findings([card], ['Carte 4111 1111 1111 1111, merci']).map(each => each.found),
      ['•••• 1111'],
    );
    for (const text of ['5555-5555-5555-4444', '378282246310005', '3782 822463 10005', 'le 12 4111 1111 1111 1111'])
      assert.equal(findings([card], [text]).length, 1, text);
    for (const text of ['4111 1111 1111 1112', 'réf. 1234567890123', '41111111111111111111111', '12'])
      assert.deepEqual(findings([card], [text]), [], text);
  });

  test('knows valid social insurance numbers', () => {
    const sin = rule([], { kind: 'sin' });
    for (const text of ['NAS 130 692 544', '130692544', '130-692-544'])
      assert.deepEqual(
        findings([sin], [text]).map(each => each.found),
        ['•••• 544'],
        text,
      );
    for (const text of ['130 692 545', '046 454 286', '1130692544', '4111 1111 1111 1111'])
      assert.deepEqual(findings([sin], [text]), [], text);
    assert.ok(isLuhn('79927398713') && !isLuhn('79927398710') && !isLuhn(''));
  });

  test('leaves out rules of a kind that is not known', () => {
    const lists = [
      { id: '1', name: 'a', kind: 'words', words: ['x'], action: 'force', gates: ['password'] },
      { id: '2', name: 'b', kind: 'iris', words: [], action: 'force', gates: [] },
    ];
    assert.deepEqual(
      rulesOf({ lists }).map(each => each.id),
      ['1'],
    );
  });
});
