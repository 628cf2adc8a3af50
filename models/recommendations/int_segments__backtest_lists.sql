-- One row per method, population and rank: its bestsellers at the split of the back-test.
{{ customer_segments.population_products(ref('int_segments__backtest_populations')) }}
