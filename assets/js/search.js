/* The search page: looks through `window.DOSSIER_SEARCH` with MiniSearch while the reader types. */
(function () {
  'use strict';

  const data = window.DOSSIER_SEARCH;
  const form = document.getElementById('search');
  const list = document.getElementById('search-results');
  const said = document.getElementById('search-count');
  if (!data || !window.MiniSearch || !form || !list || !said) return;

  const lists = document.getElementById('search-lists');
  const MOST = 100;
  const CONTEXT = 70;
  const SNIPPET = 240;
  const box = form.elements.q;
  const words = data.words;

  /* --- texts into terms --- */

  /* Accents, Hebrew points, Arabic vowel signs and the stretching stroke: people leave them out when they search. */
  const MARKS = /[\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u0640\u064b-\u065f\u0670]/gu;
  /* `12,000`: the mark between groups of digits. */
  const GROUPED = /([0-9])[.,'’](?=[0-9]{3}(?![0-9]))/gu;
  const POSSESSIVE = /['’]s(?![a-z0-9])/gu;
  /* Scripts without blanks between words (Thai, Lao, Myanmar, Khmer, kana, Han), and Hangul, which joins particles to them. */
  const UNSPACED = '\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff' +
    '\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\u{20000}-\u{3ffff}';
  const unspaced = new RegExp('[' + UNSPACED + ']', 'u');
  const parts = new RegExp('[' + UNSPACED + ']+|[^' + UNSPACED + ']+', 'gu');
  const word = /[\p{L}\p{M}\p{N}]+/gu;
  const chunk = /[\p{L}\p{M}\p{N}]+(?:[.,'’][\p{L}\p{M}\p{N}]+)*/gu;

  /* A text without what a search should not depend on: case, width, accents, digit grouping, the possessive. */
  function folded(text) {
    return text.normalize('NFKC').toLowerCase().normalize('NFD').replace(MARKS, '').normalize('NFC')
      .replace(GROUPED, '$1').replace(POSSESSIVE, '');
  }

  /* The words of a text, folded; a stretch without blanks is cut by `cut`. */
  function terms(text, cut) {
    return (folded(text).match(word) || []).flatMap((each) =>
      each.match(parts).flatMap((part) => (unspaced.test(part) ? cut(Array.from(part)) : [part])));
  }

  /* Pairs of characters, and the last one. */
  function pairs(each) {
    return each.map((one, at) => one + (each[at + 1] || ''));
  }

  /* A query's last character is the beginning of a pair, so only a lone one is a term. */
  function wholePairs(each) {
    return each.length < 2 ? each : pairs(each).slice(0, -1);
  }

  /* --- the index --- */

  let ready = null;

  /* The index, made when it is first asked for. */
  function index() {
    if (ready) return ready;
    ready = new window.MiniSearch({
      fields: ['title', 'also', 'text'],
      idField: 'href',
      storeFields: ['kind', 'label', 'title', 'also', 'text', 'lang', 'status'],
      tokenize: (text) => terms(text, pairs),
      processTerm: (term) => term,
      searchOptions: {
        tokenize: (text) => terms(text, wholePairs),
        boost: { title: 3, also: 3 },
        boostDocument: (href, term, stored) => (stored.kind === 'entity' ? 1.5 : 1),
        prefix: (term, at, all) => term.length > 1 || at === all.length - 1,
        /* Another number is no typing error. */
        fuzzy: (term) => (term.length > 3 && !/\p{N}/u.test(term) ? 0.2 : false),
      },
    });
    /* MiniSearch takes a field's average length from the documents so far, those without it too: coming first, the few
       that have other names are measured by each other, and no alias seems long. */
    ready.addAll(data.documents.filter((each) => each.also));
    ready.addAll(data.documents.filter((each) => !each.also));
    return ready;
  }

  /* All words of the query; if nothing has them all, any of them. */
  function found(query) {
    const all = index().search(query, { combineWith: 'AND' });
    return all.length ? all : index().search(query, { combineWith: 'OR' });
  }

  /* --- hits in a text --- */

  /* Where the matched terms stand in a text as it was written: [start, end] in order. */
  function hits(text, matched) {
    return Array.from(text.matchAll(chunk)).flatMap((each) =>
      Array.from(each[0].matchAll(parts)).flatMap((part) => {
        const start = each.index + part.index;
        if (unspaced.test(part[0])) return pairHits(part[0], start, matched);
        return terms(part[0], pairs).some((term) => matched.has(term)) ? [[start, start + part[0].length]] : [];
      }));
  }

  function pairHits(part, start, matched) {
    const each = Array.from(part);
    const spans = [];
    pairs(each).forEach((two, at) => {
      if (matched.has(folded(two))) spans.push([start, start + two.length]);
      start += each[at].length;
    });
    return spans;
  }

  /* `text` from `start` to `end`, its hits in <mark>, appended to `to`. */
  function marked(to, text, spans, start, end) {
    let at = start;
    for (const [from, until] of spans) {
      if (until <= at || from >= end) continue;
      to.append(text.slice(at, Math.max(at, from)));
      const mark = document.createElement('mark');
      mark.textContent = text.slice(Math.max(at, from), Math.min(until, end));
      to.append(mark);
      at = Math.min(until, end);
    }
    to.append(text.slice(at, end));
  }

  /* A stretch of `text` around its first hit, whole words at its ends. */
  function stretch(text, spans) {
    const wanted = spans.length ? Math.max(0, spans[0][0] - CONTEXT) : 0;
    const blank = wanted ? text.indexOf(' ', wanted) : -1;
    const start = blank >= 0 && blank < spans[0][0] ? blank + 1 : wanted;
    if (text.length <= start + SNIPPET) return [start, text.length];
    const last = text.lastIndexOf(' ', start + SNIPPET);
    return [start, last > start + SNIPPET / 2 ? last : start + SNIPPET];
  }

  /* --- results, whose ids are their addresses --- */

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function snippet(text, matched) {
    const made = element('p', 'search-snippet');
    const spans = hits(text, matched);
    const [start, end] = stretch(text, spans);
    if (start > 0) made.append('… ');
    marked(made, text, spans, start, end);
    if (end < text.length) made.append(' …');
    return made;
  }

  function result(each) {
    const matched = new Set(Object.keys(each.match));
    const made = element('li', 'search-result');
    made.dataset.kind = each.kind;
    if (each.kind === 'fact') Object.assign(made.dataset, { fact: each.id.replace(/^.*\/|\.html$/g, ''), status: each.status });
    const link = element('a', 'search-title');
    link.href = each.id;
    if (each.lang) Object.assign(link, { lang: each.lang, dir: 'auto' });
    marked(link, each.title, hits(each.title, matched), 0, each.title.length);
    made.append(element('span', 'search-kind', each.label), ' ', link);
    const text = [each.also, each.text].filter(Boolean).join(' · ');
    if (text) made.append(snippet(text, matched));
    return made;
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  }

  function count(query, all) {
    const values = { query: query, count: all, shown: MOST };
    const which = all === 0 ? 'none' : all === 1 ? 'one' : all > MOST ? 'first' : 'many';
    return filled(words[which], values);
  }

  function show() {
    const query = box.value.trim();
    const all = query ? found(query) : [];
    list.replaceChildren(...all.slice(0, MOST).map(result));
    said.textContent = query ? count(query, all.length) : '';
    if (lists) lists.hidden = all.length > 0;
  }

  /* --- the query in the address --- */

  let waiting = 0;

  function asked() {
    return new URLSearchParams(location.search).get('q') || '';
  }

  function address() {
    clearTimeout(waiting);
    const query = box.value.trim();
    if (query === asked()) return;
    /* A browser may refuse this to a page opened from a folder, or when it comes too often. */
    try {
      history.replaceState(null, '', query ? '?' + new URLSearchParams({ q: query }) : location.pathname);
    } catch (refused) { /* the search works without */ }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    address();
  });
  form.addEventListener('input', () => {
    show();
    clearTimeout(waiting);
    waiting = setTimeout(address, 300);
  });
  list.addEventListener('click', address);

  form.hidden = false;
  box.value = asked();
  show();
  /* Whoever comes by the key wants to type. */
  if (location.hash === '#' + box.id) box.focus();
})();
