// The rows of the Catalog: a column's head sorts by it, once more turns the order round; pages.
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const shown = button.closest('.rows').dataset;
  const now = { table: shown.table, query: shown.query, descending: shown.descending === 'yes' };
  if (shown.sort !== undefined) now.sort = Number(shown.sort);
  const { sort, offset } = button.dataset;
  if (sort !== undefined) {
    now.descending = now.sort === Number(sort) && !now.descending;
    now.sort = Number(sort);
  } else now.offset = Number(offset);
  trigger('browse', now);
});
watch('value', () => element.scrollTo({ top: 0 }));
