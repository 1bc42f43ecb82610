"""Files: validated, stored, listed, replaced and deleted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple
from unicodedata import normalize

from lintbox.domain import (
    CheckState,
    ContentChanged,
    File,
    Invalid,
    ProblemCode,
    Rejected,
    Rejection,
    Upload,
    is_harmless,
)
from lintbox.services import batches, cursors, profiles, versions
from lintbox.services.disk import require_space
from lintbox.services.ownership import get_file_number, no_such_file
from lintbox.settings import Settings
from lintbox.storage import check_queue, checks, comparisons, contents, files
from lintbox.storage.files import Page, Query

MAX_NAME_LENGTH = 255
# NFC composes up to four characters to one
_MAX_DECOMPOSED_LENGTH = 4 * MAX_NAME_LENGTH

# earlier files that the answer to an upload names for each new one
_MOST_OF_A_NAME = 20


class Added(NamedTuple):
    """``same_name`` maps a new file's id to the ids of the newest earlier files with its name."""

    files: Sequence[File]
    rejected: Sequence[Rejection]
    same_name: Mapping[str, Sequence[str]]


def add(
    settings: Settings,
    user_id: str,
    uploads: Sequence[Upload],
    now: datetime,
    profile_id: str | None = None,
    python: str | None = None,
    batch_name: str | None = None,
) -> Added:
    """Store the valid parts, each with its first check; ``python`` overrides that of the profile.

    The checks of several parts share an email, and with those of other requests with the same ``batch_name``.

    Raises:
        Rejected: every part is invalid; the code is that of the first part.
        Invalid: unknown profile.
        NotSignedIn: the account was deleted meanwhile.
    """
    chosen = profiles.choose_for_upload(user_id, profile_id)
    if chosen is None:
        raise Invalid({"profile": "There is no such profile. Leave it out to use your default."})
    chosen = profiles.with_python(chosen, python)
    if not uploads:
        raise no_file()
    require_space(settings)
    count, size = files.measure(user_id)
    rejected: list[Rejection] = []
    numbers: list[int] = []
    choose_batch = partial(batches.choose_shared, user_id, batch_name) if batch_name else None
    parts = batches.split(uploads, choose_batch)
    for batch, upload in ((batch, upload) for batch, part in parts for upload in part):
        rejection = validate(settings, upload)
        if not rejection:
            rejection = _validate_quota(settings, upload, count + len(numbers) + 1, size + upload.size)
        if rejection:
            rejected.append(rejection)
            continue
        size += upload.size
        name, sha256 = normalize_name(upload.name), _bind(upload, now)
        number, _ = files.add(user_id, name, sha256, now, profile_id, python)
        check_queue.add(user_id, number, chosen, now, batch)
        numbers.append(number)
    if not numbers:
        raise Rejected(rejected[0].code, rejected[0].detail, rejected)
    added = files.get_many(numbers)
    names = {file.name for file in added}
    earlier = files.list_ids_by_name(user_id, names, before=numbers[0], most=_MOST_OF_A_NAME)
    return Added(added, rejected, {file.id: earlier[file.name] for file in added if file.name in earlier})


def replace(
    settings: Settings,
    user_id: str,
    file_id: str,
    upload: Upload,
    now: datetime,
    python: str | None = None,
    expected: Collection[str] | None = None,
    batch_name: str | None = None,
) -> File:
    """Replace the content and the name, delete the earlier checks, and queue a new one.

    ``KEEP_VERSIONS`` says how many replaced contents are kept, each with its newest check.

    ``python`` is from now on the version of the file; None keeps the one that it has. ``expected`` are
    the SHA-256s of contents that may be replaced; None replaces any. The check shares an email with those of
    other requests with the same ``batch_name``.

    Raises:
        NotFound
        ContentChanged: the content is another one.
        Rejected: nothing has changed.
    """
    number = get_file_number(user_id, file_id)
    replaced = files.get_many([number])[0]
    _require_expected(replaced, expected)
    require_space(settings)
    changes = replaced.sha256 != upload.sha256
    rejection = validate(settings, upload)
    if not rejection:
        _, size = files.measure(user_id)
        kept = versions.measure_kept(settings, number, replaced.size, changes=changes)
        rejection = _validate_quota(settings, upload, 1, size - replaced.size + upload.size + kept)
    if rejection:
        raise Rejected(rejection.code, rejection.detail, [rejection])
    bases = comparisons.list_bases([number])
    versions.keep(settings, number, now, changes=changes)
    files.bind(number, normalize_name(upload.name), _bind(upload, now), now)
    if python:
        files.set_python(number, python)
    checks.remove_of_file(number)
    batch = batches.choose_shared(user_id, batch_name, 1) if batch_name else None
    check_queue.add(user_id, number, profiles.get_for_file(user_id, number), now, batch)
    comparisons.add(bases)
    return files.get(number)


def get(user_id: str, file_id: str) -> File:
    """Raises: NotFound."""
    return files.get(get_file_number(user_id, file_id))


def read_content(user_id: str, file_id: str) -> tuple[str, bytes]:
    """Return the name and the bytes.

    Raises:
        NotFound
    """
    found = files.find_content(user_id, file_id)
    if found is None:
        raise no_such_file()
    return found


def delete(user_id: str, file_id: str, expected: Collection[str] | None = None) -> None:
    """Delete a file with one of these contents; ``expected`` is as for ``replace``.

    Raises:
        NotFound, ContentChanged
    """
    number = get_file_number(user_id, file_id)
    _require_expected(files.get_many([number])[0], expected)
    files.remove(number)


def _require_expected(file: File, expected: Collection[str] | None) -> None:
    if expected is not None and file.sha256 not in expected:
        raise ContentChanged("The file was replaced meanwhile. Read it again, or leave out If-Match.")


def no_file() -> Rejected:
    detail = 'There is no file in the request: send it in a part with the name "file" and a file name.'
    return Rejected(ProblemCode.NO_FILE, detail)


def list_page(
    user_id: str, sort: str, states: Collection[CheckState], text: str, cursor: str | None, limit: int
) -> tuple[Page, str | None]:
    """Return a page and the cursor of the next one.

    Raises:
        Invalid: an unknown cursor, or one of another sort order.
    """
    after = cursors.decode(cursor, str if sort == "name" else int, int)
    page = files.list_page(user_id, Query(sort, states, text, after, limit))
    return page, cursors.encode(page.after)


def validate(settings: Settings, upload: Upload) -> Rejection | None:
    """Return why a part is rejected; None for a valid one."""
    name = normalize_name(upload.name)
    if "\ufffd" in name:
        return Rejection(upload.name, ProblemCode.BAD_NAME, "The name is not in UTF-8. Rename the file.")
    if not name or len(name) > MAX_NAME_LENGTH or not is_harmless(name):
        detail = f"A name has 1 to {MAX_NAME_LENGTH} characters that can be printed. Rename the file."
        return Rejection(upload.name, ProblemCode.BAD_NAME, detail)
    if not name.lower().endswith(".py"):
        return Rejection(
            upload.name, ProblemCode.NOT_PYTHON, "Not a Python file: its name does not end in .py."
        )
    if upload.size > settings.upload_max_bytes:
        limit = settings.upload_max_bytes.human_readable(separator=" ")
        detail = f"Too large: {upload.size:,} bytes, and {limit} are the most. Split the file."
        return Rejection(upload.name, ProblemCode.TOO_LARGE, detail)
    if upload.lines > settings.upload_max_lines:
        most = f"{settings.upload_max_lines:,} are the most"
        detail = f"Too long: {upload.lines:,} lines, and {most}. Split the file."
        return Rejection(upload.name, ProblemCode.TOO_MANY_LINES, detail)
    return None


def normalize_name(name: str) -> str:
    """Return the last component of the given path; it is displayed, never used as a path.

    In NFC, as keyboards enter it: macOS decomposes letters with accents.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2].strip()
    # composing takes time quadratic in the accents on one character, in which no other thread runs
    return last if len(last) > _MAX_DECOMPOSED_LENGTH else normalize("NFC", last)


def _validate_quota(settings: Settings, upload: Upload, count: int, size: int) -> Rejection | None:
    if count > settings.quota_files:
        detail = f"You have {settings.quota_files:,} files, which are the most. Delete some first."
        return Rejection(upload.name, ProblemCode.QUOTA, detail)
    if size > settings.quota_bytes:
        limit = settings.quota_bytes.human_readable(separator=" ")
        detail = f"Your files would be more than {limit} together. Delete some first."
        return Rejection(upload.name, ProblemCode.QUOTA, detail)
    return None


def _bind(upload: Upload, now: datetime) -> str:
    contents.bind(upload.sha256, upload.data, upload.lines, now)
    return upload.sha256
