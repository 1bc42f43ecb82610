"""``lintbox licenses``: the licences of all components, as text or CycloneDX."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from lintbox.cli.components import Part, list_parts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cyclonedx", action="store_true", help="print a bill of materials in CycloneDX JSON"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    parts = list_parts()
    text = json.dumps(describe(parts), indent=2) if options.cyclonedx else "\n".join(_format(parts))
    print(text)
    return 0


def describe(parts: Sequence[Part]) -> dict[str, object]:
    """Return a CycloneDX 1.6 bill of materials; the first part is the application."""
    whole, *others = map(_to_component, parts)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": whole | {"type": "application"}},
        "components": others,
        "dependencies": [{"ref": whole["bom-ref"], "dependsOn": [part["bom-ref"] for part in others]}],
    }


def _to_component(part: Part) -> dict[str, object]:
    url = f"pkg:{part.origin}/{quote(part.name)}@{quote(part.version)}"
    return {
        "type": "library",
        "bom-ref": url,
        "name": part.name,
        "version": part.version,
        "licenses": [_to_license(part.license)],
        "purl": url,
    }


def _to_license(text: str) -> dict[str, object]:
    """Return an SPDX expression as such, and the free text of older packages as a name."""
    if re.fullmatch(r"[\w.+-]+(?: (?:AND|OR|WITH) [\w.+-]+)*", text):
        return {"expression": text}
    return {"license": {"name": text}}


def _format(parts: Sequence[Part]) -> Iterator[str]:
    width = max(len(part.name) for part in parts) + 2
    for part in parts:
        yield f"{part.name:<{width}}{part.version:<20} {part.license}"
    for part in parts:
        if part.text:
            yield f"\n{'-' * 72}\n{part.name} {part.version}\n\n{part.text}"
