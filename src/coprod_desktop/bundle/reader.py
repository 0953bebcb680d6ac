# SPDX-License-Identifier: MIT
"""Reads bundles, one stage after the other: quarantine, authenticity, freshness, content.

Each stage is a module; a caller finds all of them here, in the order in which they are due.
"""

from coprod_desktop.bundle.authenticity import (
    Authentic,
    EnrolRequest,
    Roster,
    Signer,
    authenticate,
    claimed,
    read_enrol,
)
from coprod_desktop.bundle.content import Content, Ended, contents, open_content, unwrap
from coprod_desktop.bundle.freshness import Freshness, Standing, judge
from coprod_desktop.bundle.intake import LIMITS, Limits, Quarantined, intake
from coprod_desktop.bundle.manifest import Erased, Manifest

__all__ = [
    "LIMITS",
    "Authentic",
    "Content",
    "Ended",
    "EnrolRequest",
    "Erased",
    "Freshness",
    "Limits",
    "Manifest",
    "Quarantined",
    "Roster",
    "Signer",
    "Standing",
    "authenticate",
    "claimed",
    "contents",
    "intake",
    "judge",
    "open_content",
    "read_enrol",
    "unwrap",
]
