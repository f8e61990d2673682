// The list of tables and the search over the chosen one.
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-table]');
  if (button) trigger('table', { table: button.dataset.table });
});
let typing = 0;
element.addEventListener('input', (event) => {
  const field = event.target.closest('input[type=search]');
  if (!field) return;
  clearTimeout(typing);
  typing = setTimeout(() => trigger('search', { table: field.dataset.table, query: field.value }), 150);
});
