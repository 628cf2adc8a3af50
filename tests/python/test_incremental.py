"""A day that is added to a kept build gives the tables of a build of everything.

benchmarks/seeded_days.py does the same for many days, with failed builds between them.
"""

from dbt_builds import NO_TESTS, run_dbt
from seeded_days import Shop, different_tables

KEPT = ("--select", "+int_segments__kept_build")


def test_a_day_gives_the_tables_of_a_build_of_everything(tmp_path):
    shop = Shop(seed=5, has_orders=False)
    variables = shop.save(tmp_path / "input") | {"segments_incremental": True}
    parsed = run_dbt(tmp_path / "parsed", "parse", variables=variables)

    def build(name: str):
        folder = tmp_path / name
        command = ("build", *NO_TESTS, *KEPT)
        built = run_dbt(folder, *command, variables=variables, parsed=parsed)
        assert built.succeeded, built.message
        return built

    assert "no complete build was kept" in build("kept").report
    shop.late_lines()
    shop.returns_of_old_orders()
    for _ in range(3):
        shop.corrections()
        shop.deletions()
    shop.deleted_customer()
    shop.a_code_renamed()
    shop.lines_without_a_customer()
    shop.sell_to_new_customers()
    shop.save(tmp_path / "input")
    kept = build("kept")
    anew = build("anew")
    assert "the others' lines were kept" in kept.report
    changed, customers = kept.rows(
        "select max(value::int) filter (name = 'changed'), "
        "max(value::int) filter (name = 'customers') "
        "from int_segments__kept_build where kind = 'count'"
    )[0]
    assert 5 < changed < customers / 2
    assert different_tables(kept.database, anew.database) == (9, [])
