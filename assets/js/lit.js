/* Document and outline: what carries the same data-n is lit together, by pointer or by focus. */
(function () {
  'use strict';
  const { $$ } = window.PL;
  if (!document.querySelector('[data-n]')) { return; }
  const byN = new Map();
  $$('[data-n]').forEach((x) => {
    const n = x.getAttribute('data-n');
    if (!byN.has(n)) { byN.set(n, []); }
    byN.get(n).push(x);
  });
  function lit(e, on) {
    const t = e.target.closest && e.target.closest('[data-n]');
    const all = t && byN.get(t.getAttribute('data-n'));
    if (!all) { return; }
    all.forEach((x) => x.classList.toggle('is-lit', on));
    const other = on && all.find((x) => x !== t && !x.contains(t));
    if (other && e.type === 'focusin') { other.scrollIntoView({ block: 'nearest' }); }
  }
  ['mouseover', 'focusin'].forEach((ev) => document.addEventListener(ev, (e) => lit(e, true)));
  ['mouseout', 'focusout'].forEach((ev) => document.addEventListener(ev, (e) => lit(e, false)));
})();
