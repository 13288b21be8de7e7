/* The code of a slip comes behind the # of its address, which no browser sends. Here it goes into the
   field and out of the address bar and the history; without a script it is typed from the slip. */
(function () {
  'use strict';
  const form = window.PL.$('form[data-ballot]');
  if (!form || !window.location.hash) { return; }
  const code = decodeURIComponent(window.location.hash.slice(1));
  window.history.replaceState(null, '', window.location.pathname);
  if (/^[0-9A-Za-z-]{12,18}$/.test(code)) {
    form.elements.code.value = code;
    form.querySelector('button').focus();
  }
}());
