/* Writing a report: words are counted while typing as the server counts them, and what is pasted from
   Word or a page comes in as plain paragraphs. The server cleans again: this is only what the writer sees. */
(function () {
  'use strict';
  const { $$ } = window.PL;
  const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3001-\u303F\uFF01-\uFF60\uFFE0-\uFFE6\u2460-\u24FF“”‘’—…·×〇℃]/u;
  const blank = /[\s\p{Cf}]/u, accent = /\p{Mn}/u;

  function count(text) {
    let n = 0, inWord = false;
    for (const r of text) {
      if (blank.test(r)) { inWord = false; }
      else if (wide.test(r)) { n++; inWord = false; }
      else if (!accent.test(r) && !inWord) { n++; inWord = true; }
    }
    return n;
  }

  const silent = /^(STYLE|SCRIPT|HEAD|TITLE|XML|TEMPLATE|OBJECT|IFRAME|NOSCRIPT|SVG|MATH|TEXTAREA|SELECT|DEL)$/;
  const block = /^(P|DIV|BR|LI|UL|OL|H[1-6]|TR|TABLE|BLOCKQUOTE|SECTION|ARTICLE|HR|PRE|DD|DT|CAPTION)$/;

  /* The words of a pasted document: a row of a table is a line, its cells stand apart. */
  function plain(node, inCell) {
    let out = '';
    node.childNodes.forEach((k) => {
      if (k.nodeType === 3) { out += k.data.replace(/\s*[\r\n]+\s*/g, (m, at, all) => (wide.test(all[at - 1] || '中') || wide.test(all[at + m.length] || '中') ? '' : ' ')); return; }
      if (k.nodeType !== 1 || silent.test(k.nodeName.toUpperCase())) { return; }
      const name = k.nodeName.toUpperCase(), cell = name === 'TD' || name === 'TH';
      const text = plain(k, cell || inCell);
      if (cell) { out += text.trim() + '\t'; }
      else if (name === 'TR' || (block.test(name) && !inCell)) { out += '\n' + text + '\n'; }
      else { out += text; }
    });
    return out;
  }

  function tidy(text) {
    return text.split(/[\r\n\v\f\u0085\u2028\u2029]+/).map((l) => l.replace(/\t+$/, '').replace(/\t/g, '　').replace(/[\p{Cf}\p{Cc}]/gu, '').replace(/[ \u00A0\u2000-\u200A\u202F]+/g, ' ').trim()
      .replace(/^(?:[•·●○■□▪◆◇★☆►▶➢➤✓✔§Ø\uF000-\uF0FF]\s*)+/u, '')).filter((l) => l !== '').join('\n');
  }

  $$('textarea[data-write]').forEach((box) => {
    const form = box.form, show = form.querySelector('[data-count]');
    const least = Number(box.getAttribute('data-least')), most = Number(box.getAttribute('data-most'));

    function tell() {
      const n = count(box.value), line = show.parentNode, off = n < least || (most > 0 && n > most);
      show.textContent = String(n);
      line.classList.toggle('pl-amber', off);
      line.classList.toggle('pl-2', !off);
      box.rows = Math.max(8, box.value.split('\n').reduce((s, l) => s + Math.max(1, Math.ceil(l.length / 34)), 1));
    }

    box.addEventListener('input', tell);
    box.addEventListener('paste', (e) => {
      const page = e.clipboardData && e.clipboardData.getData('text/html');
      if (!page) { return; }
      const text = tidy(plain(new DOMParser().parseFromString(page, 'text/html').body, false));
      if (text === '') { return; }
      e.preventDefault();
      box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
      box.dispatchEvent(new Event('input', { bubbles: true }));
    });
    tell();
  });
})();
