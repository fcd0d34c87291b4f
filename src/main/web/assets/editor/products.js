/** What a product of the catalogue makes of a line: {field: JSON text}. */

/** @returns {line, components}: each component is (id, parentId) → the JSON text of a line */
export function lineOfProduct(product, header, existing) {
  const parts = product.components ?? [];
  return {
    line: membersOf(product, header, existing),
    components: parts.map((part) => (id, parent) => {
      const members = { ...membersOf(part, header, existing), id: JSON.stringify(id), parent_id: JSON.stringify(parent), quantity: String(part.quantity), notes: '""', discount_percent: '0' };
      return `{${Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
    }),
  };
}

function membersOf(product, header, existing) {
  const price = String(product.list_prices[header.currency] ?? 0);
  const rates = header.tax_rates ?? {};
  return {
    product_id: JSON.stringify(product.product_id),
    sku: JSON.stringify(product.sku),
    description: JSON.stringify(product.name),
    unit: JSON.stringify(product.unit ?? 'each'),
    list_price: price,
    unit_price: price,
    tax_code: JSON.stringify(product.tax_code in rates ? product.tax_code : defaultTaxCode(header)),
    ...(existing?.section_id ? { section_id: JSON.stringify(existing.section_id) } : {}),
  };
}

/** New lines are taxed as the standard says, where there is one. */
export function defaultTaxCode(header) {
  return Object.keys(header.tax_rates ?? {}).includes('STD') ? 'STD' : '';
}

/** The members of a line that is not a product yet. */
export function blankLine(header) {
  return {
    product_id: '', sku: '', description: '', quantity: 1, unit: 'each', list_price: 0, unit_price: 0,
    discount_percent: 0, tax_code: defaultTaxCode(header), notes: '',
  };
}
