// The keyboard: Ctrl K always, single letters unless switched off or somebody is typing.
(() => {
'use strict';
const {$, $$, on, open} = window.unisono;
const KEEP = 'unisono-shortcuts';
const letters = () => document.documentElement.dataset.shortcuts !== 'off' && read() !== 'off';
const read = () => { try { return localStorage.getItem(KEEP); } catch { return null; } };
const PLACES = {h: '/', t: '/timeline', p: '/people', c: '/companies', d: '/deals'};
let going = 0;

const typing = target => target.isContentEditable || target.matches?.('input:not([type=checkbox],[type=radio]),textarea,select,[role=menuitem],[role=combobox]');
const press = selector => { const at = $(selector); if (at) { at.focus(); at.click(); } return Boolean(at); };
const step = by => {
  const rows = $$('main [data-row]').filter(row => row.offsetParent);
  if (!rows.length) return;
  const old = rows.findIndex(row => row.matches('.u-chosen'));
  const at = old < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(old + by, 0), rows.length - 1);
  rows[old]?.classList.remove('u-chosen');
  rows[at].classList.add('u-chosen');
  rows[at].scrollIntoView({block: 'nearest'});
  (rows[at].matches('[tabindex]') ? rows[at] : $('a', rows[at]))?.focus({preventScroll: true});
};
const enter = event => {
  const row = $('main .u-chosen');
  if (row && (document.activeElement === row || document.activeElement === document.body)) {
    event.preventDefault();
    location.assign(row.dataset.row);
  }
};
const KEYS = {
  '?': () => open('shortcuts'),
  '/': () => { const field = $('main [data-search],main input[type=search]'); if (field) field.focus(); else open('palette'); },
  c: () => press('[data-create]') || press('.u-top [data-variant=primary]'),
  x: () => press('main .u-chosen [data-choice]'),
  e: () => press('main .u-chosen [data-edit]') || press('main [data-edit]'),
  s: () => press('main .u-chosen [data-same]'),
  n: () => press('main .u-chosen [data-apart]'),
  j: () => step(1),
  k: () => step(-1),
};
on('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && $('#palette')) {
    event.preventDefault();
    open('palette');
    return;
  }
  if (event.key === 'Escape' && event.target.closest?.('.u-inline.editing')) {
    $('[data-cancel]', event.target.closest('.u-inline'))?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (typing(event.target) || $('dialog[open]') || !letters()) return;
  if (event.key === 'Enter') { enter(event); return; }
  if (Date.now() - going < 1500) {
    going = 0;
    const place = PLACES[event.key];
    if (place) { event.preventDefault(); location.assign(place); return; }
  }
  if (event.key === 'g') { going = Date.now(); return; }
  if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
});

const label = () => {
  const button = $('[data-shortcuts-toggle]');
  if (button) button.textContent = letters() ? button.dataset.off : button.dataset.on;
};
on('click', event => {
  if (!event.target.closest('[data-shortcuts-toggle]')) return;
  try { localStorage.setItem(KEEP, letters() ? 'off' : 'on'); } catch { /* then they stay on */ }
  label();
});
if (document.readyState === 'loading') on('DOMContentLoaded', label); else label();
})();
