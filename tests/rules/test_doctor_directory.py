"""Finding the file system of the data directory in the text of proc(5) mountinfo."""

from __future__ import annotations

from pathlib import Path

import pytest

from lintbox.services.doctor.directory import identify_file_system

MOUNTS = r"""22 1 254:1 / / rw,relatime - ext4 /dev/vda1 rw
30 22 0:26 / /srv rw shared:5 - nfs4 filer:/srv rw
31 30 0:27 / /srv/local\040disk rw - xfs /dev/vdb rw
32 22 0:28 / /mnt rw - ext4 /dev/vdc rw
34 30 0:30 / /srv/Übung\040ä rw - btrfs /dev/vde rw
35 30 0:31 / /srv/a\134040b rw - zfs tank rw
33 32 0:29 / /mnt rw master:1 - cifs //filer/mnt rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/lintbox", "ext4"),
        ("/", "ext4"),
        ("/srv/lintbox", "nfs4"),
        ("/srv", "nfs4"),
        ("/srvlintbox", "ext4"),
        ("/srv/local disk/lintbox", "xfs"),
        ("/mnt/lintbox", "cifs"),
        ("/srv/Übung ä/lintbox", "btrfs"),
        (r"/srv/a\040b/lintbox", "zfs"),
    ],
)
def test_the_innermost_mount_counts(path: str, kind: str) -> None:
    assert identify_file_system(MOUNTS, Path(path)) == kind


def test_the_mounts_of_this_machine_are_parsed(tmp_path: Path) -> None:
    assert identify_file_system(Path("/proc/self/mountinfo").read_text(), tmp_path.resolve()) != "unknown"
