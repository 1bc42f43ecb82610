"""Values, states, and errors with stable codes; one module per noun."""

from lintbox.domain.accounts import Account, Purpose, Role, User, UserState, normalize_email_key
from lintbox.domain.audit import Action
from lintbox.domain.checks import (
    Check,
    CheckError,
    CheckState,
    Claim,
    ErrorCode,
    MailNote,
    MailStatus,
    Report,
)
from lintbox.domain.delivery import (
    Delivery,
    EmailTest,
    MailMode,
    Outcome,
    Speaker,
    Step,
    StepState,
    TranscriptLine,
)
from lintbox.domain.deltas import (
    Changed,
    Delta,
    DeltaCounts,
    FixedFinding,
    Identity,
    list_unpaired,
    normalize_line,
)
from lintbox.domain.emails import (
    UNSENT_YET,
    BatchResult,
    Email,
    EmailKind,
    EmailState,
    QuotedLine,
    Result,
    ResultMail,
)
from lintbox.domain.engines import EMBEDDED, LOST_AFTER_SECONDS, MAX_HEADER_BYTES, Engine, EngineWorker
from lintbox.domain.errors import (
    AccountDisabled,
    Busy,
    ContentChanged,
    DiskFull,
    EmailNotVerified,
    EngineUnusable,
    Forbidden,
    Invalid,
    InvalidCredentials,
    LastAdmin,
    LinkEnded,
    LintboxError,
    Locked,
    NotBackedUp,
    NotFailed,
    NotFound,
    NotSignedIn,
    NotStored,
    NotWaiting,
    OwnAccount,
    ProblemCode,
    RegistrationClosed,
    Rejected,
    Rejection,
    SharingOff,
    StorageBroken,
    TokenInvalid,
    TooMany,
    UnknownCode,
    UnknownFormat,
)
from lintbox.domain.exports import ExportedFile
from lintbox.domain.files import Change, File, Upload, UploadBuilder, Version
from lintbox.domain.findings import (
    CATEGORY_LABELS,
    FINDINGS_KEPT,
    FINDINGS_QUOTED,
    NOQA_KEPT,
    Category,
    Finding,
    Noqa,
    PythonRefusal,
    SuppressedFinding,
    UselessNoqa,
)
from lintbox.domain.fixes import Fixes, FixRequest
from lintbox.domain.profiles import NEWEST, NamedProfile, ParsedConfiguration, Profile, RefusedOption
from lintbox.domain.pythons import EMBEDDED_ONLY, Hint, Python, PythonState, Tools, short_version, version_key
from lintbox.domain.texts import count_noun, end_sentence, escape_harmful, fold, is_harmless, make_visible
from lintbox.domain.tokens import digest_token, normalize_token
from lintbox.domain.tools import Tool
