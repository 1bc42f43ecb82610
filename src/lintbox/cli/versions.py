from __future__ import annotations

from lintbox.lint.engine.versions import find_obstacle_to_fast_path, installed
from lintbox.services.versions import list_versions


def describe_versions() -> str:
    tool = installed()
    obstacle = find_obstacle_to_fast_path(tool)
    lines = {**list_versions(tool), "fast path": f"off: {obstacle}" if obstacle else "on"}
    return "\n".join(f"{name:<22}{text}" for name, text in lines.items())
