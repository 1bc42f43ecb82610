"""The metrics in Prometheus's text format. Requests are counted only if metrics are turned on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from lintbox.domain import Outcome, PythonState
from lintbox.lint import Linter
from lintbox.lint.engine.versions import find_obstacle_to_fast_path
from lintbox.services.heartbeats import Heartbeats
from lintbox.services.queues import Queue, Queues
from lintbox.services.round_robin import QueueLimits, RoundRobin
from lintbox.web.budgets import Budgets


class Metrics:
    content_type = CONTENT_TYPE_PLAIN_0_0_4

    def __init__(self, versions: Mapping[str, str]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "lintbox_http_requests",
            "Responses by method, route template and status",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "lintbox_http_request_duration_seconds",
            "Time until the response begins",
            ["method", "route"],
            registry=self._registry,
        )
        Info("lintbox", "Versions", registry=self._registry).info(dict(versions))
        ProcessCollector(registry=self._registry)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def write(
        self,
        queues: Queues,
        file_bytes: tuple[int, int],
        heartbeats: Heartbeats,
        budgets: Budgets,
        round_robin: RoundRobin,
        linter: Linter,
    ) -> bytes:
        """Return the exposition text. ``file_bytes``: sizes of the database and of its write-ahead log."""
        current = CollectorRegistry()
        current.register(_ServerState(queues, file_bytes, heartbeats))
        current.register(_BudgetUse(budgets))
        current.register(_PasswordHashing(round_robin))
        current.register(_FastPath(linter))
        current.register(_Pythons(linter))
        return generate_latest(self._registry) + generate_latest(current)


class _ServerState(Collector):
    """Queues, emails, database and event loop, measured at scrape time."""

    def __init__(self, queues: Queues, file_bytes: tuple[int, int], heartbeats: Heartbeats) -> None:
        self._queues = queues
        self._database_bytes, self._wal_bytes = file_bytes
        self._heartbeats = heartbeats

    def collect(self) -> Iterable[Metric]:
        yield from _describe_queue("checks", self._queues.checks)
        yield from _describe_queue("emails", self._queues.emails)
        yield _gauge(
            "emails_retrying",
            "Queued emails that failed at least once and are retried",
            self._queues.emails_tried,
        )
        yield self._describe_deliveries()
        yield CounterMetricFamily(
            "lintbox_emails_left_out",
            "Result emails not queued because of the hourly limit per user",
            value=self._heartbeats.tallies["emails left out"],
        )
        yield CounterMetricFamily(
            "lintbox_emails_withheld",
            "Emails requested without a session and not queued: over a limit, or no such account",
            value=self._heartbeats.tallies["emails withheld"],
        )
        yield _gauge("database_bytes", "Size of the database", self._database_bytes)
        yield _gauge("database_wal_bytes", "Size of its write-ahead log", self._wal_bytes)
        yield _gauge("event_loop_lag_seconds", "Delay of the event loop", self._heartbeats.lag_seconds)
        silence = GaugeMetricFamily(
            "lintbox_loop_silence_seconds",
            "Time since the last heartbeat of a background task",
            labels=["loop"],
        )
        for name, seconds in self._heartbeats.measure_silence().items():
            silence.add_metric([name], seconds)
        yield silence

    def _describe_deliveries(self) -> Metric:
        family = CounterMetricFamily(
            "lintbox_email_attempts", "Attempts to send an email by outcome", labels=["outcome"]
        )
        for outcome in Outcome:
            family.add_metric([outcome], self._heartbeats.tallies[f"emails {outcome}"])
        return family


class _PasswordHashing(Collector):
    def __init__(self, round_robin: RoundRobin) -> None:
        self._round_robin = round_robin

    def collect(self) -> Iterable[Metric]:
        yield _gauge("password_hashes_waiting", "Passwords waiting to be hashed", self._round_robin.waiting)
        refused = CounterMetricFamily(
            "lintbox_password_hashes_refused",
            "Password hashes refused, by the share that was full",
            labels=["share"],
        )
        for share in QueueLimits._fields:
            refused.add_metric([share], self._round_robin.refused[share])
        yield refused


class _FastPath(Collector):
    """How many files the fast path checked, and why others were left to flake8."""

    def __init__(self, linter: Linter) -> None:
        self._linter = linter

    def collect(self) -> Iterable[Metric]:
        obstacle = find_obstacle_to_fast_path(self._linter.tool)
        enabled = GaugeMetricFamily(
            "lintbox_fast_path_enabled",
            "1 if the fast path is on; otherwise the label gives the reason",
            labels=["obstacle"],
        )
        enabled.add_metric([obstacle or ""], 0 if obstacle else 1)
        yield enabled
        yield CounterMetricFamily(
            "lintbox_fast_path_files", "Files checked by the fast path", value=self._linter.fast_files
        )
        fallbacks = CounterMetricFamily(
            "lintbox_fast_path_fallbacks",
            "Files checked by flake8 itself, by reason",
            labels=["reason"],
        )
        for reason, count in self._linter.fallbacks.items():
            fallbacks.add_metric([reason], count)
        yield fallbacks


class _Pythons(Collector):
    def __init__(self, linter: Linter) -> None:
        self._linter = linter

    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily(
            "lintbox_python",
            "The Pythons of this machine; 1 if the fork server runs",
            labels=["path", "version", "state", "checks_with"],
        )
        for python in self._linter.list_pythons():
            is_running = python.state in (PythonState.RUNNING, PythonState.IDLE)
            labels = [python.path, python.version or "", python.state, "stock" if python.obstacle else "fast"]
            family.add_metric(labels, int(is_running))
        yield family


class _BudgetUse(Collector):
    def __init__(self, budgets: Budgets) -> None:
        self._budgets = budgets

    def collect(self) -> Iterable[Metric]:
        used = GaugeMetricFamily("lintbox_budget_used", "Use of a budget", labels=["budget"])
        most = GaugeMetricFamily(
            "lintbox_budget_limit",
            "Limit of a budget: in total for connections and upload_bytes, otherwise per user or network",
            labels=["budget"],
        )
        refused = CounterMetricFamily(
            "lintbox_budget_refused", "Requests refused because a budget was exhausted", labels=["budget"]
        )
        for use in self._budgets.measure():
            used.add_metric([use.name], use.in_use)
            most.add_metric([use.name], use.most)
            refused.add_metric([use.name], use.refused)
        yield from (used, most, refused)
        yield CounterMetricFamily(
            "lintbox_connections_evicted",
            "Waiting connections closed in favour of new ones",
            value=self._budgets.connections.evicted,
        )


def _describe_queue(name: str, queue: Queue) -> Iterable[Metric]:
    family = GaugeMetricFamily(f"lintbox_{name}", f"{name.capitalize()} by state", labels=["state"])
    for state, count in queue.counts.items():
        family.add_metric([state], count)
    yield family
    yield _gauge(f"{name}_oldest_seconds", f"Age of the oldest of the queued {name}", queue.oldest_seconds)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"lintbox_{name}", text, value=value)
