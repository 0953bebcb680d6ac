# SPDX-License-Identifier: MIT
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from coprod_desktop.bundle import media
from coprod_desktop.bundle.media import Drive
from coprod_desktop.bundle.media_windows import Described, described
from coprod_desktop.domain.errors import CannotWrite, MediumGone, MediumSwapped
from tests.bundle.system import System

posix = pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")


@pytest.fixture
def system(tmp_path: Path) -> System:
    return System(tmp_path / "pc")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def only(system: System) -> Drive:
    (found,) = system.linux.drives()
    return found


# --- which drives are offered, and what is said of them --------------------------------------


@posix
def test_a_plugged_stick_is_found(system: System, tmp_path: Path) -> None:
    stick = tmp_path / "WING B"
    stick.mkdir()
    system.stick("sdb", stick, "4C530001", "7A1B-22C3")
    found = only(system)
    assert (found.path, found.name, found.serial) == (stick, "WING B", "4C530001")
    assert found.id == "4C530001/7A1B-22C3"
    assert found.removable
    assert not found.read_only
    assert found.free > 0


@posix
def test_a_disk_on_usb_counts_as_removable(system: System, stick: Path) -> None:
    disk = system.disk("sdc", "pci0/usb2/2-1", removable="0")
    system.mount(system.part(disk, 1), stick)
    assert only(system).removable


@posix
def test_a_card_in_a_reader_on_the_mainboard_is_told_from_memory_soldered_in(
    system: System, stick: Path
) -> None:
    for name, kind in (("mmcblk0", "MMC"), ("mmcblk1", "SD")):
        disk = system.disk(name, f"pci0/{name}", removable="0")
        (disk / "device").mkdir()
        (disk / "device/type").write_text(f"{kind}\n")
        (disk / "device/serial").write_text("0x1234\n")
        system.mount(system.part(disk, 1), f"{stick}/{kind}")
    found = only(system)
    assert (found.name, found.serial, found.removable) == ("SD", "0x1234", True)


@posix
def test_what_is_mounted_where_plugged_things_are_is_offered(system: System) -> None:
    disk = system.disk("sdd", "pci0/ata1", removable="0")
    system.mount(system.part(disk, 1), "/media/user/CARD")
    found = only(system)
    assert (found.name, found.free, found.removable) == ("CARD", 0, False)


@posix
def test_the_systems_own_disk_is_not_offered_even_when_it_is_a_stick(
    system: System, stick: Path
) -> None:
    assert system.linux.drives() == []
    disk = system.disk("sdz", "pci0/usb1/1-9", serial="LIVE")
    system.mount(system.part(disk, 1), "/boot/efi")
    system.mount(system.part(disk, 2), stick)
    assert system.linux.drives() == []
    assert system.linux.of(stick) is None


@posix
def test_each_partition_of_a_stick_is_a_medium_of_its_own(system: System, tmp_path: Path) -> None:
    disk = system.disk("sdb", "pci0/usb1/1-2", serial="S1")
    for number in (1, 2):
        folder = tmp_path / f"part{number}"
        folder.mkdir()
        system.mount(system.part(disk, number), folder, volume=f"AAAA-000{number}")
    found = system.linux.drives()
    assert [drive.serial for drive in found] == ["S1", "S1"]
    assert sorted(drive.id for drive in found) == ["S1/AAAA-0001", "S1/AAAA-0002"]


@posix
def test_an_encrypted_stick_is_known_by_the_stick_below_it(system: System, stick: Path) -> None:
    disk = system.disk("sdb", "pci0/usb1/1-2", serial="S1")
    uuid = "CRYPT-LUKS2-0a1b2c-luks-0a1b2c"
    opened = system.mapped(system.part(disk, 1), "dm-0", uuid)
    (system.root / "dev/mapper").mkdir()
    (system.root / "dev/mapper/luks-0a1b2c").symlink_to("../dm-0")
    system.mount(opened, stick, kind="ext4", source="/dev/mapper/luks-0a1b2c")
    found = only(system)
    assert (found.serial, found.removable, found.volume) == ("S1", True, uuid)


@posix
def test_a_volume_in_lvm_in_luks_is_followed_down_to_the_stick(system: System, stick: Path) -> None:
    disk = system.disk("sdb", "pci0/usb1/1-2", serial="S1")
    luks = system.mapped(system.part(disk, 1), "dm-0", "CRYPT-LUKS2-x")
    system.mount(system.mapped(luks, "dm-1", "LVM-x"), stick, kind="ext4", volume="inner")
    assert only(system).id == "S1/inner"


@posix
def test_a_bind_mount_does_not_show_a_stick_twice(system: System, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    disk = system.disk("sdb", "pci0/usb1/1-2", serial="S1")
    block = system.part(disk, 1)
    system.mount(block, part, root="/bundles", volume="AAAA-0001")
    system.mount(block, whole)
    assert only(system).path == whole
    assert system.linux.of(part / "x.coprod") is not None
    assert (of := system.linux.of(part)) is not None
    assert of.id == only(system).id


@posix
def test_exfat_through_fuse_is_a_stick_like_any_other(system: System, stick: Path) -> None:
    disk = system.disk("sdb", "pci0/usb1/1-2", serial="S1")
    block = system.part(disk, 1)
    system.mount(block, stick, kind="fuseblk", volume="4E21-0000", inside="rw,user_id=0")
    assert only(system).id == "S1/4E21-0000"


@posix
def test_a_file_system_without_a_number_of_its_own_is_found_by_its_devices_name(
    system: System, stick: Path
) -> None:
    disk = system.disk("sdb", "pci0/usb1/1-2", serial="S1")
    system.mount(system.part(disk, 1), stick, kind="btrfs", number="0:47", root="/@", volume="b1")
    assert only(system).id == "S1/b1"


@posix
@pytest.mark.parametrize("how", ["mounted", "inside", "switch"])
def test_a_write_protected_stick_says_so(system: System, stick: Path, how: str) -> None:
    disk = system.disk("sdb", "pci0/usb1/1-2", ro="1" if how == "switch" else "0")
    options = "ro,nosuid" if how == "mounted" else "rw,nosuid"
    system.mount(
        system.part(disk, 1), stick, options=options, inside="ro" if how == "inside" else "rw"
    )
    assert only(system).read_only


@posix
def test_a_stick_without_a_serial_number_does_not_get_its_sockets(
    system: System, stick: Path
) -> None:
    hub = system.root / "sys/devices/pci0/usb1"
    disk = system.disk("sdb", "pci0/usb1/1-2")
    (hub / "idVendor").write_text("1d6b\n")
    (hub / "serial").write_text("0000:00:14.0\n")
    system.mount(system.part(disk, 1), stick, volume="7A1B-22C3")
    assert only(system).id == "/7A1B-22C3"


@posix
def test_a_stick_that_names_nothing_of_itself_has_no_id(system: System, stick: Path) -> None:
    disk = system.disk("sdb", "pci0/usb1/1-2")
    system.mount(system.part(disk, 1), stick)
    assert only(system).id == ""


@posix
def test_odd_lines_do_no_harm(system: System) -> None:
    system.lines += [
        "",
        "- - -",
        "1 2 3",
        "40 30 8:99 / /media/gone rw - vfat /dev/sdq1 rw",
        "41 30 0:50 / /media/net rw - cifs //server/share rw",
        "42 30 0:51 / /media/auto rw - autofs /dev/sdb1 rw",
        "43 30 8:98 / /media/short rw shared:1 shared:2 shared:3 shared:4",
        "44 30 8:97 / /media/\\999 rw - vfat /dev/ rw",
    ]
    system.write()
    assert {drive.name for drive in system.linux.drives()} == {"gone", "\\999"}


def test_without_tables_there_are_no_drives(tmp_path: Path) -> None:
    empty = type(media.SYSTEM)
    if os.name == "posix":
        assert empty(tmp_path).drives() == []  # type: ignore[call-arg]
        assert empty(tmp_path).of(tmp_path) is None  # type: ignore[call-arg]


def test_this_pcs_drives_can_be_listed() -> None:
    for drive in media.drives():
        assert drive.path.is_absolute()


# --- which drive a path lies on ---------------------------------------------------------------


@posix
def test_a_path_is_known_to_lie_on_a_stick(system: System, stick: Path, tmp_path: Path) -> None:
    system.stick("sdb", stick, "S1", "V1")
    (stick / "deep").mkdir()
    (tmp_path / "link").symlink_to(stick / "deep")
    for path in (stick, stick / "deep", stick / "not yet there.coprod", tmp_path / "link"):
        found = system.linux.of(path)
        assert found is not None, path
        assert found.id == "S1/V1"
    for path in (tmp_path, tmp_path / "stick2", Path("/")):
        assert system.linux.of(path) is None, path


@posix
def test_what_was_mounted_last_is_what_is_seen(system: System, stick: Path) -> None:
    system.stick("sdb", stick, "S1", "V1")
    system.stick("sdc", stick, "S2", "V2")
    found = system.linux.of(stick)
    assert found is not None
    assert found.id == "S2/V2"
    system.lines.append(f"90 30 0:60 / {stick} rw - tmpfs tmpfs rw")
    system.write()
    assert system.linux.of(stick) is None


# --- whether the same one is still in ---------------------------------------------------------


@pytest.fixture
def plugged(system: System, stick: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    monkeypatch.setattr(media, "SYSTEM", system.linux)
    system.stick("sdb", stick, "S1", "V1")
    return system


@posix
def test_the_same_stick_passes_also_when_it_was_out_in_between(
    plugged: System, stick: Path
) -> None:
    identity = media.identify(stick)
    media.check(identity)
    plugged.unmount(stick)
    with pytest.raises(MediumGone):
        media.check(identity)
    plugged.volumes.joinpath("V1").unlink()
    plugged.stick("sdq", stick, "S1", "V1")
    media.check(identity)


@posix
def test_another_stick_in_its_place_is_noticed(plugged: System, stick: Path) -> None:
    identity = media.identify(stick)
    plugged.unmount(stick)
    plugged.stick("sdc", stick, "S2", "V1b")
    with pytest.raises(MediumSwapped):
        media.check(identity)


@posix
def test_a_stick_whose_folder_is_taken_away_is_gone(plugged: System, stick: Path) -> None:
    identity = media.identify(stick)
    stick.rmdir()
    with pytest.raises(MediumGone):
        media.check(identity)
    with pytest.raises(CannotWrite):
        media.identify(stick)


@posix
def test_a_stick_put_in_where_a_folder_was_is_noticed(
    plugged: System, stick: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    identity = media.identify(folder)
    media.check(identity)
    plugged.stick("sdc", folder, "S2", "V2")
    with pytest.raises(MediumSwapped):
        media.check(identity)


@posix
def test_flushing_a_folder_and_releasing_a_stick(plugged: System, stick: Path) -> None:
    (stick / "x").write_bytes(b"x")
    media.flush(stick)
    (drive,) = plugged.linux.drives()
    assert media.release(drive) is False
    stick.joinpath("x").unlink()
    stick.rmdir()
    with pytest.raises(CannotWrite):
        media.release(drive)


# --- a real file system, where one may be mounted ----------------------------------------------


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Path]:
    tools = [shutil.which(name) for name in ("mkfs.ext4", "mount", "umount")]
    if not all(tools) or os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can mount a real file system")
    image, folder = tmp_path / "image", tmp_path / "a stick\twith a tab"
    image.write_bytes(bytes(4 << 20))
    folder.mkdir()
    for command in (["mkfs.ext4", "-q", image], ["mount", "-o", "loop", image, folder]):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=True)


def test_a_real_file_system_is_followed_in_and_out(
    real: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coprod_desktop.bundle import media_linux

    monkeypatch.setattr(media_linux, "_PLUGGED", (f"{real.parent}/",))
    found = media.of(real)
    assert found is not None
    assert (found.path, found.removable, found.read_only) == (real, False, False)
    assert found in media.drives()
    bound = real.with_name("bound")
    bound.mkdir()
    subprocess.run(["mount", "--bind", str(real / "lost+found"), str(bound)], check=True)
    assert [drive.path for drive in media.drives() if drive.path in (real, bound)] == [real]
    subprocess.run(["umount", str(bound)], check=True)
    identity = media.identify(real)
    media.check(identity)
    media.flush(real)
    subprocess.run(["mount", "-o", "remount,ro", str(real)], check=True)
    changed = media.of(real)
    assert changed is not None
    assert changed.read_only
    subprocess.run(["umount", str(real)], check=True)
    with pytest.raises(MediumGone):
        media.check(identity)
    subprocess.run(["mount", "-o", "loop", f"{real.parent}/image", str(real)], check=True)


# --- what Windows says of a device --------------------------------------------------------------


def descriptor(serial: bytes = b"", *, removable: int = 0, bus: int = 7, at: int = 32) -> bytes:
    head = struct.pack("<IIBBBBIIIII", 40, 64, 0, 0, removable, 0, 0, 0, 0, at, bus)
    return head + serial + b"\0" * 8


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (descriptor(b" 4C530001 \0"), Described("4C530001", plugged=True)),
        (descriptor(b"D1\0", bus=11), Described("D1", plugged=False)),
        (descriptor(b"D1\0", bus=11, removable=1), Described("D1", plugged=True)),
        (descriptor(at=0), Described("", plugged=True)),
        (descriptor(at=0xFFFF_FFFF), Described("", plugged=True)),
        (descriptor(b"no end" * 3)[:-8], Described("no end" * 3, plugged=True)),
        (descriptor()[:20], Described()),
        (b"", Described()),
    ],
)
def test_a_windows_descriptor(raw: bytes, said: Described) -> None:
    assert described(raw) == said
