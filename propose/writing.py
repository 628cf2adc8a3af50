"""Write a proposal as a vars file: every line with its evidence, every doubt as a question."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

from propose.proposal import Input, Proposal, Setting

WIDTH = 100
FIRST = ("from", "delimiter", "encoding", "decimal", "dates")


def flow(value: object) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key_text(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(part) for part in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return text(str(value))


def text(value: str) -> str:
    """A text as YAML, in quotes where it would be read as something else."""
    plain = re.fullmatch(r"[A-Za-zÀ-ÿ_/][A-Za-zÀ-ÿ0-9_ ./$-]*", value)
    if (
        plain
        and value == value.strip()
        and value.lower() not in ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
    ):
        return value
    return json.dumps(value, ensure_ascii=False)


def key_text(key: object) -> str:
    """A key as YAML."""
    return text(str(key))


def _line(indent: int, key: str, setting: Setting) -> list[str]:
    pad = " " * indent
    lines = []
    if setting.question:
        label, *rest = setting.question
        lines += _wrapped(pad, f"QUESTION: {label}")
        for one in rest:
            lines += _wrapped(pad, f"  - {one}")
    line = f"{pad}{key_text(key)}: {flow(setting.value)}"
    if setting.evidence:
        if len(line) + len(setting.evidence) > 150:
            lines += _wrapped(pad, setting.evidence)
        else:
            line += f" # {_clean(setting.evidence)}"
    return [*lines, line]


def _clean(comment: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+", " ", comment)


def _wrapped(pad: str, comment: str) -> list[str]:
    lines = textwrap.wrap(
        _clean(comment),
        WIDTH - len(pad) - 2,
        break_long_words=False,
        drop_whitespace=True,
        subsequent_indent="    " if comment.startswith("  - ") else "",
    )
    return [f"{pad}# {line}" for line in lines]


def _input(name: str, one: Input) -> list[str]:
    lines = [f"  {name}:", *_line(4, "from", one.source)]
    for key in FIRST[1:]:
        if key in one.dialect:
            lines += _line(4, key, one.dialect[key])
    lines.append("    columns:")
    for key, setting in one.columns.items():
        lines += _line(6, key, setting)
    if one.unused:
        shown = [repr(column) for column in one.unused[:30]]
        lines += _wrapped("      ", "not used: " + ", ".join(shown))
    return lines


def _setting(key: str, setting: Setting) -> list[str]:
    if isinstance(setting.value, dict) and setting.value:
        lines = _wrapped("", setting.evidence) if setting.evidence else []
        lines.append(f"{key}:")
        for name, part in setting.value.items():
            lines += _line(2, name, part if isinstance(part, Setting) else Setting(part))
        return lines
    return _line(0, key, setting)


def as_yaml(proposal: Proposal, title: str) -> str:
    """The vars file."""
    open_keys = proposal.questions()
    lines = _wrapped("", title)
    if open_keys:
        lines += _wrapped(
            "",
            f'{len(open_keys)} question{"s" * (len(open_keys) > 1)} below: write the right value in place of "?", '
            "then build. Until then the build stops at that key.",
        )
    lines.append("segments_inputs:")
    for name in (
        "transactions",
        "orders",
        "payments",
        "customers",
        "products",
        "campaign_contacts",
    ):
        if name in proposal.inputs:
            lines += _input(name, proposal.inputs[name])
    for key, setting in proposal.settings.items():
        lines += _setting(key, setting)
    for note in proposal.notes:
        lines += _wrapped("", f"note: {note}")
    return "\n".join(lines) + "\n"


def plain_values(values: object) -> object:
    """The vars without their evidence."""
    if isinstance(values, Setting):
        return plain_values(values.value)
    if isinstance(values, dict):
        return {key: plain_values(part) for key, part in values.items()}
    return values


def write(proposal: Proposal, path: Path, title: str) -> None:
    """Write the vars file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_yaml(proposal, title), encoding="utf-8")
