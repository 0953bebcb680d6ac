# SPDX-License-Identifier: MIT
"""What every reason for not taking in a bundle has in common."""

from typing import ClassVar, Literal

from coprod_desktop.domain.errors import UserError

Stage = Literal["A", "B", "C", "D", "E", "F", "G"]
"""A media, B container, C authenticity, D freshness, E content, F history, G apply."""

Result = Literal["refused", "held", "already_imported", "superseded", "imported"]


class BundleError(UserError):
    """A bundle was not taken in, or not without a remark (`OUTCOME` "imported")."""

    STAGE: ClassVar[Stage]
    SECURITY: ClassVar[bool] = False
    OUTCOME: ClassVar[Result] = "refused"
    SAFE = "Nothing from this bundle was taken in. What was saved before is unchanged."


class SecurityAlarm(BundleError):
    """Somebody may be forging, altering or replaying bundles. There is no way to go on anyway."""

    SECURITY = True
    ADVICE = (
        "Do not use this stick or this bundle again. Keep it apart, note who brought it and when, "
        "and ring the provider's security lead on a number you already know."
    )


SEND_AGAIN = (
    "Ask the wing to export again, to another stick if possible. The wing keeps everything until "
    "the office has confirmed it."
)
REPORT = (
    "Keep the bundle and tell whoever looks after Coprod Desktop at the provider, with the code "
    "shown here. Until that is settled the wing keeps everything."
)
