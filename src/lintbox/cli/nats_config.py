"""``lintbox nats-config``: prints a complete configuration of the NATS server."""

from __future__ import annotations

import argparse

from lintbox.cli import CommandError, flags
from lintbox.lint.cluster import layout

_LOOPBACK = """\
# {command} > nats-server.conf
# nats-server -c nats-server.conf
# for a server and workers on this machine alone: without encryption, and every local user may connect
listen: "127.0.0.1:{port}"
"""

_ENCRYPTED = """\
# {command} > /etc/lintbox-nats.conf
# nats-server -c /etc/lintbox-nats.conf
listen: "0.0.0.0:{port}"

# both sides show a certificate of this authority before anything is said
tls {{
  ca_file: "{folder}/ca.pem"
  cert_file: "{folder}/queue.pem"
  key_file: "{folder}/queue-key.pem"
  handshake_first: true
  verify_and_map: true
  min_version: "1.3"
}}

# the subject of the certificate names the user; a worker can take checks, answer and acknowledge those that
# it or another worker of its name was given, and nothing else: machines that do not trust each other need
# a name each
authorization {{
  users: [
    {{ user: "CN=lintbox-server", permissions: {{
      publish: [{server_publish}]
      subscribe: [{server_subscribe}]
    }} }}
{workers}
  ]
}}
"""

_WORKER = """\
    {{ user: "CN={name}", permissions: {{
      publish: [{publish}]
      subscribe: [{subscribe}]
      allow_responses: {{ max: {responses}, expires: "1h" }}
    }} }}"""

_COMMON = """\

server_name: "lintbox-queue"
# an upload of the largest size, with its options
max_payload: {payload_mib}MB
# the checks that were claimed and not answered; the others wait in the database of the server
jetstream {{
  store_dir: "{store}"
  max_memory_store: 1GB
  max_file_store: 1MB
}}
"""

_SERVER_PUBLISH = (
    *(
        f"$JS.API.STREAM.{verb}.{layout.STREAM}"
        for verb in ("CREATE", "UPDATE", "INFO", "PURGE", "MSG.DELETE")
    ),
    f"$JS.API.CONSUMER.CREATE.{layout.STREAM}.>",
    f"$JS.API.CONSUMER.DURABLE.CREATE.{layout.STREAM}.*",
    f"$JS.API.CONSUMER.INFO.{layout.STREAM}.*",
    f"{layout.CHECKS}.*",
    f"$SRV.INFO.{layout.SERVICE}",
)
_SERVER_SUBSCRIBE = (f"{layout.ANSWERS}.>", f"{layout.SERVER_INBOX}.>", f"{layout.ADVISORIES}.*")
_WORKER_PUBLISH = (f"$JS.API.CONSUMER.MSG.NEXT.{layout.STREAM}.*", f"{layout.ANSWERS}.*.*")
_WORKER_SUBSCRIBE = "$SRV.>"
# a sign of life each second of a check, and the acknowledgement
_RESPONSES = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=flags.number, default=4222, help="the port to listen on (4222)")
    parser.add_argument(
        "--certificates",
        type=flags.line,
        default="/etc/lintbox-nats",
        help="the folder of ca.pem, queue.pem and queue-key.pem",
    )
    parser.add_argument(
        "--store", type=flags.line, default="/var/lib/lintbox-nats", help="a folder of the NATS server's own"
    )
    parser.add_argument(
        "--worker",
        action="append",
        type=flags.line,
        metavar="NAME",
        help="the common name of a worker's certificate, as often as there are names "
        f"({layout.DEFAULT_WORKER})",
    )
    parser.add_argument("--loopback", action="store_true", help="without encryption, on this machine alone")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    names = options.worker or [layout.DEFAULT_WORKER]
    for text in (options.certificates, options.store):
        if '"' in text or "\\" in text:
            raise CommandError(f"{text} has a character that the configuration cannot hold")
    command = "lintbox nats-config" + (" --loopback" if options.loopback else "")
    head = _LOOPBACK if options.loopback else _ENCRYPTED
    print(
        head.format(
            command=command,
            port=options.port,
            folder=options.certificates,
            server_publish=_quote(_SERVER_PUBLISH),
            server_subscribe=_quote(_SERVER_SUBSCRIBE),
            workers="\n".join(map(_describe_worker, names)),
        )
        + _COMMON.format(payload_mib=layout.MAX_PAYLOAD_BYTES // 1024**2, store=options.store),
        end="",
    )
    return 0


def _describe_worker(name: str) -> str:
    publish = _quote(_WORKER_PUBLISH)
    subscribe = _quote((f"{layout.get_worker_inbox(name)}.*", _WORKER_SUBSCRIBE))
    return _WORKER.format(name=name, publish=publish, subscribe=subscribe, responses=_RESPONSES)


def _quote(subjects: tuple[str, ...]) -> str:
    return ", ".join(f'"{subject}"' for subject in subjects)
