"""Text and edges stand out from what is behind them, in light and dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from infra.pages import WEB

TEXTS = [
    (text, ground)
    for text, grounds in {
        "ink": "paper card tint note bad-tint",
        "soft": "paper card tint",
        "accent": "paper card tint",
        "accent-strong": "paper card tint",
        "bad": "paper card bad-tint",
    }.items()
    for ground in grounds.split()
] + [("on-accent", "accent"), ("on-accent", "accent-strong")]
EDGES = [("edge", "card"), ("focus", "card"), ("focus", "paper"), ("accent", "card")]


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("pair", TEXTS, ids=" on ".join)
def test_text_stands_out(pair: tuple[str, str], scheme: int) -> None:
    assert _contrast(*pair, scheme=scheme) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("pair", EDGES, ids=" on ".join)
def test_an_edge_stands_out(pair: tuple[str, str], scheme: int) -> None:
    assert _contrast(*pair, scheme=scheme) >= 3


def _contrast(one: str, other: str, *, scheme: int) -> float:
    dark, light = sorted(_luminance(_colours(scheme)[name]) for name in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _colours(scheme: int) -> dict[str, str]:
    sheets = re.findall(r":root \{(.*?)\}", (WEB / "style.css").read_text(), re.DOTALL)
    return dict(re.findall(r"--([a-z-]+): #([0-9a-f]+);", sheets[scheme]))


def _luminance(colour: str) -> float:
    whole = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    red, green, blue = (_linear(int(whole[place : place + 2], 16) / 255) for place in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
