"""What a certificate says: until when it is valid, and the name that its holder has on the NATS server."""

from __future__ import annotations

import ssl
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def find_expiry(certificate: Path | None) -> datetime | None:
    """Return when the certificate in a file expires; None where that cannot be known."""
    with suppress(ValueError):
        return read_expiry(_find_fields(certificate))
    return None


def read_expiry(fields: dict[str, Any] | None) -> datetime | None:
    """Return when a certificate expires, from its fields as ``ssl.SSLSocket.getpeercert`` gives them."""
    after = (fields or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(after)), UTC) if after else None


def find_common_name(certificate: Path | None) -> str | None:
    """Return the common name of the certificate in a file; None where that cannot be known."""
    subject = (_find_fields(certificate) or {}).get("subject", ())
    names = (str(text) for part in subject for kind, text in part if kind == "commonName")
    return next(names, None)


def _find_fields(certificate: Path | None) -> dict[str, Any] | None:
    # the only reader of a certificate in the standard library; the tests of Python itself use it
    decode = getattr(ssl._ssl, "_test_decode_cert", None)  # type: ignore[attr-defined]
    if certificate is None or decode is None:
        return None
    with suppress(OSError, ValueError):
        fields: dict[str, Any] = decode(str(certificate))
        return fields
    return None
