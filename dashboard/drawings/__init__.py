"""One module per topic: drawings of a shop, for the pages and the report."""
