# SPDX-License-Identifier: MIT
"""The kernel's tables of a PC, as files, so that sticks can be plugged in and pulled out."""

from pathlib import Path

from coprod_desktop.bundle.media_linux import Linux


class System:
    """A PC with one fixed disk on NVMe; more is plugged in by the test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.numbers = root / "sys/dev/block"
        self.names = root / "sys/class/block"
        self.volumes = root / "dev/disk/by-uuid"
        for folder in (self.numbers, self.names, self.volumes, root / "proc/self"):
            folder.mkdir(parents=True)
        self.lines = ["24 30 0:22 / /proc rw,nosuid,relatime shared:13 - proc proc rw"]
        self._minor = 0
        fixed = self.disk("nvme0n1", "pci0/nvme0", removable="0")
        self.mount(self.part(fixed, 1), "/", kind="ext4")
        self.linux = Linux(root)

    def disk(
        self, name: str, hardware: str, *, removable: str = "1", serial: str = "", ro: str = "0"
    ) -> Path:
        """A whole disk; `hardware` is its place among the devices. Returns its folder in sysfs."""
        device = self.root / "sys/devices" / hardware
        folder = device / "host0/target0/0:0:0:0/block" / name
        folder.mkdir(parents=True)
        (folder / "removable").write_text(f"{removable}\n")
        (folder / "ro").write_text(f"{ro}\n")
        if "usb" in hardware:
            (device / "idVendor").write_text("0781\n")
            if serial:
                (device / "serial").write_text(f"{serial}\n")
        self._known(folder)
        return folder

    def part(self, disk: Path, number: int) -> Path:
        """A partition of a disk."""
        joint = "p" if disk.name[-1].isdigit() else ""
        folder = disk / f"{disk.name}{joint}{number}"
        folder.mkdir()
        (folder / "partition").write_text(f"{number}\n")
        (folder / "ro").write_text("0\n")
        self._known(folder)
        return folder

    def mapped(self, below: Path, name: str, uuid: str) -> Path:
        """What device-mapper makes of a partition: LUKS, or LVM."""
        folder = self.root / "sys/devices/virtual/block" / name
        (folder / "slaves").mkdir(parents=True)
        (folder / "slaves" / below.name).symlink_to(below)
        (folder / "dm").mkdir()
        (folder / "dm/uuid").write_text(f"{uuid}\n")
        (folder / "removable").write_text("0\n")
        (folder / "ro").write_text("0\n")
        self._known(folder)
        return folder

    def mount(
        self,
        block: Path,
        path: Path | str,
        *,
        kind: str = "vfat",
        options: str = "rw,nosuid,nodev,relatime",
        inside: str = "rw",
        root: str = "/",
        source: str = "",
        number: str = "",
        volume: str = "",
    ) -> None:
        """Mount a block device, as a line of mountinfo says it."""
        escaped = str(path).replace("\\", "\\134").replace(" ", "\\040")
        number = number or (block / "dev").read_text().strip()
        source = source or f"/dev/{block.name}"
        self.lines.append(
            f"{40 + len(self.lines)} 30 {number} {root} {escaped} {options} shared:1 - "
            f"{kind} {source} {inside}"
        )
        if volume:
            (self.volumes / volume).symlink_to(f"../../{block.name}")
        self.write()

    def unmount(self, path: Path | str) -> None:
        """Take the newest mount at a place away."""
        found = [line for line in self.lines if line.split(" ")[4] == str(path)]
        self.lines.remove(found[-1])
        self.write()

    def stick(
        self, name: str, path: Path | str, serial: str, volume: str, *, read_only: bool = False
    ) -> None:
        """A usual stick: one partition, FAT, put in and mounted."""
        disk = self.disk(name, f"pci0/usb1/1-{len(self.lines)}", serial=serial)
        options = "ro" if read_only else "rw"
        self.mount(self.part(disk, 1), path, volume=volume, options=options)

    def write(self) -> None:
        (self.root / "proc/self/mountinfo").write_text("\n".join([*self.lines, ""]))

    def _known(self, block: Path) -> None:
        self._minor += 1
        number = f"8:{self._minor}"
        (block / "dev").write_text(f"{number}\n")
        (self.numbers / number).symlink_to(block)
        (self.names / block.name).symlink_to(block)
