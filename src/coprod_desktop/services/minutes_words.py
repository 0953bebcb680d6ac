# SPDX-License-Identifier: MIT
"""What the codes of a meeting are called on paper, which is in English whatever the screen says."""

from typing import Final

KINDS: Final = {
    "patient_forum": "Patient forum",
    "one_to_one": "One-to-one",
    "health_rep": "Health reps",
    "project": "Project group",
    "staff": "Staff meeting",
}
REGIMES: Final = {
    "on_time": "Ran on time",
    "late_start": "Started late",
    "cut_short": "Cut short",
    "cancelled": "The meeting was cancelled",
}
RUNGS: Final = {
    1: "Coercion",
    2: "Educating",
    3: "Informing",
    4: "Consultation",
    5: "Engagement",
    6: "Co-design",
    7: "Co-production",
}
"""The ladder of co-production (Think Local Act Personal)."""
RECOGNITION: Final = {
    "thank_you_letter": "Thank-you letter",
    "certificate": "Certificate",
    "shared_celebration": "Shared celebration",
    "accredited_training": "Accredited training",
    "parole_dossier_letter": "Letter for a parole dossier",
    "named_credit": "Named credit",
    "prison_pay_or_peer_role": "Prison pay or a peer role",
    "reference_for_release": "Reference for release",
    "nothing_wanted": "Nothing was wanted",
}
RECOGNITION_STATES: Final = {
    "offered": "Offered",
    "accepted": "Accepted",
    "given": "Given",
    "declined_by_person": "Declined",
    "not_allowed_by_prison": "Not allowed by the prison",
}
