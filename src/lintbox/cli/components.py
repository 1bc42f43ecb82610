"""The components of Lintbox with their licences: from package metadata, or from the list in the binary."""

from __future__ import annotations

import json
import re
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from importlib.resources import files
from pathlib import Path
from platform import python_version
from typing import NamedTuple

from lintbox.lint.engine import plugins
from lintbox.web.assets import read_frontend

PACKED = "parts.json"
_CLASSIFIER = "License :: OSI Approved :: "


class Part(NamedTuple):
    """``origin`` is a package URL type, ``license`` an SPDX expression if the package declares one."""

    origin: str
    name: str
    version: str
    license: str
    text: str


def list_parts() -> list[Part]:
    """Return Lintbox, Python, all dependencies and the frontend's packages, in this order."""
    packed = Path(str(files("lintbox"))) / PACKED
    if packed.is_file():
        return [Part(*row) for row in json.loads(packed.read_text("utf-8"))]
    lintbox, *others = (_describe(package) for package in list_packages())
    return [lintbox, _describe_python(), *sorted(others), *_list_frontend()]


def list_packages() -> list[Distribution]:
    """Return Lintbox, its installed dependencies, and the shipped flake8 plugins."""
    found: dict[str, Distribution] = {}
    queue = ["lintbox"]
    while queue:
        name = _normalize(queue.pop())
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:  # a dependency on another operating system
            continue
        queue += _list_dependencies(found[name])
    return [*found.values(), *distributions(path=[str(plugins.folder())])]


def _list_dependencies(package: Distribution) -> Iterator[str]:
    for line in package.requires or ():
        name, _, marker = line.partition(";")
        if "extra ==" not in marker and (match := re.match(r"[\w.-]+", name)):
            yield match[0]


def _normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _describe(package: Distribution) -> Part:
    name = _normalize(package.name)
    return Part("pypi", name, package.version, _name_license(package), _read_texts(package))


def _name_license(package: Distribution) -> str:
    classifiers = _read_all(package, "Classifier")
    approved = [words.removeprefix(_CLASSIFIER) for words in classifiers if words.startswith(_CLASSIFIER)]
    named = [*_read_all(package, "License-Expression"), ", ".join(approved), *_read_all(package, "License")]
    return next((name.partition("\n")[0] for name in named if name), "see its text")


def _read_texts(package: Distribution) -> str:
    names = _read_all(package, "License-File")
    texts = (package.read_text(f"licenses/{name}") or package.read_text(name) for name in names)
    return "\n\n".join(text.strip() for text in texts if text)


def _read_all(package: Distribution, field: str) -> list[str]:
    return package.metadata.get_all(field) or []


def _describe_python() -> Part:
    place = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    text = place.read_text("utf-8") if place.is_file() else ""
    return Part("generic", "python", python_version(), "PSF-2.0", text.strip())


def _list_frontend() -> Iterator[Part]:
    """Yield the npm packages in licenses.md, which Vite writes about its bundle."""
    text = read_frontend().get("licenses.md", b"").decode()
    for section in text.split("\n## ")[1:]:
        if match := re.match(r"(\S+) - (\S+) \((.+)\)\n", section):
            yield Part("npm", match[1], match[2], match[3], section[match.end() :].strip())
