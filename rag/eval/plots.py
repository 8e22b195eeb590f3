"""Plots of a report as SVG for inside a page: no fixed colour, no font, no reference to anything outside.

Each plot is drawn by matplotlib as wide as a phone shows it and at the size of the page's text. Its colours are
names that the page's style sheet defines (`var(--ink)`, `var(--series-1)`, …), so that they follow light and dark.
"""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from markupsafe import Markup

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "MARKERS",
    "Bin",
    "Curve",
    "Judged",
    "PlotPoint",
    "StratumRow",
    "calibration_bins",
    "calibration_plot",
    "latency_plot",
    "mark",
    "refusal_curve",
    "refusal_plot",
    "strata_plot",
    "tradeoff_plot",
]

MARKERS = "●■◆▲▼✚"
"""The mark of each series as the page prints it; `_SHAPES` are the same for matplotlib."""

_SHAPES = "osD^vP"
_WIDTH_PX = 352
_SMALL_PX, _TEXT_PX = 11, 12
_HEAD_PX, _FOOT_PX = 26, 42
_LABEL_CHARS = 24
# Stand-ins that the page's names replace; matplotlib wants colours, and no plot has a use for these.
_NAMES = ("ink", "soft", "line", *(f"series-{n}" for n in range(1, len(MARKERS) + 1)))
_STAND_INS = {name: f"#0102{n:02x}" for n, name in enumerate(_NAMES, start=1)}


@dataclass(frozen=True, slots=True)
class Judged:
    """One question as refusal sees it: how sure the answer was, and whether the collection answers it."""

    confidence: float
    answerable: bool
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence lies in one tenth: how many, their mean confidence, the share answerable."""

    n: int
    confidence: float
    share: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Refusal at one threshold: what is refused has a lower confidence.

    Attributes:
        threshold: in [0, 1].
        recall: share of the unanswerable questions that are refused.
        precision: share of the refused questions that are unanswerable; 1 when none is refused.
        false_refusals: share of the answerable questions that are refused.
    """

    threshold: float
    recall: float
    precision: float
    false_refusals: float


@dataclass(frozen=True, slots=True)
class StratumRow:
    """One row of a plot by stratum: a value for each run, None where the run has none."""

    field: str
    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class PlotPoint:
    """Quality against latency of one run; `low` and `high` bound the quality."""

    ms: float
    quality: float
    low: float
    high: float


def mark(n: int) -> tuple[str, int]:
    """The mark of series `n` (from 0) and the number of its colour (from 1); 36 series differ in either."""
    return MARKERS[n % len(MARKERS)], (n + n // len(MARKERS)) % len(MARKERS) + 1


def calibration_bins(judged: Sequence[Judged], *, bins: int = 10) -> tuple[Bin, ...]:
    """The questions by confidence in `bins` equal steps of [0, 1], the empty ones left out."""
    groups: list[list[Judged]] = [[] for _ in range(bins)]
    for one in judged:
        groups[min(int(one.confidence * bins), bins - 1)].append(one)
    return tuple(
        Bin(len(group), math.fsum(one.confidence for one in group) / len(group), _share(group, answerable=True))
        for group in groups
        if group
    )


def refusal_curve(judged: Sequence[Judged], *, steps: int = 100) -> tuple[Curve, ...]:
    """Refusal at the thresholds 0, 1/steps, …, 1; needs questions of both sorts."""
    unanswerable = sum(not one.answerable for one in judged)
    curve = []
    for step in range(steps + 1):
        refused = [one for one in judged if one.confidence < step / steps]
        right = sum(not one.answerable for one in refused)
        curve.append(
            Curve(
                step / steps,
                right / unanswerable,
                right / len(refused) if refused else 1.0,
                (len(refused) - right) / (len(judged) - unanswerable),
            )
        )
    return tuple(curve)


def strata_plot(rows: Sequence[StratumRow], *, label: str) -> Markup:
    """A dot for each stratum and run, grouped by field, larger to the right."""
    series = max(len(row.values) for row in rows)
    step = max(1.0, 0.42 * series + 0.3)
    places: list[float] = []
    heads: list[tuple[float, str]] = []
    y, field = 0.0, ""
    for row in rows:
        if row.field != field:
            heads.append((y, row.field))
            y, field = y + 1, row.field
        places.append(y + (step - 1) / 2)
        y += step
    values = [value for row in rows for value in row.values if value is not None]
    low = max(0.0, math.floor((min(values) - 0.02) * 10) / 10)
    shown = [row.label if len(row.label) <= _LABEL_CHARS else row.label[: _LABEL_CHARS - 1] + "…" for row in rows]
    unit, left, right = 20, max(84, 14 + math.ceil(max(map(_width_px, shown)))), 44
    plot_width = _WIDTH_PX - left - right
    with _axes(left=left, right=right, height=round(y * unit) + 8, head=4) as (figure, axes):
        axes.set_xlim(low, 1.0)
        axes.set_ylim(y - 0.5 + 0.2, -0.7)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", color=_STAND_INS["line"], linewidth=1)
        edge = axes.get_yaxis_transform()
        for place, head in heads:
            axes.text(
                -left / plot_width,
                place,
                head,
                transform=edge,
                color=_STAND_INS["soft"],
                fontsize=_SMALL_PX,
                va="center",
            )
        for place, row, text in zip(places, rows, shown, strict=True):
            axes.text(-0.03, place, text, transform=edge, ha="right", va="center", color=_STAND_INS["ink"])
            axes.axhline(place, color=_STAND_INS["line"], linewidth=1, zorder=1)
            for n, value in enumerate(row.values):
                if value is None:
                    continue
                offset = (n - (series - 1) / 2) * 0.42
                axes.plot(value, place + offset, **_mark(n), markersize=6, zorder=3)
                if series == 1:
                    axes.text(1.03, place, f"{value:.3f}", transform=edge, va="center", color=_STAND_INS["soft"])
        return _svg(figure, label)


def calibration_plot(runs: Sequence[Sequence[Bin]], *, label: str, x: str, y: str) -> Markup:
    """Mean confidence against the share answerable, one line for each run, beside the diagonal of perfection.

    A single run's points carry Wilson's 95 % interval.
    """
    with _axes(x=x, y=y) as (figure, axes):
        _unit_square(axes)
        axes.plot([0, 1], [0, 1], color=_STAND_INS["soft"], linewidth=1, dashes=(4, 3))
        most = max(one.n for bins in runs for one in bins)
        for n, bins in enumerate(runs):
            look = _mark(n)
            across = [one.confidence for one in bins]
            axes.plot(across, [one.share for one in bins], color=look["color"], linewidth=1.5)
            for one in bins:
                if len(runs) == 1:
                    axes.plot([one.confidence] * 2, _wilson(one), color=look["color"], linewidth=1)
                axes.plot(one.confidence, one.share, **look, markersize=4 + 7 * math.sqrt(one.n / most))
        return _svg(figure, label)


def refusal_plot(judged: Sequence[Judged], *, threshold: float, label: str, x: str) -> Markup:
    """Recall, precision and false refusals over the threshold, which is marked where it is set.

    Recall is solid (of the far ones; of the near ones dashed, where both kinds occur), precision is the second
    colour, false refusals are dotted.
    """
    answerable = [one for one in judged if one.answerable]
    far, near = ([one for one in judged if one.kind == f"unanswerable-{kind}"] for kind in ("far", "near"))
    whole = refusal_curve(judged)
    across = [point.threshold for point in whole]
    first, second = _STAND_INS["series-1"], _STAND_INS["series-2"]
    with _axes(x=x) as (figure, axes):
        _unit_square(axes)
        axes.axvline(threshold, color=_STAND_INS["soft"], linewidth=1)
        if far and near:
            axes.plot(across, [point.recall for point in refusal_curve([*answerable, *far])], color=first)
            axes.plot(
                across, [point.recall for point in refusal_curve([*answerable, *near])], color=first, dashes=(4, 2)
            )
        else:
            axes.plot(across, [point.recall for point in whole], color=first)
        axes.plot(across, [point.precision for point in whole], color=second)
        axes.plot(across, [point.false_refusals for point in whole], color=_STAND_INS["ink"], dashes=(1.5, 2))
        return _svg(figure, label)


def tradeoff_plot(runs: Sequence[Sequence[Curve]], *, label: str, x: str, y: str) -> Markup:
    """Precision of refusal against its recall, one line for each run."""
    with _axes(x=x, y=y) as (figure, axes):
        _unit_square(axes)
        for n, curve in enumerate(runs):
            kept = [point for point in curve if point.recall > 0]
            axes.plot(
                [point.recall for point in kept],
                [point.precision for point in kept],
                **(_mark(n) | {"linestyle": "-"}),
                markersize=5,
                markevery=max(1, len(kept) // 6),
            )
        return _svg(figure, label)


def latency_plot(points: Sequence[PlotPoint], *, label: str, x: str, y: str) -> Markup:
    """Quality with its interval against milliseconds, one point for each run."""
    low, high = min(point.low for point in points), max(point.high for point in points)
    pad = max(0.01, 0.1 * (high - low))
    with _axes(x=x, y=y) as (figure, axes):
        axes.set_xlim(0, 1.15 * max(point.ms for point in points))
        axes.set_ylim(max(0.0, low - pad), min(1.0, high + pad) + 0.001)
        axes.grid(color=_STAND_INS["line"], linewidth=1)
        for n, point in enumerate(points):
            look = _mark(n)
            axes.plot([point.ms] * 2, [point.low, point.high], color=look["color"], linewidth=1)
            axes.plot(point.ms, point.quality, **look, markersize=8)
        return _svg(figure, label)


def _share(group: Sequence[Judged], *, answerable: bool) -> float:
    return sum(one.answerable == answerable for one in group) / len(group)


def _wilson(one: Bin) -> tuple[float, float]:
    from scipy.stats import binomtest  # noqa: PLC0415 -- only when a report is written

    interval = binomtest(round(one.share * one.n), one.n).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def _width_px(text: str) -> float:
    """About how wide the page's font sets the text: an em for a Chinese character, 0.56 for any other."""
    return sum(_TEXT_PX * (1 if ord(character) >= 0x2E80 else 0.56) for character in text)


def _mark(n: int) -> dict[str, Any]:
    """Shape and colour of series `n`, as `mark` tells them."""
    color = _STAND_INS[f"series-{mark(n)[1]}"]
    return {"marker": _SHAPES[n % len(_SHAPES)], "color": color, "linestyle": "none", "markeredgewidth": 0}


def _unit_square(axes: Axes) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", ".25", ".5", ".75", "1"])
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", ".25", ".5", ".75", "1"])
    axes.grid(color=_STAND_INS["line"], linewidth=1)


@contextmanager
def _axes(
    *, left: int = 40, right: int = 12, height: int = 190, head: int | None = None, x: str = "", y: str = ""
) -> Iterator[tuple[Figure, Axes]]:
    """One pair of axes, `height` pixels high, in a figure as wide as a phone; `y` stands above, `x` below."""
    import matplotlib as mpl  # noqa: PLC0415 -- only when a report is written
    from matplotlib.figure import Figure  # noqa: PLC0415

    above = (_HEAD_PX if y else 10) if head is None else head
    whole = above + height + (_FOOT_PX if x else 22)
    soft, line = _STAND_INS["soft"], _STAND_INS["line"]
    style: Any = {
        "axes.edgecolor": line,
        "axes.facecolor": "none",
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.axisbelow": True,
        "figure.facecolor": "none",
        "font.size": _TEXT_PX,
        "xtick.color": line,
        "xtick.labelcolor": soft,
        "ytick.color": line,
        "ytick.labelcolor": soft,
        "xtick.labelsize": _SMALL_PX,
        "ytick.labelsize": _SMALL_PX,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "lines.linewidth": 1.5,
        "svg.fonttype": "none",
        "svg.hashsalt": "anwen",
        "text.parse_math": False,
    }
    with mpl.rc_context(style), warnings.catch_warnings():
        # The reader's own fonts draw the text; that matplotlib's has no Chinese is of no consequence.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        # 72 units to the inch, so that a point of matplotlib is a pixel of the page.
        figure = Figure(figsize=(_WIDTH_PX / 72, whole / 72), dpi=72)
        axes = figure.add_axes(
            (left / _WIDTH_PX, 1 - (above + height) / whole, 1 - (left + right) / _WIDTH_PX, height / whole)
        )
        if y:
            figure.text(0, 1 - 13 / whole, y, color=soft, fontsize=_SMALL_PX)
        if x:
            figure.text(1 - right / _WIDTH_PX, 6 / whole, x, color=soft, fontsize=_SMALL_PX, ha="right")
        yield figure, axes


def _svg(figure: Figure, label: str) -> Markup:
    """The figure for inside a page: colours by name, the page's font, no identifiers, `label` for who cannot see."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ElementTree.fromstring(buffer.getvalue())  # noqa: S314 -- matplotlib's own
    shapes = {node.get("id"): node for node in root.iter() if node.get("id")}
    _inline_shapes(root, shapes)
    for node in root.iter():
        for child in list(node):
            if _local(child.tag) in {"metadata", "defs"}:
                node.remove(child)
        node.tag = _local(node.tag)
        kept = {_local(key): value for key, value in node.attrib.items() if key not in {"id", "clip-path"}}
        node.attrib.clear()
        node.attrib.update({key: _by_name(value) if key == "style" else value for key, value in kept.items()})
    size = [str(round(float(part))) for part in root.get("viewBox", "").split()]
    root.attrib.clear()
    root.attrib.update(viewBox=" ".join(size), width=size[2], height=size[3], role="img")
    root.set("aria-label", label)
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704 -- the serialiser escapes all text


def _inline_shapes(root: ElementTree.Element, shapes: dict[str | None, ElementTree.Element]) -> None:
    """Put a copy of each shared shape where it is used: identifiers would clash between the plots of a page."""
    for parent in list(root.iter()):
        for n, child in enumerate(list(parent)):
            if _local(child.tag) != "use":
                continue
            href = next(value for key, value in child.attrib.items() if _local(key) == "href")
            shape = shapes[href[1:]]
            moved = f"translate({child.get('x', '0')} {child.get('y', '0')})"
            copy = ElementTree.Element(shape.tag, {"d": shape.get("d", ""), "transform": moved})
            copy.set("style", child.get("style", ""))
            parent[n] = copy


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _by_name(style: str) -> str:
    """The style with the page's colours for the stand-ins and the page's font for matplotlib's."""
    for name, stand_in in _STAND_INS.items():
        style = style.replace(stand_in, f"var(--{name})")
    return re.sub(r"font: ([\d.]+px) [^;]*|font-family: [^;]*;?", lambda m: f"font-size: {m[1]}" if m[1] else "", style)
