/* Single keys: J K move, Enter opens, X and Shift X select, Esc clears, G T and G W go, [ ] previous
   and next item, E edit, 1 to 5 judge, Ctrl S saves the draft, Ctrl Enter submits, ? lists the keys.
   Each has a visible control; this only presses it. */
(function () {
  'use strict';
  const { $, typing } = window.PL;
  const places = { t: '[data-go="ledger"], .pl-nav a[href^="/rectify"]', w: '.pl-brand' };
  let g = 0;

  function press(sel) { const x = $(sel); if (x) { x.click(); return true; } return false; }

  document.addEventListener('keydown', (e) => {
    if (e.isComposing || e.keyCode === 229 || e.defaultPrevented) { return; }
    const key = e.key.toLowerCase(), ctrl = e.ctrlKey || e.metaKey;
    if (ctrl && key === 'enter') {
      const form = e.target.closest && e.target.closest('form');
      const b = form && !form.hasAttribute('role') && $('.btn-primary', form);
      if (b && !b.disabled) { e.preventDefault(); b.click(); }
      return;
    }
    if (ctrl && key === 's') {
      if ($('[data-draft]')) { e.preventDefault(); document.dispatchEvent(new CustomEvent('pl:save')); }
      return;
    }
    if (typing(e) || ctrl || e.altKey || $('dialog[open]')) { return; }
    if (key === '?') { if (press('[data-open="keys"]')) { e.preventDefault(); } }
    else if (key === '[') { press('[rel="prev"]'); }
    else if (key === ']') { press('[rel="next"]'); }
    else if (key === 'e') { press('[data-key="e"]'); }
    else if (/^[1-5]$/.test(key)) { judge(Number(key)); }
    else if (places[key] && Date.now() - g < 900) { e.preventDefault(); press(places[key]); }
    g = key === 'g' ? Date.now() : 0;
  });

  function judge(n) {
    const r = document.querySelectorAll('[data-judge] input[type="radio"]')[n - 1];
    if (r) { r.checked = true; r.focus(); r.dispatchEvent(new Event('change', { bubbles: true })); }
  }
})();
