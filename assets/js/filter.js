/* The fact list's filters: hides the rows that do not fit, and keeps the choice in the address. */
(function () {
  'use strict';

  const form = document.getElementById('filters');
  const said = document.getElementById('filter-count');
  const rows = Array.from(document.querySelectorAll('tbody > [data-fact]'));
  if (!form || !said) return;

  /* A filter's name in the address, and where a row has its values. */
  const VALUES = { status: 'status', kind: 'kind', origin: 'origins', source: 'sources', entity: 'entities' };
  const NAMES = [...Object.keys(VALUES), 'from', 'to'];
  const fields = NAMES.map((name) => form.elements.namedItem(name)).filter(Boolean);
  const pattern = said.dataset.count || '{shown} of {all}';
  const everything = said.textContent;

  function chosen() {
    return Object.fromEntries(fields.map((field) => [field.name, field.value]));
  }

  function has(row, name, value) {
    return !value || (row.dataset[VALUES[name]] || '').split(' ').includes(value);
  }

  /* ISO days compare as text.  A fact fits when any day of it may; one without a date fits no days. */
  function within(row, from, to) {
    const { from: first = '', to: last = '' } = row.dataset;
    if (!from && !to) return true;
    return Boolean(first || last) && !(from && last && last < from) && !(to && first && first > to);
  }

  function fits(row, choice) {
    return Object.keys(VALUES).every((name) => has(row, name, choice[name])) && within(row, choice.from, choice.to);
  }

  function show() {
    const choice = chosen();
    for (const row of rows) row.hidden = !fits(row, choice);
    const shown = rows.filter((row) => !row.hidden).length;
    const some = pattern.replace('{shown}', shown).replace('{all}', rows.length);
    said.textContent = shown < rows.length ? some : everything;
  }

  /* --- the choice in the address --- */

  function fromAddress() {
    const asked = new URLSearchParams(location.search);
    for (const field of fields) field.value = asked.get(field.name) || '';
    /* A value that the list does not offer leaves a select with none. */
    for (const field of fields) if (field.selectedIndex === -1) field.value = '';
    show();
  }

  function toAddress() {
    const asked = new URLSearchParams(location.search);
    for (const field of fields) {
      if (field.value) asked.set(field.name, field.value);
      else asked.delete(field.name);
    }
    const query = String(asked);
    if (query === location.search.slice(1)) return;
    /* A browser may refuse this to a page opened from a folder. */
    try {
      history.pushState(null, '', (query ? '?' + query : location.pathname) + location.hash);
    } catch (refused) { /* the filters work without */ }
  }

  function change() {
    show();
    toAddress();
  }

  form.addEventListener('change', change);
  form.addEventListener('submit', (event) => event.preventDefault());
  /* The fields are emptied after this event, to what the page began with: nothing. */
  form.addEventListener('reset', () => setTimeout(change));
  addEventListener('popstate', fromAddress);

  form.hidden = false;
  fromAddress();
})();
