"""Plots as SVG: bars side by side, and lines over sizes. Colours that hold on light and dark pages."""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

_WIDTH = 720
_LABELS = 190  # pixels
_BAR = 26
_COLOURS = ("#2a78b5", "#c4622d", "#3d8f5f", "#8a5bb0", "#b8902a", "#6b7480")
_GREY = "#808891"


def bars(path: Path, title: str, values: Mapping[str, float], *, mark: float | None = None) -> None:
    """A bar for each value, with a line at `mark`."""
    longest = max([*values.values(), mark or 0]) or 1
    scale = (_WIDTH - _LABELS - 80) / longest
    height = 40 + _BAR * len(values) + 10
    drawn = []
    for place, (name, value) in enumerate(values.items()):
        top = 40 + place * _BAR
        drawn += [
            _text(_LABELS - 8, top + 16, name, anchor="end"),
            f'<rect x="{_LABELS}" y="{top + 3}" width="{value * scale:.1f}" height="{_BAR - 8}" fill="{_COLOURS[0]}"/>',
            _text(_LABELS + value * scale + 6, top + 16, _figure(value)),
        ]
    if mark is not None:
        x = _LABELS + mark * scale
        drawn.append(f'<path d="M{x:.1f} 36V{height - 10}" stroke="{_COLOURS[1]}" stroke-dasharray="4 3"/>')
    _write(path, title, height, drawn)


def lines(path: Path, title: str, values: Mapping[str, Mapping[str, float]]) -> None:
    """A line for each name, over the sizes that are the outer keys; evenly spaced, from zero."""
    height, left, bottom = 340, 60, 300
    sizes, names = list(values), list(next(iter(values.values())))
    top = max(value for each in values.values() for value in each.values()) * 1.1 or 1
    step = (_WIDTH - left - _LABELS) / max(len(sizes) - 1, 1)

    def point(place: int, value: float) -> str:
        return f"{left + place * step:.1f} {bottom - value / top * 250:.1f}"

    drawn = [f'<path d="M{left} 50V{bottom}H{_WIDTH - _LABELS}" stroke="{_GREY}" fill="none"/>']
    drawn += [_text(left + place * step, bottom + 18, size, anchor="middle") for place, size in enumerate(sizes)]
    drawn += [_text(left - 6, bottom - share * 250 + 4, _figure(share * top), anchor="end") for share in (0, 0.5, 1)]
    for colour, name in zip(_COLOURS * 2, names, strict=False):
        way = "L".join(point(place, values[size][name]) for place, size in enumerate(sizes))
        drawn.append(f'<path d="M{way}" stroke="{colour}" stroke-width="2" fill="none"/>')
    drawn += _key(names)
    _write(path, title, height, drawn)


def _key(names: list[str]) -> Iterator[str]:
    for place, (colour, name) in enumerate(zip(_COLOURS * 2, names, strict=False)):
        top = 60 + place * 20
        yield f'<rect x="{_WIDTH - _LABELS + 20}" y="{top}" width="12" height="12" fill="{colour}"/>'
        yield _text(_WIDTH - _LABELS + 40, top + 11, name)


def _text(x: float, y: float, text: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_GREY}">{escape(text)}</text>'


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}"


def _write(path: Path, title: str, height: int, drawn: list[str]) -> None:
    heading = f'<text x="10" y="22" font-size="15" fill="{_GREY}">{escape(title)}</text>'
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" font-size="12" '
        f'font-family="system-ui, sans-serif">\n<title>{escape(title)}</title>\n{heading}\n'
        + "\n".join(drawn)
        + "\n</svg>\n"
    )
