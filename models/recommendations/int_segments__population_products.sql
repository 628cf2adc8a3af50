-- One row per method, population and rank: its bestsellers today, of all time or recent.
{{ customer_segments.population_products(ref('int_segments__customer_populations')) }}
