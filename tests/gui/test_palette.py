# SPDX-License-Identifier: MIT

import re

import pytest

from coprod_desktop import paths
from coprod_desktop.gui.palette import PAIRS, PALETTES, Palette, contrast


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=str)
def test_every_pair_of_colours_can_be_told_apart(
    palette: Palette, ink: str, ground: str, least: float
) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= least


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_the_style_sheet_names_only_colours_that_exist() -> None:
    template = paths.resource("style/coprod.qss").read_text("utf-8")
    named = set(re.findall(r"@([a-z_]+)", template)) - {"art", "name"}
    assert named <= set(Palette._fields)
