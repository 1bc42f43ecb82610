"""Figures in the documents are those of the code."""

from __future__ import annotations

import re

import pytest

from lintbox.domain import FINDINGS_KEPT, NOQA_KEPT, Purpose
from lintbox.exports.formats import FORMATS
from lintbox.lint.cluster import layout
from lintbox.lint.engine.reports import MAX_TEXT
from lintbox.lint.workers.limits import MAX_ATTEMPTS, Limits
from lintbox.mail.mailbox_folder import FILES_KEPT
from lintbox.services import batches, exports, passwords, sessions, setup, shares
from lintbox.services.admin import audit
from lintbox.services.checks import CHECKS_KEPT
from lintbox.services.emails import RETRY_DELAYS
from lintbox.services.one_time_links import LIFETIMES
from lintbox.services.rate_limits import LIMITS
from lintbox.settings import Settings
from lintbox.web.budgets import make_budgets
from tests.docs.documents import PAGES, list_table

USUAL = Settings(_env_file=None)
CPU_SECONDS = Limits(USUAL.check_timeout, USUAL.check_memory).cpu_seconds
SETUP_MINUTES = setup.LIFETIME.seconds // 60
FIGURES = [
    ("README.md", f"once, for {SETUP_MINUTES} minutes"),
    ("docs/api.md", f"at most {FINDINGS_KEPT:,} per check"),
    ("docs/api.md", f"texts end after {MAX_TEXT} characters"),
    ("docs/api.md", f"at most {NOQA_KEPT:,} rows each"),
    ("docs/api.md", f"keeps its newest {CHECKS_KEPT} checks"),
    ("docs/api.md", f"within {batches.QUIET.seconds} seconds of a result"),
    ("docs/api.md", f"an email has at most {batches.MOST_CHECKS} files"),
    ("docs/api.md", f"or {batches.LONGEST_WAIT.seconds // 60} minutes after the first"),
    ("docs/api.md", f"`ids` at most {exports.MAX_IDS} of them"),
    ("docs/api.md", f"An export has at most {FORMATS['csv'].most_findings:,} findings"),
    ("docs/api.md", f"one page without script; at most {FORMATS['html'].most_findings:,} findings"),
    ("docs/api.md", f'`{{"days": 7}}` (1 to {shares.MOST_DAYS})'),
    ("docs/api.md", f"A file has at most {shares.SHARES_OF_FILE} links, a user {shares.SHARES_OF_USER}"),
    ("docs/api.md", f"makes at most {LIMITS['share-user'].attempts} in an hour"),
    ("docs/api.md", f"gets at most {LIMITS['shared'].attempts} times that 404"),
    ("docs/api.md", f"may ask {LIMITS['fix-user'].attempts} times an hour"),
    ("docs/architecture.md", f"{USUAL.check_timeout:g} seconds ({CPU_SECONDS} of them CPU) and 1 GiB"),
    ("docs/operating.md", f"uses at most {layout.MAX_SLOTS:,} slots"),
    ("docs/operating.md", f"({layout.MAX_PAYLOAD_BYTES // 1024**2} MB with the printed configuration)"),
    ("docs/operating.md", f"which works once, for {SETUP_MINUTES} minutes"),
    ("docs/security.md", f"end {sessions.IDLE.days} days after the last use"),
    ("docs/security.md", f"{sessions.ABSOLUTE.days} days after sign-in"),
    ("docs/security.md", f"have {passwords.MIN_LENGTH} to {passwords.MAX_LENGTH} characters"),
    ("docs/security.md", f"({LIMITS['register-network'].attempts} registrations an hour)"),
    ("docs/security.md", f"for {SETUP_MINUTES} minutes (set-up), an hour (new password) or 8 hours"),
    ("docs/settings.md", f"the newest {FILES_KEPT:,}"),
]


@pytest.mark.parametrize(("page", "words"), FIGURES)
def test_a_figure_is_that_of_the_code(page: str, words: str) -> None:
    assert words in " ".join(PAGES[page].split())


def test_figures_in_words_are_those_of_the_code() -> None:
    hours = {purpose: lifetime.total_seconds() / 3600 for purpose, lifetime in LIFETIMES.items()}
    assert hours == {Purpose.RESET: 1, Purpose.VERIFICATION: 8}
    assert audit.RETENTION.days == 365, "security.md: for a year"
    assert MAX_ATTEMPTS == 3, "api.md: three times in new processes"
    assert layout.ACK_WAIT_SECONDS == 3, "architecture.md: three silent seconds"
    assert layout.MAX_DELIVERIES == 3, "architecture.md: after three deliveries, to none"
    days = sum(delay.total_seconds() for delay in RETRY_DELAYS) / 86400
    assert round(days) == 3, "operating.md: for three days"


def test_budgets_have_their_figures() -> None:
    rows = dict(list_table(PAGES["docs/operating.md"], "## Budgets"))
    most = {budget.name: budget.most for budget in make_budgets(USUAL, connections=4096).measure()}
    assert most.pop("upload_flow") == 4 * USUAL.quota_bytes
    assert rows["upload_flow"].startswith("four times `LINTBOX_QUOTA_BYTES`")
    figures = {name: f"{figure:,}" for name, figure in most.items()} | {
        name: f"{most[name] // 1024**2} MiB" for name in most if name.endswith("_bytes")
    }
    assert [name for name, figure in figures.items() if not re.search(rf"\b{figure}\b", rows[name])] == []
