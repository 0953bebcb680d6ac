# SPDX-License-Identifier: MIT
"""Moved to `domain.vocabulary`; here until every page imports it from there."""

from coprod_desktop.domain.vocabulary import *  # noqa: F403
