/* The fact list's filters: shows the rows that fit, and keeps the choice in the address.  Where the list stands on several
   pages, `factrows.js` has the rows of all of them. */
(function () {
  'use strict';

  const form = document.getElementById('filters');
  const said = document.getElementById('filter-count');
  const table = document.getElementById('facts');
  if (!form || !said || !table) return;

  /* A filter's name in the address, and where a row has its values. */
  const VALUES = { status: 'status', kind: 'kind', origin: 'origins', source: 'sources', entity: 'entities' };
  const NAMES = [...Object.keys(VALUES), 'from', 'to'];

  const fields = NAMES.map((name) => form.elements.namedItem(name)).filter(Boolean);
  const pattern = said.dataset.count || '{shown} of {all}';
  const everything = said.textContent;

  /* --- which facts fit --- */

  function chosen() {
    return Object.fromEntries(fields.map((field) => [field.name, field.value]));
  }

  function has(fact, name, value) {
    return !value || (fact[VALUES[name]] || '').split(' ').includes(value);
  }

  /* ISO days compare as text.  A fact fits when any day of it may; one without a date fits no days. */
  function within({ from: first = '', to: last = '' }, from, to) {
    if (!from && !to) return true;
    return Boolean(first || last) && !(from && last && last < from) && !(to && first && first > to);
  }

  function fits(fact, choice) {
    return Object.keys(VALUES).every((name) => has(fact, name, choice[name])) && within(fact, choice.from, choice.to);
  }

  function tell(shown, all) {
    const number = (count) => count.toLocaleString(document.documentElement.lang || undefined);
    said.textContent = shown < all ? pattern.replace('{shown}', number(shown)).replace('{all}', number(all)) : everything;
  }

  /* --- a list on one page: rows are hidden --- */

  const rows = Array.from(table.tBodies[0].querySelectorAll(':scope > [data-fact]'));

  function hide(isFit) {
    for (const row of rows) row.hidden = !isFit(row.dataset);
    tell(rows.filter((row) => !row.hidden).length, rows.length);
  }

  /* --- what is shown --- */

  const list = form.dataset.rows ? window.factRows(form, table) : { all: () => hide(() => true), only: hide };

  function show() {
    const choice = chosen();
    if (Object.values(choice).some(Boolean)) list.only((fact) => fits(fact, choice), tell);
    else list.all(tell);
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
