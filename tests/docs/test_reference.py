"""The reference pages list what the code has: settings, routes, codes, categories, budgets, metrics."""

from __future__ import annotations

import re
from datetime import timedelta

from lintbox.domain import Category, ErrorCode
from lintbox.services.emails import EMAILS_AN_HOUR
from lintbox.services.rate_limits import LIMITS
from lintbox.settings import PREFIX, Settings
from lintbox.web.budgets import make_budgets
from lintbox.web.problems import STATUS
from lintbox.web.server import ROUTES
from tests.docs.documents import PAGES, ROOT, list_table

API = PAGES["docs/api.md"]
OPERATING = PAGES["docs/operating.md"]
SETTING_ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGES["docs/settings.md"].splitlines()
    if line.startswith("| `")
]


def test_every_setting_has_its_row() -> None:
    rows = list_table(PAGES["docs/settings.md"], "# Settings")
    assert {name for name, *_ in rows} == {PREFIX + name.upper() for name in Settings.model_fields}


def test_the_default_of_each_setting_is_that_of_the_code() -> None:
    """A default in code is one that could be set; ``none`` and words describe the others."""
    usual = Settings(_env_file=None)
    rows = [row for row in SETTING_ROWS if re.fullmatch(r"`[^`]+`", row[1])]
    assert len(rows) > 20
    written = {name.strip("`").removeprefix(PREFIX).lower(): default.strip("`") for name, default, _ in rows}
    read = {
        name: getattr(Settings.model_validate({"_env_file": None, name: default}), name)
        for name, default in written.items()
    }
    assert read == {name: getattr(usual, name) for name in written}


def test_no_document_names_a_setting_that_does_not_exist() -> None:
    named = {name for text in PAGES.values() for name in re.findall(rf"{PREFIX}([A-Z_]+[A-Z])", text)}
    assert named <= {name.upper() for name in Settings.model_fields}


def test_every_route_has_its_row() -> None:
    rows = [(method.strip("`"), path, access) for method, path, access, _ in list_table(API, "## Routes")]
    expected = [
        (
            route.method,
            re.sub(r"<(\w+):str>", r"{\1}", route.path),
            "admin" if route.for_admins else "user" if route.signed_in else "–",
        )
        for route in ROUTES
    ]
    assert sorted(rows) == sorted(expected)


def test_every_error_code_has_its_row() -> None:
    rows = list_table(API, "## Errors")
    assert {code: int(status) for status, code, _ in rows} == {
        code.value: status for code, status in STATUS.items()
    }


def test_every_error_of_a_check_has_its_row() -> None:
    assert [code for code, _ in list_table(API, "| `error.code`")] == [code.value for code in ErrorCode]


def test_every_category_has_its_row() -> None:
    assert [name for name, _ in list_table(API, "| category")] == [category.value for category in Category]


def test_every_budget_has_its_row() -> None:
    budgets = {name for name, *_ in list_table(OPERATING, "## Budgets")}
    measured = make_budgets(Settings(_env_file=None), connections=100).measure()
    assert budgets == {budget.name for budget in measured}


def test_every_limit_over_time_has_its_row_with_its_figures() -> None:
    rows = [row[:3] for row in list_table(OPERATING, "## Limits over time")]
    within = {timedelta(minutes=10): "10 minutes", timedelta(minutes=15): "15 minutes"}
    expected = [
        [name, f"{limit.attempts:,}", within.get(limit.within, "an hour")] for name, limit in LIMITS.items()
    ]
    assert rows == expected
    assert {limit.within for limit in LIMITS.values()} <= {*within, timedelta(hours=1)}
    assert f"at most {EMAILS_AN_HOUR:,} emails about results in an hour" in OPERATING


def test_every_metric_named_exists() -> None:
    code = (ROOT / "src/lintbox/web/metrics.py").read_text("utf-8")
    named = {name.removesuffix("_total") for name in re.findall(r"`(lintbox_\w+)`", OPERATING)}
    assert named
    assert [name for name in named if f'"{name}"' not in code] == []
