# SPDX-License-Identifier: MIT
import os
from pathlib import Path

import pytest

from coprod_desktop.bundle import media
from coprod_desktop.bundle.media import Drive

posix = pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")


class System:
    """The kernel's tables of a PC with one fixed disk, as files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.blocks = root / "class"
        self.blocks.mkdir()
        self.lines = ["proc /proc proc rw 0 0"]
        self.plug("nvme0n1", "pci0/nvme0", "/", removable="0")

    def plug(
        self, disk: str, hardware: str, mounted: str, removable: str, serial: str = ""
    ) -> Path:
        folder = self.root / "devices" / hardware / "block" / disk
        part = folder / f"{disk}1"
        part.mkdir(parents=True)
        (part / "partition").write_text("1\n")
        (folder / "removable").write_text(f"{removable}\n")
        (self.blocks / f"{disk}1").symlink_to(part)
        if serial:
            device = self.root / "devices" / hardware
            (device / "idVendor").write_text("0781\n")
            (device / "serial").write_text(f"{serial}\n")
        self.lines.append(f"/dev/{disk}1 {mounted} vfat rw 0 0")
        return folder

    def drives(self) -> list[Drive]:
        mounts = self.root / "mounts"
        mounts.write_text("\n".join(self.lines))
        return media._linux_drives(mounts, self.blocks)


@pytest.fixture
def system(tmp_path: Path) -> System:
    return System(tmp_path)


@posix
def test_a_plugged_stick_is_found(system: System, tmp_path: Path) -> None:
    stick = tmp_path / "WING B"
    stick.mkdir()
    mounted = str(stick).replace(" ", "\\040")
    system.plug("sdb", "pci0/usb1/1-2", mounted, removable="1", serial="4C530001")
    (found,) = system.drives()
    assert (found.path, found.name, found.serial) == (stick, "WING B", "4C530001")
    assert found.removable
    assert found.free > 0


@posix
def test_a_disk_on_usb_counts_as_removable(system: System, tmp_path: Path) -> None:
    system.plug("sdc", "pci0/usb2/2-1", str(tmp_path), removable="0")
    assert [drive.removable for drive in system.drives()] == [True]


@posix
def test_a_card_in_media_is_offered(system: System) -> None:
    folder = system.plug("mmcblk0", "pci0/mmc0", "/media/user/CARD", removable="0")
    (folder / "device").mkdir()
    (folder / "device" / "serial").write_text("0x1234\n")
    (found,) = system.drives()
    assert (found.name, found.serial, found.free, found.removable) == ("CARD", "0x1234", 0, False)


@posix
def test_the_systems_own_disk_is_not_offered(system: System) -> None:
    assert system.drives() == []


@posix
def test_odd_lines_do_no_harm(system: System) -> None:
    system.lines += ["", "/dev/", "/dev/none", "/dev/x /media/gone vfat", "\\040 \\999"]
    assert [drive.name for drive in system.drives()] == ["gone"]


def test_without_tables_there_are_no_drives(tmp_path: Path) -> None:
    assert media._linux_drives(tmp_path / "absent", tmp_path) == []


def test_this_pcs_drives_can_be_listed() -> None:
    for drive in media.drives():
        assert drive.path.is_absolute()
