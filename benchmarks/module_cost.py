"""What the base and each module cost on the demo shop: nodes and CPU seconds.

    python benchmarks/module_cost.py

Builds the demo shop from nothing without any module, then with each module alone (and
those that it needs), then with all of them, and prints a Markdown table. Seconds are
CPU seconds of the whole process with the parse; unit tests are left out, as in make
build.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
NEEDS = {
    "lifetime_value": (),
    "history": (),
    "recommendations": (),
    "bundles": (),
    "campaigns": (),
    "exploration": (),
    "evaluation": ("history",),
    "explanations": (),
    "quality": (),
}


def build(on: set[str]) -> tuple[int, float]:
    """Nodes and CPU seconds of a build of the demo shop with some modules on."""
    switches = {f"segments_using_{name}": name in on for name in NEEDS}
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "SEGMENTS_DUCKDB_PATH": f"{folder}/shop.duckdb",
            "DBT_TARGET_PATH": f"{folder}/target",
            "DBT_LOG_PATH": f"{folder}/logs",
        }
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [
                *(Path(sys.executable).with_name("dbt"), "build", "--quiet"),
                *("--exclude-resource-types", "unit_test"),
                *("--vars", json.dumps(switches)),
            ],
            cwd=REPOSITORY,
            env=environment,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        results = json.loads(Path(folder, "target", "run_results.json").read_text())
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return len(results["results"]), seconds


def main() -> None:
    base_nodes, base_seconds = build(set())
    print("| module | nodes | CPU seconds |\n|---|---|---|")
    print(f"| the base | {base_nodes} | {base_seconds:.1f} |")
    alone = {(): (base_nodes, base_seconds)}
    for module, needs in NEEDS.items():
        nodes, seconds = build({module, *needs})
        alone[(module,)] = nodes, seconds
        less_nodes, less_seconds = alone[needs]
        more = f"{nodes - less_nodes} more | {seconds - less_seconds:.1f} more"
        print(f"| {module} | {more} |")
    nodes, seconds = build(set(NEEDS))
    print(f"| everything | {nodes} | {seconds:.1f} |")


if __name__ == "__main__":
    main()
