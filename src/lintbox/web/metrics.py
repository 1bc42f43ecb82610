"""The metrics in Prometheus's text format. Requests are counted only if metrics are turned on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from lintbox.domain import Engine, Outcome, PythonState
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
            "Requests by method, route template and status; 499: the connection was closed before one",
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
        current.register(
            _Families(
                [
                    *_describe_queue("checks", queues.checks),
                    *_describe_queue("emails", queues.emails),
                    *_describe_emails(queues, heartbeats),
                    *_describe_server(file_bytes, heartbeats),
                    *_describe_budgets(budgets),
                    *_describe_password_hashing(round_robin),
                    *_describe_fast_path(linter),
                    _describe_pythons(linter),
                    *_describe_engine(linter.describe_engine()),
                ]
            )
        )
        return generate_latest(self._registry) + generate_latest(current)


class _Families(Collector):
    """Values measured at scrape time."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _describe_emails(queues: Queues, heartbeats: Heartbeats) -> Iterable[Metric]:
    tallies = heartbeats.tallies
    yield GaugeMetricFamily(
        "lintbox_emails_retrying",
        "Queued emails that failed at least once and are retried",
        queues.emails_tried,
    )
    yield _label(
        CounterMetricFamily,
        "lintbox_email_attempts",
        "Attempts to send an email by outcome",
        "outcome",
        {outcome: tallies[f"emails {outcome}"] for outcome in Outcome},
    )
    yield CounterMetricFamily(
        "lintbox_emails_left_out",
        "Result emails not queued because of the hourly limit per user",
        tallies["emails left out"],
    )
    yield CounterMetricFamily(
        "lintbox_emails_withheld",
        "Emails requested without a session and not queued: over a limit, or no such account",
        tallies["emails withheld"],
    )


def _describe_server(file_bytes: tuple[int, int], heartbeats: Heartbeats) -> Iterable[Metric]:
    yield GaugeMetricFamily("lintbox_database_bytes", "Size of the database", file_bytes[0])
    yield GaugeMetricFamily("lintbox_database_wal_bytes", "Size of its write-ahead log", file_bytes[1])
    yield GaugeMetricFamily(
        "lintbox_event_loop_lag_seconds", "Delay of the event loop", heartbeats.lag_seconds
    )
    text = "Time since the last heartbeat of a background task"
    yield _label(
        GaugeMetricFamily, "lintbox_loop_silence_seconds", text, "loop", heartbeats.measure_silence()
    )


def _describe_password_hashing(round_robin: RoundRobin) -> Iterable[Metric]:
    yield GaugeMetricFamily(
        "lintbox_password_hashes_waiting", "Passwords waiting to be hashed", round_robin.waiting
    )
    refused = {share: round_robin.refused[share] for share in QueueLimits._fields}
    text = "Password hashes refused, by the share that was full"
    yield _label(CounterMetricFamily, "lintbox_password_hashes_refused", text, "share", refused)


def _describe_fast_path(linter: Linter) -> Iterable[Metric]:
    """Count the files that the fast path checked, and those left to flake8 by reason."""
    obstacle = find_obstacle_to_fast_path(linter.tool)
    text = "1 if the fast path is on; otherwise the label gives the reason"
    enabled = {obstacle or "": 0 if obstacle else 1}
    yield _label(GaugeMetricFamily, "lintbox_fast_path_enabled", text, "obstacle", enabled)
    yield CounterMetricFamily("lintbox_fast_path_files", "Files checked by the fast path", linter.fast_files)
    fallbacks = {str(reason): count for reason, count in linter.fallbacks.items()}
    text = "Files checked by flake8 itself, by reason"
    yield _label(CounterMetricFamily, "lintbox_fast_path_fallbacks", text, "reason", fallbacks)


def _describe_pythons(linter: Linter) -> Metric:
    family = GaugeMetricFamily(
        "lintbox_python",
        "The Pythons of this machine; 1 if the fork server runs",
        labels=["path", "version", "state", "checks_with"],
    )
    for python in linter.list_pythons():
        is_running = python.state in (PythonState.RUNNING, PythonState.IDLE)
        labels = [python.path, python.version or "", python.state, "stock" if python.obstacle else "fast"]
        family.add_metric(labels, int(is_running))
    return family


def _describe_engine(engine: Engine | None) -> Iterable[Metric]:
    """Describe the workers on other machines; nothing where this machine checks."""
    if engine is None:
        return
    text = "1 if the NATS server is connected"
    yield GaugeMetricFamily("lintbox_engine_connected", text, int(bool(engine.server)))
    workers = {"serving": 0, "different": 0, "lost": 0}
    for worker in engine.workers:
        workers["lost" if worker.is_lost else "different" if worker.differences else "serving"] += 1
    text = "Workers on other machines, by whether they serve this server"
    yield _label(GaugeMetricFamily, "lintbox_engine_workers", text, "state", workers)
    yield GaugeMetricFamily("lintbox_engine_slots", "Checks that they run at once", engine.slots)
    checks = {"waiting": engine.waiting, "running": engine.unacknowledged, "redelivered": engine.redelivered}
    text = "Checks at the NATS server, by state; redelivered ones went to a second worker"
    yield _label(GaugeMetricFamily, "lintbox_engine_checks", text, "state", checks)


def _describe_budgets(budgets: Budgets) -> Iterable[Metric]:
    uses = budgets.measure()
    used = {use.name: use.in_use for use in uses}
    yield _label(GaugeMetricFamily, "lintbox_budget_used", "Use of a budget", "budget", used)
    most = {use.name: use.most for use in uses}
    text = "Limit of a budget: in total for connections and upload_bytes, otherwise per user or network"
    yield _label(GaugeMetricFamily, "lintbox_budget_limit", text, "budget", most)
    refused = {use.name: use.refused for use in uses}
    text = "Requests refused because a budget was exhausted"
    yield _label(CounterMetricFamily, "lintbox_budget_refused", text, "budget", refused)
    evicted = budgets.connections.evicted
    yield CounterMetricFamily(
        "lintbox_connections_evicted", "Waiting connections closed in favour of new ones", evicted
    )


def _describe_queue(name: str, queue: Queue) -> Iterable[Metric]:
    yield _label(GaugeMetricFamily, f"lintbox_{name}", f"{name.capitalize()} by state", "state", queue.counts)
    yield GaugeMetricFamily(
        f"lintbox_{name}_oldest_seconds", f"Age of the oldest of the queued {name}", queue.oldest_seconds
    )


def _label(
    kind: type[GaugeMetricFamily | CounterMetricFamily],
    name: str,
    text: str,
    label: str,
    values: Mapping[str, float],
) -> Metric:
    """Return a family with a value for each value of its label."""
    family = kind(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
