// Tests how addresses are read as people type and paste them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailAddress, readAddresses } from '@secure-exchanges/client';
import { correctionOf } from '../src/people/addresses.js';

test('an address is plausible or not', () => {
  for (const fine of ['nadia@exemple.com', 'n.o+x@sous.domaine.québec', "o'neil@exemple.ca"])
    assert.ok(mailAddress(fine), fine);
  for (const bad of [
    '',
    'nadia',
    'nadia@exemple',
    'nadia@@exemple.com',
    'na dia@exemple.com',
    'nadia..roy@exemple.com',
    '.nadia@exemple.com',
    'nadia.@exemple.com',
    'nadia@-exemple.com',
    `${'n'.repeat(250)}@exemple.com`,
  ])
    assert.ok(!mailAddress(bad), bad);
});

test('a pasted list gives names and addresses', () => {
  assert.deepEqual(
    readAddresses('Louis Gagné <louis@exemple.com>, "Roy" <roy@exemple.com>; mailto:nadia@exemple.com\n'),
    [
      { name: 'Louis Gagné', address: 'louis@exemple.com' },
      { name: 'Roy', address: 'roy@exemple.com' },
      { name: '', address: 'nadia@exemple.com' },
    ],
  );
  assert.deepEqual(readAddresses(' ,; \n'), []);
});

test('a typing error in a well-known domain is noticed', () => {
  assert.equal(correctionOf('nadia@gmial.com'), 'nadia@gmail.com');
  assert.equal(correctionOf('nadia@gmail.co'), 'nadia@gmail.com');
  assert.equal(correctionOf('nadia@hotmall.com'), 'nadia@hotmail.com');
  assert.equal(correctionOf('nadia@gmail.com'), null);
  assert.equal(correctionOf('nadia@yahoo.ca'), null, 'one known domain is no error for another');
  assert.equal(correctionOf('nadia@exemple.com'), null);
});
