"""Every setting: types, defaults and validation. Read once at start, then passed as an argument."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ByteSize,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    field_validator,
    model_validator,
)

from lintbox import environment
from lintbox.domain import EMBEDDED
from lintbox.environment import PREFIX as PREFIX
from lintbox.environment import Origin, RawSetting, UnknownName
from lintbox.hosts import (
    WILDCARD_HOSTS,
    normalize_base_url,
    normalize_check_engine,
    normalize_listener,
    normalize_mail_domain,
    parse_mail_server,
)
from lintbox.setting_types import (
    CommaSeparated,
    Interpreters,
    Seconds,
    Size,
    Switch,
    Whole,
    count_cores,
    fold,
    parse_seconds,
)

# misspelling one of these would leave registration open, or start with an empty data directory
_CRITICAL = ("REGISTRATION", "DATA_DIR")
_CRITICAL_WORDS = ("REGIST", "SIGNUP", "SIGN_UP", "DOMAIN")


class SmtpSecurity(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Settings(BaseModel):
    """All settings. Precedence: flag, environment, ``.env``, default.

    ``LINTBOX_X_FILE`` names a file that holds the value of ``X``. An empty value counts as unset.

    Raises:
        SettingsUnreadable, ValidationError
    """

    model_config = ConfigDict(extra="ignore", frozen=True, validate_default=True)

    host: str = "127.0.0.1"
    port: Whole = Field(default=5468, ge=0, le=65535)
    data_dir: Path = Path("lintbox-data")
    base_url: str | None = None

    smtp_host: str | None = None
    smtp_port: Whole | None = Field(default=None, ge=1, le=65535)
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_security: SmtpSecurity = SmtpSecurity.STARTTLS
    mail_from: str | None = None
    result_mail: Literal["always", "changes", "never"] = "always"
    email_retention: Annotated[float, BeforeValidator(parse_seconds), Field(ge=0)] = 90 * 86400.0

    registration: Literal["open", "closed", "domains"] = "open"
    registration_domains: CommaSeparated = []

    upload_max_bytes: Size = ByteSize(1024**2)
    upload_max_lines: Whole = Field(default=20_000, ge=1)
    upload_max_files: Whole = Field(default=50, ge=1)
    quota_bytes: Size = ByteSize(512 * 1024**2)
    quota_files: Whole = Field(default=10_000, ge=1)

    public_try: Switch = "off"

    check_timeout: Seconds = 10.0
    check_memory: Size = ByteSize(1024**3)
    check_workers: Whole = Field(default_factory=count_cores, ge=1, le=1024)
    pythons: Interpreters = []
    check_engine: str = EMBEDDED
    check_engine_ca: Path | None = None
    check_engine_cert: Path | None = None
    check_engine_key: Path | None = None

    keep_versions: Whole = Field(default=0, ge=0, le=20)
    sweep_interval: Seconds = 3600.0
    sweep_grace: Seconds = 3600.0

    backups_kept: Whole = Field(default=7, ge=0)
    disk_reserve: Size = ByteSize(100 * 1024**2)
    trusted_proxies: CommaSeparated = []
    sharing: Switch = "on"
    metrics: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "text", "json"] = "auto"
    rate_limits: Switch = "on"

    _sources: Mapping[str, RawSetting] = PrivateAttr()
    _unknown: list[UnknownName] = PrivateAttr()

    def __init__(self, _env_file: str | Path | None = ".env", **flags: Any) -> None:
        read = environment.read(Path(_env_file) if _env_file else None, type(self).model_fields)
        super().__init__(**{name: raw.value for name, raw in read.values.items()} | flags)
        given = {**read.values, **{name: RawSetting("", Origin.FLAG) for name in flags}}
        self._sources = {**_list_derived(self.model_fields_set, given), **given}
        self._unknown = read.unknown

    @property
    def sources(self) -> Mapping[str, RawSetting]:
        """The origin of each field that is set, or within another one; the others have their defaults."""
        return self._sources

    @property
    def unknown(self) -> list[UnknownName]:
        """Names in the environment and in ``.env`` that resemble a setting and are none."""
        return self._unknown

    @model_validator(mode="before")
    @classmethod
    def _read_mail_server(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Split SMTP_HOST into host, port and security; raises if SMTP_PORT or SMTP_SECURITY contradicts."""
        if not isinstance(written := values.get("smtp_host"), str):
            return values
        try:
            server = parse_mail_server(written)
        except ValueError as error:
            raise ValueError(f"{PREFIX}SMTP_HOST: {error}") from None
        parts = {"smtp_port": server.port, "smtp_security": "tls" if server.scheme == "smtps" else None}
        for name, value in parts.items():
            if value and str(values.get(name) or value).strip().lower() != str(value):
                raise ValueError(f"{PREFIX}SMTP_HOST and {PREFIX}{name.upper()} contradict each other")
        return {**values, "smtp_host": server.host, **{name: value for name, value in parts.items() if value}}

    @field_validator("result_mail", "smtp_security", "registration", "log_level", "log_format", mode="before")
    @classmethod
    def _fold(cls, value: object) -> object:
        return fold(value)

    @field_validator("host")
    @classmethod
    def _normalize_host(cls, value: str) -> str:
        return normalize_listener(value)

    @field_validator("port", mode="before")
    @classmethod
    def _reject_service_link(cls, value: object) -> object:
        if isinstance(value, str) and value.startswith(("tcp://", "udp://")):
            raise ValueError("Kubernetes set it for a service named lintbox: set enableServiceLinks to false")
        return value

    @field_validator("base_url")
    @classmethod
    def _normalize_base_url(cls, value: str | None) -> str | None:
        return None if value is None else normalize_base_url(value)

    @field_validator("check_engine")
    @classmethod
    def _normalize_check_engine(cls, value: str) -> str:
        return normalize_check_engine(value)

    @field_validator("registration_domains")
    @classmethod
    def _normalize_domains(cls, values: list[str]) -> list[str]:
        return list(dict.fromkeys(map(normalize_mail_domain, values)))

    @field_validator("trusted_proxies")
    @classmethod
    def _validate_proxies(cls, values: list[str]) -> list[str]:
        for value in values:
            ip_network(value, strict=False)
        return values

    @model_validator(mode="after")
    def _validate_registration(self) -> Self:
        if self.registration == "domains" and not self.registration_domains:
            raise ValueError(
                f"{PREFIX}REGISTRATION=domains needs at least one of {PREFIX}REGISTRATION_DOMAINS"
            )
        return self

    @model_validator(mode="after")
    def _validate_check_engine(self) -> Self:
        """Refuse an encrypted engine without a certificate, and certificates without an engine."""
        engine, files = f"{PREFIX}CHECK_ENGINE", (self.check_engine_cert, self.check_engine_key)
        if self.check_engine.startswith("tls:") and None in files:
            raise ValueError(
                f"{engine}=tls://… needs {engine}_CERT and {engine}_KEY, which prove who this is"
            )
        if not self.check_engine.startswith("tls:") and any((self.check_engine_ca, *files)):
            raise ValueError(f"{engine}_CA, _CERT and _KEY need {engine}=tls://…: nothing else is encrypted")
        return self


def _list_derived(is_set: Collection[str], given: Mapping[str, RawSetting]) -> dict[str, RawSetting]:
    """Return the origin of what ``_read_mail_server`` took from SMTP_HOST; ``source`` names that setting."""
    derived = [name for name in ("smtp_port", "smtp_security") if name in is_set and name not in given]
    return {name: given["smtp_host"]._replace(source=f"{PREFIX}SMTP_HOST") for name in derived}


def get_base_url(settings: Settings, port: int) -> str:
    """Return the URL that users open, without a trailing slash; ``port`` is the one listened on."""
    if settings.base_url:
        return settings.base_url
    host = "localhost" if settings.host in WILDCARD_HOSTS else settings.host
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def list_errors(settings: Settings) -> list[str]:
    """Return a sentence for each ineffective setting that must stop the start.

    The defaults are open registration and a new data directory; a misspelled name must not cause these.
    """
    errors = [_describe(unknown) for unknown in settings.unknown if _is_critical(unknown)]
    if settings.registration_domains and "registration" not in settings.sources:
        errors.append(
            f"{PREFIX}REGISTRATION_DOMAINS needs {PREFIX}REGISTRATION=domains: without it all may register."
        )
    return errors


def list_warnings(settings: Settings) -> list[str]:
    """Return a sentence for each unknown name that is harmless to ignore."""
    return [_describe(unknown) for unknown in settings.unknown if not _is_critical(unknown)]


def _describe(unknown: UnknownName) -> str:
    where = " (in .env)" if unknown.origin == Origin.DOTENV else ""
    hint = f": did you mean {unknown.suggestion}?" if unknown.suggestion else "."
    return f"there is no setting {unknown.name}{where}{hint}"


def _is_critical(unknown: UnknownName) -> bool:
    similar = (unknown.suggestion or "").removeprefix(PREFIX).startswith(_CRITICAL)
    return not unknown.is_empty and (similar or any(word in unknown.name.upper() for word in _CRITICAL_WORDS))
