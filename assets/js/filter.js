/* The fact list's filters: shows the rows that fit, and keeps the choice in the address.  Where the list stands on several
   pages, the rows of all of them are asked for when a reader first filters, and those that fit are made here. */
(function () {
  'use strict';

  const form = document.getElementById('filters');
  const said = document.getElementById('filter-count');
  const table = document.getElementById('facts');
  if (!form || !said || !table) return;

  /* A filter's name in the address, and where a row has its values. */
  const VALUES = { status: 'status', kind: 'kind', origin: 'origins', source: 'sources', entity: 'entities' };
  const NAMES = [...Object.keys(VALUES), 'from', 'to'];
  const AT_ONCE = 250;

  const fields = NAMES.map((name) => form.elements.namedItem(name)).filter(Boolean);
  const pattern = said.dataset.count || '{shown} of {all}';
  const everything = said.textContent;
  const written = table.tBodies[0];

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

  const rows = Array.from(written.querySelectorAll(':scope > [data-fact]'));

  function hide() {
    const choice = chosen();
    for (const row of rows) row.hidden = !fits(row.dataset, choice);
    tell(rows.filter((row) => !row.hidden).length, rows.length);
  }

  /* --- a list on several pages: rows are made --- */

  const leaves = document.querySelector('.leaves');
  const more = document.getElementById('filter-more');
  const found = document.createElement('tbody');
  const heads = Array.from(table.tHead.rows[0].cells, (cell) => cell.textContent);
  let facts = null;
  let waiting = [];

  /* Runs `next` once the rows are there. */
  function withFacts(next) {
    if (facts) next();
    else if (waiting.push(next) === 1) {
      const script = document.createElement('script');
      script.src = form.dataset.rows;
      script.addEventListener('load', () => {
        facts = read(window.FACTS);
        for (const each of waiting) each();
        waiting = [];
      });
      document.head.append(script);
    }
  }

  function read({ kinds, ids, names, rows: all }) {
    const joined = (numbers) => numbers.map((number) => ids[number]).join(' ');
    const named = (numbers) => numbers.map((number) => names[number]);
    return all.map(([id, claim, status, kind, when, from, to, counts, owners, against, origins, sources, entities]) => ({
      id, claim, status, when, from, to, counts, kind: kinds[kind][0], kindText: kinds[kind][1],
      owners: named(owners), against: named(against),
      origins: joined(origins), sources: joined(sources), entities: joined(entities),
    }));
  }

  let fitting = [];

  function search() {
    const choice = chosen();
    const isChosen = Object.values(choice).some(Boolean);
    if (isChosen && !facts) {
      withFacts(search);
      return;
    }
    fitting = isChosen ? facts.filter((fact) => fits(fact, choice)) : [];
    found.replaceChildren();
    written.hidden = isChosen;
    if (leaves) leaves.hidden = isChosen;
    add();
    tell(isChosen ? fitting.length : 1, isChosen ? facts.length : 1);
  }

  function add() {
    const start = found.rows.length;
    found.append(...fitting.slice(start, start + AT_ONCE).map(row));
    if (more) more.hidden = found.rows.length >= fitting.length;
  }

  function made(name, look, ...inside) {
    const element = document.createElement(name);
    if (look) element.className = look;
    element.append(...inside);
    return element;
  }

  function link([text, href]) {
    const name = made(href ? 'a' : 'span', href ? '' : 'name', text);
    if (href) name.href = href;
    return name;
  }

  function listed(names) {
    return names.flatMap((name, place) => (place ? [', ', link(name)] : [link(name)]));
  }

  function row(fact) {
    const claim = made('a', 'claim', fact.claim);
    claim.href = fact.id + '.html';
    const first = made('th', '', claim);
    first.scope = 'row';
    const against = fact.against.length ? [' ', made('span', 'against', form.dataset.against, ' ', ...listed(fact.against))] : [];
    const cells = [
      made('td', '', document.getElementById('status-' + fact.status).content.cloneNode(true)),
      made('td', '', made('span', 'owners', ...listed(fact.owners), ...against), ' ', made('span', 'counts', fact.counts)),
      made('td', '', fact.when),
      made('td', '', fact.kindText),
    ];
    cells.forEach((cell, place) => { cell.dataset.label = heads[place + 1]; });
    const whole = made('tr', '', first, ...cells);
    whole.dataset.fact = fact.id;
    whole.dataset.status = fact.status;
    return whole;
  }

  const isSplit = Boolean(form.dataset.rows);
  const show = isSplit ? search : hide;
  if (isSplit) {
    table.append(found);
    form.addEventListener('focusin', () => withFacts(() => {}), { once: true });
    if (more) more.addEventListener('click', add);
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
