// Boards: dragging, the menu and the keys [ and ] all end in one move; a refused move goes back.
(() => {
'use strict';
const {$, $$, on, say} = window.unisono;

const load = board => new Promise(done => {
  if (window.Sortable) { done(); return; }
  const script = document.createElement('script');
  script.src = board.dataset.sortable;
  script.onload = done;
  document.head.append(script);
});
const start = async board => {
  if (board.dataset.started) return;
  board.dataset.started = '1';
  await load(board);
  $$('[data-column]', board).forEach(column => window.Sortable.create(column, {
    group: 'cards', draggable: '[data-card]', animation: 120, delay: 150, delayOnTouchOnly: true, filter: 'button', preventOnFilter: false,
    onEnd: ({item, from, to, oldIndex}) => {
      if (from !== to) send(item, from, to, from.children[oldIndex] || null);
    },
  }));
};
const startAll = root => {
  const boards = $$('[data-board]', root);
  if (root.matches?.('[data-board]')) boards.push(root);
  boards.forEach(start);
};

// Tells the server; on refusal the card goes back before `next` in its old column.
const send = async (card, from, to, next) => {
  let fine = false;
  const answered = event => { fine = event.detail.ctx.response?.status < 400; };
  card.addEventListener('htmx:after:request', answered);
  card.setAttribute('aria-busy', 'true');
  try {
    const values = {to: to.dataset.column, version: card.dataset.version};
    await window.htmx.ajax('POST', card.dataset.move, {source: card, target: card, swap: 'none', values});
  } catch { /* not fine */ }
  card.removeEventListener('htmx:after:request', answered);
  card.removeAttribute('aria-busy');
  if (fine) return;
  from.insertBefore(card, next?.parentNode === from ? next : null);
  say('moved-back');
};
const move = (card, to) => {
  const from = card.closest('[data-column]');
  if (!to || to === from) return;
  const next = card.nextElementSibling;
  to.prepend(card);
  card.focus();
  card.scrollIntoView({block: 'nearest', inline: 'nearest'});
  send(card, from, to, next);
};
on('click', event => {
  const item = event.target.closest('[data-move-to]');
  const card = item?.closest('[data-card]');
  if (card) move(card, $(`[data-column="${CSS.escape(item.dataset.moveTo)}"]`, card.closest('[data-board]')));
});
on('keydown', event => {
  const card = document.activeElement?.closest?.('[data-card]');
  if (!card || event.target.matches('input,textarea,select') || (event.key !== '[' && event.key !== ']')) return;
  const columns = $$('[data-column]', card.closest('[data-board]'));
  const at = columns.indexOf(card.closest('[data-column]'));
  event.preventDefault();
  move(card, columns[at + (event.key === ']' ? 1 : -1)]);
});
on('htmx:after:process', event => { if (event.target instanceof Element) startAll(event.target); });
if (document.readyState === 'loading') on('DOMContentLoaded', () => startAll(document)); else startAll(document);
})();
