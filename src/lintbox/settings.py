"""Every setting, made once at start and passed on."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ByteSize, Field, PrivateAttr, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "LINTBOX_"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SECONDS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def read_seconds(value: object) -> object:
    """Turn "1h", "10 s" or "90" into seconds; anything else goes on to be judged as a number."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", value.lower())
    if not match or match[2] not in _SECONDS:
        raise ValueError("write a time as 90, 90s, 15m, 1h or 7d")
    return float(match[1]) * _SECONDS[match[2]]


def split_words(value: object) -> object:
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


def count_cores() -> int:
    """Count the cores that this process may use; macOS cannot say, and gets all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


Seconds = Annotated[float, BeforeValidator(read_seconds), Field(gt=0)]
Words = Annotated[list[str], NoDecode, BeforeValidator(split_words)]


class SmtpSecurity(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Settings(BaseSettings):
    """Flag > environment > ``.env`` > default; ``LINTBOX_X_FILE`` names a file that holds ``X``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, validate_default=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=5468, ge=0, le=65535)
    data_dir: Path = Path("lintbox-data")
    base_url: str | None = None

    smtp_host: str | None = None
    smtp_port: int | None = Field(default=None, ge=1, le=65535)
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_security: SmtpSecurity = SmtpSecurity.STARTTLS
    mail_from: str | None = None
    result_mail: Literal["always", "changes", "never"] = "always"

    registration: Literal["open", "closed", "domains"] = "open"
    registration_domains: Words = []

    upload_max_bytes: ByteSize = ByteSize(1024**2)
    upload_max_lines: int = Field(default=20_000, ge=1)
    upload_max_files: int = Field(default=50, ge=1)
    quota_bytes: ByteSize = ByteSize(512 * 1024**2)
    quota_files: int = Field(default=10_000, ge=1)

    check_timeout: Seconds = 10.0
    check_memory: ByteSize = ByteSize(1024**3)
    check_workers: int = Field(default_factory=count_cores, ge=1)

    sweep_interval: Seconds = 3600.0
    sweep_grace: Seconds = 3600.0

    backups_kept: int = Field(default=7, ge=0)
    disk_reserve: ByteSize = ByteSize(100 * 1024**2)
    trusted_proxies: Words = []
    metrics: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "text", "json"] = "auto"
    rate_limits: Literal["on", "off"] = "on"

    _flags: frozenset[str] = PrivateAttr(frozenset())

    def __init__(self, **flags: Any) -> None:
        super().__init__(**flags)
        self._flags = frozenset(flags)

    @property
    def flags(self) -> frozenset[str]:
        """The names of the fields that were given by hand, past every other source."""
        return self._flags

    @field_validator("base_url")
    @classmethod
    def _judge_base_url(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "http://none")
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("write the whole address, such as https://lint.school.example")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _judge_proxies(cls, values: list[str]) -> list[str]:
        for value in values:
            ip_network(value, strict=False)
        return values

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _FromFiles(settings_cls), dotenv_settings, file_secret_settings


class _FromFiles(PydanticBaseSettingsSource):
    """``LINTBOX_X_FILE`` for every ``X``, as containers hand secrets over."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        return (Path(path).read_text("utf-8").strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


def find_base_url(settings: Settings, port: int) -> str:
    """Return the address that people use, without a slash at its end."""
    if settings.base_url:
        return settings.base_url.rstrip("/")
    host = "localhost" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def find_unknown() -> list[str]:
    """Name the ``LINTBOX_*`` variables that are no setting: a slip of the pen, mostly."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    known |= {f"{name}_FILE" for name in known}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
