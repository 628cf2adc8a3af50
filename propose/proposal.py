"""What is proposed: inputs with their columns and dialect, settings, and open questions."""

from __future__ import annotations

from dataclasses import dataclass, field

from propose.reading import Table

OPEN = "?"  # the value of a key that a question must answer; the build refuses it


@dataclass
class Setting:
    """A value of the vars file and the evidence for it."""

    value: object
    evidence: str = ""
    question: list[str] = field(default_factory=list)  # its lines, where it is open
    alternatives: list[object] = field(default_factory=list)  # the values that may be right

    @property
    def is_open(self) -> bool:
        """Whether the value waits for an answer."""
        return bool(self.question)


@dataclass
class Input:
    """One input: where it is, its columns and its dialect."""

    table: Table
    source: Setting
    columns: dict[str, Setting] = field(default_factory=dict)
    dialect: dict[str, Setting] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)


@dataclass
class Proposal:
    """The whole vars file."""

    inputs: dict[str, Input] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    database: str | None = None

    def values(self) -> dict:
        """The vars, as the file holds them."""
        inputs = {}
        for name, one in self.inputs.items():
            inputs[name] = {"from": one.source.value}
            inputs[name] |= {key: setting.value for key, setting in one.dialect.items()}
            inputs[name]["columns"] = {key: setting.value for key, setting in one.columns.items()}
        return {"segments_inputs": inputs} | {key: setting.value for key, setting in self.settings.items()}

    def questions(self) -> list[tuple[str, Setting]]:
        """Every open key, as a path, with its question."""
        found = []
        for name, one in self.inputs.items():
            path = f"segments_inputs.{name}"
            for part, group in (("", one.dialect), (".columns", one.columns)):
                found += [(f"{path}{part}.{key}", setting) for key, setting in group.items() if setting.is_open]
            if one.source.is_open:
                found.append((f"{path}.from", one.source))
        found += [(key, setting) for key, setting in self.settings.items() if setting.is_open]
        return found


def money(amount: float | None) -> str:
    """An amount for people."""
    return "unknown" if amount is None else f"{amount:,.2f}"


def of(count: int, whole: int) -> str:
    """A count of a whole for people."""
    return f"{count:,} of {whole:,}"
