/* Directive: 采用 puts the phrase into its field without a round trip; T goes to the task form. */
(function () {
  'use strict';
  const { $, typing } = window.PL;
  const form = $('form[data-task]');
  document.addEventListener('click', (e) => {
    const b = e.target.closest && e.target.closest('[data-adopt]');
    if (!b || !b.form) { return; }
    const cut = b.value.indexOf('=');
    const field = b.form.elements[b.value.slice(0, cut)];
    if (!field) { return; }
    e.preventDefault();
    field.value = b.value.slice(cut + 1);
    field.focus();
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  document.addEventListener('keydown', (e) => {
    if (typing(e) || e.ctrlKey || e.metaKey || e.altKey || e.key.toLowerCase() !== 't' || $('dialog[open]')) { return; }
    const row = document.activeElement && document.activeElement.closest('.pl-otree [data-row]');
    const link = row && $('a', row);
    if (link && !link.hasAttribute('aria-current')) { link.click(); return; }
    const first = form && $('textarea, input:not([type=hidden])', form);
    if (first) { e.preventDefault(); first.focus(); first.scrollIntoView({ block: 'nearest' }); }
  });
})();
