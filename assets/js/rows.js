/* Rows of a list: moving, opening, selecting one or a range, the bulk bar. */
(function () {
  'use strict';
  const { $, $$, say, typing } = window.PL;
  let cur = -1, last = -1;
  const rows = () => $$('[data-rows] [data-row]');
  const box = (row) => $('input[type="checkbox"]', row);

  function go(i) {
    const all = rows();
    if (!all.length) { return; }
    cur = Math.max(0, Math.min(all.length - 1, i));
    all.forEach((r, k) => r.classList.toggle('is-cur', k === cur));
    const a = $('a.pl-row-link, a.pl-todo-t, a', all[cur]);
    if (a) { a.focus({ preventScroll: true }); }
    all[cur].scrollIntoView({ block: 'nearest' });
  }

  function set(row, on) {
    const c = row && box(row);
    if (c && c.checked !== on) { c.checked = on; c.dispatchEvent(new Event('change', { bubbles: true })); }
  }

  function select(range) {
    const all = rows();
    if (cur < 0 || !box(all[cur])) { return; }
    if (range && last >= 0) {
      for (let i = Math.min(last, cur); i <= Math.max(last, cur); i++) { set(all[i], true); }
    } else {
      set(all[cur], !box(all[cur]).checked);
    }
    last = cur;
  }

  function refresh() {
    const all = rows(), on = all.filter((r) => box(r) && box(r).checked);
    all.forEach((r) => r.classList.toggle('is-sel', on.includes(r)));
    const bulk = $('.pl-bulk[data-bulk]');
    if (bulk) { bulk.hidden = !on.length; const b = $('b', bulk); if (b) { b.textContent = say('selected', { n: on.length }); } }
    const top = $('[data-select-all]');
    if (top) { top.checked = on.length > 0 && on.length === all.length; top.indeterminate = on.length > 0 && on.length < all.length; }
  }

  document.addEventListener('change', (e) => {
    if (e.target.matches('[data-select-all]')) { const on = e.target.checked; rows().forEach((r) => set(r, on)); }
    if (e.target.closest('[data-row], [data-select-all]')) { refresh(); }
  });

  document.addEventListener('keydown', (e) => {
    if (typing(e) || e.ctrlKey || e.metaKey || e.altKey || $('dialog[open]')) { return; }
    const key = e.key.toLowerCase();
    if (key === 'j') { go(cur + 1); }
    else if (key === 'k') { go(cur < 0 ? 0 : cur - 1); }
    else if (key === 'x') { select(e.shiftKey); }
    else if (key === 'escape') { rows().forEach((r) => set(r, false)); refresh(); }
  });

  refresh();
})();
