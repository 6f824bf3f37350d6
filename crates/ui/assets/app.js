// Ours, over htmx: token, dialogs, notices, palette, live stream. One delegated listener per event,
// so that what htmx swaps in works at once.
(() => {
'use strict';
const $ = (selector, root) => (root || document).querySelector(selector);
const $$ = (selector, root) => [...(root || document).querySelectorAll(selector)];
const on = (name, listener) => document.addEventListener(name, listener);
const token = () => $('meta[name=csrf-token]')?.content || '';

// Every changing request carries the token; what fails is said, never swallowed.
on('htmx:config:request', event => {
  event.detail.ctx.request.headers['X-CSRF-Token'] = token();
});
on('htmx:response:error', event => {
  const ctx = event.detail.ctx;
  const status = ctx.response.status;
  if (ctx.sourceElement?.matches?.('[data-live-inbox]')) { ctx.status = 'failed'; retry(ctx.sourceElement); return; }
  if (ctx.sourceElement?.matches?.('[data-card]')) { ctx.status = 'failed'; return; }
  if (status === 401) { ctx.status = 'failed'; location.reload(); return; }
  const answersForm = status === 400 || status === 409 || status === 422;
  if (!answersForm && !ctx.hx?.retarget) { ctx.status = 'failed'; say('failed'); }
});
on('htmx:error', event => {
  const source = event.detail.ctx?.sourceElement;
  if (source?.matches?.('[data-live-inbox]')) { retry(source); return; }
  if (!source?.matches?.('[data-card]')) say('offline');
});

// Notices: they go by themselves, but never while somebody points at them.
const say = name => {
  const pattern = $('#toast-' + name);
  if (pattern) $('#toasts')?.append(pattern.content.cloneNode(true));
};
const watchToast = toast => {
  let left = $('form', toast) ? 14000 : toast.matches('.bad') ? 10000 : 6000;
  const tick = () => {
    if (!toast.isConnected) return;
    if (!toast.matches(':hover,:focus-within') && !document.hidden) left -= 500;
    if (left > 0) setTimeout(tick, 500); else toast.remove();
  };
  tick();
};
const startToasts = () => {
  const box = $('#toasts');
  if (!box) return;
  $$('[data-toast]', box).forEach(watchToast);
  new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(node => {
    if (node.matches?.('[data-toast]')) watchToast(node);
  }))).observe(box, {childList: true});
};

// Dialogs: data-open names one, data-close closes the one around it, so does a click beside it.
const open = id => {
  const dialog = document.getElementById(id);
  if (!dialog?.showModal || dialog.open) return;
  $$('dialog[open]').forEach(other => other.close());
  dialog.showModal();
  if (id === 'palette') startPalette();
};
on('click', event => {
  const at = event.target.closest('[data-open],[data-close],[data-toast-close],[data-live-show],[data-href],[data-shortcuts-toggle]');
  if (event.target instanceof HTMLDialogElement) { event.target.close(); return; }
  if (!at) return;
  if (at.dataset.open) open(at.dataset.open);
  else if ('close' in at.dataset) at.closest('dialog')?.close();
  else if ('toastClose' in at.dataset) at.closest('[data-toast]').remove();
  else if ('liveShow' in at.dataset) flush(at.closest('[data-live]'), true);
  else if (at.dataset.href) follow(at.dataset.href, event);
});
const follow = (href, event) => {
  if (event.ctrlKey || event.metaKey) window.open(href, '_blank', 'noopener'); else location.assign(href);
};

// A form is sent once, even when the button is pressed twice.
on('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || [...form.attributes].some(a => a.name.startsWith('hx-'))) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = '1';
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener('pageshow', () => $$('form[data-sent]').forEach(form => delete form.dataset.sent));

// A list from which several rows are chosen: how many there are, and a guess that fills the search.
const count = form => {
  const chosen = $$('[data-choice]:checked', form).length;
  const text = $('[data-chosen]', form);
  if (text) text.textContent = chosen ? text.dataset.text.replace('{n}', chosen) : '';
};
on('change', event => { if (event.target.matches('[data-choice]')) count(event.target.form); });
addEventListener('pageshow', () => $$('form[data-choose]').forEach(count));
on('click', event => {
  const guess = event.target.closest('[data-guess]');
  const form = guess?.closest('form[data-choose]');
  if (!form) return;
  const box = $('[data-choice]', guess.closest('tr'));
  box.checked = true;
  count(form);
  const field = $('[data-search]', form);
  field.value = guess.dataset.guess;
  field.focus();
  field.dispatchEvent(new Event('guess', {bubbles: true}));
});

// Palette: the menu is filtered here, records come from the server.
const options = () => $$('#palette [role=option]').filter(o => !o.hidden);
const choose = option => {
  $$('#palette [aria-selected=true]').forEach(o => o.setAttribute('aria-selected', 'false'));
  const input = $('#palette-input');
  if (!option) { input.removeAttribute('aria-activedescendant'); return; }
  option.setAttribute('aria-selected', 'true');
  option.scrollIntoView({block: 'nearest'});
  input.setAttribute('aria-activedescendant', option.id);
};
const filterPalette = answered => {
  const words = fold($('#palette-input').value).split(/\s+/);
  $$('#palette [id^=o-c-]').forEach(option => {
    option.hidden = !words.every(word => fold(option.dataset.label).includes(word));
  });
  if (!words.join('')) $('#palette-hits').replaceChildren();
  const shown = options();
  $('#palette-none').hidden = shown.length > 0 || !answered;
  $$('#palette [role=group]').forEach(group => { group.hidden = !$$('[role=option]', group).some(o => !o.hidden); });
  choose(shown[0]);
};
const fold = text => text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/ß/g, 'ss');
const startPalette = () => {
  const input = $('#palette-input');
  input.value = '';
  filterPalette(true);
  input.focus();
};
on('input', event => { if (event.target.id === 'palette-input') filterPalette(false); });
on('htmx:after:swap', event => {
  if (event.detail.ctx?.sourceElement?.id === 'palette-input') filterPalette(true);
});
on('mousemove', event => {
  const option = event.target.closest?.('#palette [role=option]');
  if (option && option.getAttribute('aria-selected') !== 'true') choose(option);
});
on('keydown', event => {
  if (event.target.id !== 'palette-input') return;
  const shown = options();
  const at = shown.findIndex(o => o.getAttribute('aria-selected') === 'true');
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    const step = event.key === 'ArrowDown' ? 1 : shown.length - 1;
    choose(shown[(at + step) % shown.length]);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    shown[at]?.click();
  }
});

// Live stream: new entries stand in an inbox and move up when nobody is reading further down.
const retry = inbox => setTimeout(() => {
  if (inbox.isConnected) htmx.ajax('GET', inbox.getAttribute('hx-sse:connect'), {source: inbox});
}, 4000 + 2000 * Math.random());
on('htmx:sse:after:message', event => {
  const live = event.target.closest?.('[data-live]');
  if (live) flush(live, false);
});
const day = entry => new Date($('time', entry)?.dateTime || 0).toDateString();
const reads = live => {
  const list = $('[data-live-list]', live);
  return list.getBoundingClientRect().top < 40 || list.contains(document.activeElement)
    || !getSelection().isCollapsed && list.contains(getSelection().anchorNode);
};
const flush = (live, asked) => {
  const inbox = $('[data-live-inbox]', live);
  const list = $('[data-live-list]', live);
  const button = $('[data-live-show]', live);
  $$('li[id]', inbox).forEach(entry => {
    const older = $$('li[id]', inbox).find(other => other !== entry && other.id === entry.id);
    if ($('#' + CSS.escape(entry.id), list) || older) (older || entry).remove();
  });
  const waiting = $$('li', inbox);
  if (!asked && waiting.length && reads(live)) {
    button.textContent = button.dataset.text.replace('{n}', waiting.length);
    button.hidden = false;
    return;
  }
  button.hidden = true;
  waiting.forEach(entry => insert(live, list, entry));
  if (asked) {
    live.scrollIntoView({block: 'start'});
    $('a,button', list)?.focus({preventScroll: true});
  }
};
const insert = (live, list, entry) => {
  const time = $('time', entry)?.dateTime || '';
  const next = $$('li:not(.u-day)', list).find(other => ($('time', other)?.dateTime || '') <= time);
  entry.classList.add('u-fresh');
  if (next && day(next) === day(entry)) { next.before(entry); return; }
  const place = next?.previousElementSibling?.matches('.u-day') ? next.previousElementSibling : next;
  if (!place && list.children.length) { entry.remove(); return; }
  const head = $('[data-live-day]', live).content.cloneNode(true);
  if (place) place.before(head, entry); else list.append(head, entry);
};

// Menus stand on the window, so that no scrolling box and no edge cuts them off.
const place = root => {
  const popover = root?.matches?.('.dropdown-menu') && $(':scope>[data-popover]', root);
  if (!popover) return;
  const button = root.getBoundingClientRect();
  const {offsetWidth: wide, offsetHeight: high} = popover;
  const fits = button.right - wide >= 240;
  const left = Math.max(8, Math.min(fits ? button.right - wide : button.left, document.documentElement.clientWidth - wide - 8));
  const above = high > innerHeight - button.bottom - 8 && button.top > high;
  Object.assign(popover.style, {position: 'fixed', inset: 'auto', margin: '0', left: left + 'px', top: (above ? button.top - high - 4 : button.bottom + 4) + 'px'});
};
on('basecoat:popover', event => place(event.detail.source));
addEventListener('scroll', () => $$('.dropdown-menu:has(>[aria-expanded=true])').forEach(place), {capture: true, passive: true});

window.unisono = {$, $$, on, open, say};
if (document.readyState === 'loading') on('DOMContentLoaded', startToasts); else startToasts();
})();
