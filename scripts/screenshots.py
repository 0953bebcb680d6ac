# SPDX-License-Identifier: MIT
"""Renders every screen to a picture, over the practice records, to be looked at.

python scripts/screenshots.py FOLDER [--theme light|dark|contrast] [--text PERCENT] [--only A,B]
    [--size 1366x768] [--guide | --all]

Pictures of one topic are taken by `scripts/TOPIC_pictures.py`, which has `take(studio, shell)`.
"""

import argparse
import contextlib
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

import office_pictures
import recovery_pictures
import shell_pictures
from coprod_desktop.gui.messages import BugNet
from coprod_desktop.gui.preferences import PRACTICE_PASSWORD, Preferences
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services import practice, storecard
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import intake, returning
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import erasing, lists

SMALL, LARGE = "1366x768", "1920x1080"
TOPICS = (
    *("guards", "entering", "finding", "meetings", "paper", "closing", "insights", "shell"),
    "recovery",
)
"""Walks over one topic each, in a file of its own; a build without the file goes without it."""
QUIET_MS = 60
_COLOURS = 256
LONGEST_MS = 20_000


class Studio:
    """A window, and a camera in front of it."""

    def __init__(
        self,
        theme: Theme,
        place: Path,
        folder: Path,
        only: set[str],
        size: str = SMALL,
        *,
        guide: bool = False,
    ) -> None:
        """`guide` keeps only the names in the files, and makes the files small."""
        self.theme, self.place, self.folder, self.only = theme, place, folder, only
        self.size, self.guide = size, guide
        self.width, self.height = (int(pixels) for pixels in size.split("x"))
        self.faults = 0
        self.window = self._window(None)

    def open(self, store: Path | None) -> Any:
        """Another window, on a store; gives the screen in it."""
        self.window.close()
        self.window = self._window(store)
        self.settle()
        return self.window.centralWidget()

    def sign_in(self, store: Path) -> Any:
        """Another window, unlocked; gives its shell."""
        screen = self.open(store)
        screen.password.line.setText(PRACTICE_PASSWORD)
        screen.unlock()
        self.wait(lambda: self.window.shell is not None)
        return self.window.shell

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """One picture."""
        self.settle()
        window = self.window
        if window.width() > self.width or window.height() > self.height:
            print(f"{name} does not fit: {window.width()} × {window.height()}", file=sys.stderr)
            self.faults += 1
            window.resize(self.width, self.height)
        if self.only and name not in self.only:
            return
        picture = (widget or window).grab()
        if self.guide:
            small(picture.toImage()).save(str(self.folder / f"{name}.png"), "PNG", 0)  # pyright: ignore[reportCallIssue, reportArgumentType]
        else:
            wide = "" if self.size == SMALL else f"-{self.width}"
            file = f"{self.theme.choice}-{self.theme.percent}{wide}-{name}.png"
            picture.save(str(self.folder / file))

    def walk(self, topic: Callable[..., None], *arguments: Any) -> None:
        """Take the pictures of one topic; a fault in it is told, and leaves out only the rest."""
        try:
            topic(self, *arguments)
        except Exception:  # noqa: BLE001 - whatever it was, the other topics are still of use
            traceback.print_exc()
            self.faults += 1

    def to_front(self) -> None:
        """Have the window take keys: without a desktop, none does so after a dialog has closed."""
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)

    def settle(self) -> None:
        """Wait until nothing is queued and nothing is left to paint."""
        jobs = self.window.jobs
        for _ in range(6):
            clock = QElapsedTimer()
            clock.start()
            self.wait(lambda clock=clock: clock.elapsed() > QUIET_MS)
            self.wait(lambda: not jobs.busy("quick") and not jobs.busy("long"))

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the window work until something is so."""
        clock = QElapsedTimer()
        clock.start()
        while not condition():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if clock.elapsed() > LONGEST_MS:
                raise TimeoutError("a screen did not come to rest")

    def _window(self, store: Path | None) -> MainWindow:
        preferences = Preferences(self.place / "preferences.ini")
        window = MainWindow(self.theme, preferences, BugNet(), store)
        window.resize(self.width, self.height)
        window.show()
        return window


def small(picture: QImage) -> QImage:
    """The same with the 256 colours that are most of it: words on plain ground need no more."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    colours = Counter(memoryview(plain.constBits()).cast("B").cast("I"))
    table = [colour for colour, _times in colours.most_common(_COLOURS)]
    flags = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, flags)


def before(studio: Studio, stores: Path) -> None:
    """What stands before a store is open."""
    wizard: Any = studio.window.centralWidget()
    studio.take("first-run")
    wizard.choose.choose("office")
    wizard.go_on()
    wizard.go_on()
    studio.take("first-run-office")
    office_pictures.wizard(studio.take, wizard, stores / "made-office")
    screen = studio.open(stores / "wing")
    studio.take("unlock")
    screen.password.line.setText("wrong")
    screen.unlock()
    studio.take("unlock-wrong")
    screen.lost.click()
    studio.take("forgotten")
    ways: Any = studio.window.centralWidget()
    for place, name in enumerate(("head", "sheet", "ask", "answer")):
        ways.show_way(place)
        studio.take(f"forgotten-{name}")
        ways.go_back()


def feedback(studio: Studio, shell: Any) -> None:
    """The list, the search, and the form."""
    shell.desk.go("feedback")
    studio.take("feedback")
    for name, text in (("search", "hatch"), ("search-none", "zebra")):
        shell.search.setText(text)
        studio.take(name)
    shell.search.setText("")
    shell.desk.go("feedback", "new")
    entry = shell.page("feedback").entry
    entry.form.answers["what_better"].field.setPlainText("My letters come opened")
    entry.form.answers["fft_overall"].field.set_value(4)
    entry.form.themes.field.set_value(["PRV", "MED.READY"])
    entry.form.wants_reply.setChecked(True)
    studio.take("entry")
    entry.form.start({})
    entry.save_and_next()
    studio.take("entry-errors")


def actions(studio: Studio, shell: Any) -> None:
    """The list of actions."""
    shell.desk.go("actions")
    studio.take("actions")


def exchange(studio: Studio, shell: Any, stick: Path) -> None:
    """A round from the choice of a stick to its place in the history."""
    shell.desk.go("exchange")
    studio.take("exchange")
    page = shell.page("exchange")
    page.round.sticks.folder.set_path(stick)
    page.round.begin()
    studio.wait(lambda: bool(page.round.check.isVisible()))
    studio.take("exchange-check")
    page.round.password.line.setText("wrong")
    page.round.send()
    studio.wait(lambda: bool(page.round.password_row.error.text()))
    studio.take("exchange-wrong")
    page.round.password.line.setText(PRACTICE_PASSWORD)
    page.round.send()
    studio.wait(lambda: bool(page.round.done.isVisible()))
    studio.take("exchange-done")
    for tab, name in (
        (page.history, "history"),
        (page.sticks, "sticks"),
        (page.enrolment, "enrolment"),
    ):
        page.tabs.setCurrentWidget(tab)
        studio.take(f"exchange-{name}")
    shell.desk.go("exchange", "receipt")
    page.history.telephone.line.setText("7K2MQ 4X")
    page.history.telephone.confirm()
    studio.take("exchange-telephone")
    page.history.telephone.closed.emit()


def answered(place: Path, person: str) -> str:
    """Have the office answer, and erase, and write its returns; gives an answered comment's id."""
    with contextlib.closing(opening.unlock(place / "office", person, PRACTICE_PASSWORD)) as ada:
        intake.take_in(ada, [place / "stick"])
        rows = lists.page(ada, "feedback", limit=6)
        answers.answer(ada, rows[1].id, "change", "There is a screen in the door of the room now.")
        answers.answer(ada, rows[2].id, "tell", "The wait at the hospital is about six weeks.")
        why = "The hospital tells us the day before, so that nobody can plan around it."
        answers.answer(ada, rows[3].id, "cannot", why)
        erasing.erase(ada, rows[5].id, "patient_asked")
        office_pictures.give_notices(ada)
        returning.write(ada, place / "stick")
        return rows[1].id


def came_back(studio: Studio, shell: Any, stick: Path, comment: str) -> None:
    """The wing when the office's answers are here: the round, Today, and the comment."""
    page = shell.page("exchange")
    shell.desk.go("exchange")
    page.round.sticks.folder.set_path(stick)
    page.round.begin()
    studio.wait(lambda: bool(page.round.check.isVisible()))
    studio.take("exchange-news")
    page.tabs.setCurrentWidget(page.history)
    studio.take("exchange-receipts")
    shell.desk.go("today")
    studio.take("today-answers")
    shell.desk.go("feedback", comment)
    studio.settle()
    feedback_page = shell.page("feedback")
    feedback_page._split.show_side()  # noqa: SLF001 - where there is no room beside the list
    studio.take("feedback-answered")
    feedback_page.detail.answer.click()
    studio.take("feedback-answer")
    feedback_page.detail.answering.closed.emit()
    studio.settle()
    feedback_page.detail.erase.click()
    studio.take("feedback-erase")


def settings(studio: Studio, shell: Any) -> None:
    """The tabs, and the sheet of keys."""
    shell.desk.go("settings")
    page = shell.page("settings")
    tabs = ("people", "looks", "care", "routes", "recovery", "audit", "about")
    for place, name in enumerate(tabs):
        page.tabs.setCurrentIndex(place)
        if name == "care":
            page.care.start_check()
        studio.take(f"settings-{name}")
    studio.window.show_keys()
    sheet = QApplication.activeModalWidget()
    if sheet is not None:
        studio.take("keys", sheet)
        sheet.close()


def office(studio: Studio, place: Path) -> None:
    """The office before and after taking in what a bad week brings."""
    words = office_pictures.trouble(place)
    shell = studio.sign_in(place / "office")
    studio.take("inbox-empty")
    folders = [place / name for name in ("stick", "second", "third")]
    office_pictures.inbox(studio.take, shell, folders)
    office_pictures.watching(studio.take, shell, place / "watched")
    office_pictures.sites(studio.take, shell, words, place / "back")
    office_pictures.trust(studio.take, shell, place)
    office_pictures.noticing(studio.take, shell)
    studio.walk(recovery_pictures.at_office, shell, place)
    shell.desk.go("feedback")
    studio.take("office-feedback")


def topics(studio: Studio, shell: Any) -> None:
    """What the files of the topics have to show."""
    for name in TOPICS:
        if (Path(__file__).parent / f"{name}_pictures.py").is_file():
            module = importlib.import_module(f"{name}_pictures")
            studio.walk(module.take, shell)


def everything(studio: Studio, place: Path) -> None:
    """Make the practice stores, and walk through them."""
    practice.create(place, PRACTICE_PASSWORD).close()
    studio.walk(before, place)
    shell = studio.sign_in(place / "wing")
    studio.take("today")
    for screens in (feedback, actions):
        studio.walk(screens, shell)
    studio.walk(exchange, shell, place / "stick")
    studio.walk(settings, shell)
    studio.walk(topics, shell)
    studio.open(None)  # one store at a time
    sent = place / "sent"
    for name in ("wing", "office", "stick"):
        shutil.copytree(place / name, sent / name)
    studio.walk(office, place)
    studio.open(None)
    comment = answered(sent, storecard.describe(sent / "office").people[0])
    studio.walk(came_back, studio.sign_in(sent / "wing"), sent / "stick", comment)
    studio.open(None)
    studio.walk(shell_pictures.empty, place / "empty")
    studio.window.close()


def gallery(folder: Path) -> int:
    """All looks, each in a process of its own, as many at once as there are cores."""
    looks = [
        ("--theme", theme, "--text", str(text), "--size", SMALL)
        for theme in ("light", "dark", "contrast")
        for text in (100, 200)
    ]
    looks.append(("--theme", "light", "--text", "100", "--size", LARGE))

    def one(look: tuple[str, ...]) -> int:
        command = [sys.executable, __file__, str(folder), *look]
        return subprocess.run(command, check=False).returncode

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return max(workers.map(one, looks))


def main() -> int:
    """Take the pictures that were asked for; 1 when something did not fit or failed."""
    parser = argparse.ArgumentParser(description="Renders every screen to a picture.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", default="light", choices=("light", "dark", "contrast"))
    parser.add_argument("--text", type=int, default=100)
    parser.add_argument("--size", default=SMALL, choices=(SMALL, LARGE))
    parser.add_argument("--only", default="", help="names of pictures, with commas")
    parser.add_argument("--guide", action="store_true", help="those of the user guide, made small")
    parser.add_argument("--all", action="store_true", help="every look, text size and window size")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    if chosen.all:
        return gallery(chosen.folder)
    app = QApplication([])
    theme = Theme(app)
    theme.wear(chosen.theme, chosen.text)
    only = {name for name in chosen.only.split(",") if name}
    if chosen.guide and not only:
        only = shell_pictures.named_by_guide()
    with tempfile.TemporaryDirectory() as made:
        studio = Studio(theme, Path(made), chosen.folder, only, chosen.size, guide=chosen.guide)
        everything(studio, Path(made))
    return 1 if studio.faults else 0


if __name__ == "__main__":
    sys.exit(main())
