# SPDX-License-Identifier: MIT
"""The pages of a signed-in window: their names, where their code is, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True)
class Stop:
    """One page; its module is loaded when it is first visited.

    What has no icon is not on the rail: `under` is the stop that is lit while it is on screen.
    """

    name: str
    icon: str
    module: str
    page: str
    under: str = ""

    @property
    def whole_module(self) -> str:
        """The module by its whole name."""
        return f"coprod_desktop.gui.{self.module}"


WING: Final = (
    Stop("today", "today", "today.page", "TodayPage"),
    Stop("feedback", "feedback", "feedback.page", "FeedbackPage"),
    Stop("meetings", "meetings", "meetings.page", "MeetingsPage"),
    Stop("actions", "actions", "actions_page.page", "ActionsPage"),
    Stop("insights", "insights", "insights.page", "InsightsPage"),
    Stop("exchange", "exchange", "exchange.page", "ExchangePage"),
    Stop("settings", "settings", "settings.page", "SettingsPage"),
)
OFFICE: Final = (
    Stop("inbox", "inbox", "office.inbox", "InboxPage"),
    Stop("sites", "sites", "office.sites", "SitesPage"),
    Stop("feedback", "feedback", "feedback.page", "FeedbackPage"),
    Stop("meetings", "meetings", "meetings.page", "MeetingsPage"),
    Stop("actions", "actions", "actions_page.page", "ActionsPage"),
    Stop("insights", "insights", "insights.page", "InsightsPage"),
    Stop("settings", "settings", "settings.page", "SettingsPage"),
)
BEHIND: Final = (
    Stop("search", "", "searching.page", "SearchPage"),
    Stop("stack", "", "stack.page", "StackPage", "feedback"),
    Stop("spreadsheet", "", "spreadsheet.page", "SpreadsheetPage", "feedback"),
    Stop("bin", "", "bin.page", "BinPage", "feedback"),
    Stop("complaints", "", "complaints.page", "ComplaintsPage", "feedback"),
    Stop("poster", "", "poster.page", "PosterPage", "actions"),
    Stop("reports", "", "reports.page", "ReportsPage", "insights"),
    Stop("help", "", "help.page", "HelpPage"),
)
"""Pages of every window that are reached from other pages and from the command palette."""


def called(name: str) -> str:
    """What a page is called on screen."""
    translate = QCoreApplication.translate
    return {
        "today": translate("Shell", "Today"),
        "feedback": translate("Shell", "Feedback"),
        "meetings": translate("Shell", "Meetings"),
        "actions": translate("Shell", "Actions"),
        "insights": translate("Shell", "Insights"),
        "exchange": translate("Shell", "Exchange"),
        "settings": translate("Shell", "Settings"),
        "inbox": translate("Shell", "Inbox"),
        "sites": translate("Shell", "Sites"),
        "search": translate("Shell", "Search everywhere"),
        "stack": translate("Shell", "Stack of paper slips"),
        "spreadsheet": translate("Shell", "From a spreadsheet"),
        "bin": translate("Shell", "Bin"),
        "complaints": translate("Shell", "Complaints"),
        "poster": translate("Shell", "Poster"),
        "reports": translate("Shell", "Reports"),
        "help": translate("Shell", "Help"),
    }[name]
