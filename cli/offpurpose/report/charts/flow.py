"""How the judged matches flow through the evidence that there was for each into its verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from offpurpose.report.charts.drawing import Drawing, Ink

_TOP, _HEIGHT, _GAP, _NODE = 34.0, 250.0, 9.0, 13.0
_COLUMNS = (60.0, 300.0, 540.0)

Flow = Mapping[tuple[str, str], int]


class _Stack:
    """The boxes of one column, and where the next ribbon meets each, on its left and right side."""

    def __init__(self, x: float, sizes: dict[str, int], scale: float, most_boxes: int) -> None:
        self.x = x
        self.top: dict[str, float] = {}
        self.height = {name: size * scale for name, size in sizes.items()}
        y = _TOP + _GAP * (most_boxes - len(sizes)) / 2
        for name, height in self.height.items():
            self.top[name] = y
            y += height + _GAP
        self.left, self.right = dict(self.top), dict(self.top)


def flow_chart(
    flow: Flow, evidence: Mapping[str, str], verdicts: Mapping[str, tuple[str, Ink]]
) -> str | None:
    """Draw the matches by evidence and verdict, whose labels and inks are given; None where there is none."""
    total = sum(flow.values())
    if not total:
        return None
    by_evidence, by_verdict = defaultdict[str, int](int), defaultdict[str, int](int)
    for (kind, verdict), matches in flow.items():
        by_evidence[kind] += matches
        by_verdict[verdict] += matches
    middle = {kind: by_evidence[kind] for kind in evidence if by_evidence[kind]}
    last = {verdict: by_verdict[verdict] for verdict in verdicts if by_verdict[verdict]}
    boxes = max(len(middle), len(last))
    scale = (_HEIGHT - _GAP * (boxes - 1)) / total
    stacks = [
        _Stack(x, sizes, scale, boxes)
        for x, sizes in zip(_COLUMNS, ({"judged": total}, middle, last), strict=True)
    ]
    drawing = Drawing("flow", 720, _TOP + _HEIGHT + 12)
    for kind, matches in middle.items():
        _ribbon(drawing, (stacks[0], "judged"), (stacks[1], kind), matches * scale)
    for kind in middle:
        for verdict in last:
            _ribbon(drawing, (stacks[1], kind), (stacks[2], verdict), flow.get((kind, verdict), 0) * scale)
    _boxes(drawing, stacks[0], {"judged": ("evidence", f"judged: {total:,}")})
    _boxes(drawing, stacks[1], {kind: ("evidence", f"{evidence[kind]}: {middle[kind]:,}") for kind in middle})
    _boxes(
        drawing,
        stacks[2],
        {name: (verdicts[name][1], f"{verdicts[name][0]}: {last[name]:,}") for name in last},
    )
    for x, word in zip(_COLUMNS, ("matches", "evidence", "verdict"), strict=True):
        drawing.text(x, 16, word, strong=True)
    return drawing.svg()


def _ribbon(drawing: Drawing, begin: tuple[_Stack, str], end: tuple[_Stack, str], height: float) -> None:
    if height <= 0:
        return
    (a, source), (b, target) = begin, end
    x1, x2 = a.x + _NODE, b.x
    y1, y2 = a.right[source], b.left[target]
    a.right[source] += height
    b.left[target] += height
    mid = (x1 + x2) / 2
    drawing.path(
        f"M{x1:.2f} {y1:.2f}C{mid:.2f} {y1:.2f} {mid:.2f} {y2:.2f} {x2:.2f} {y2:.2f}"
        f"L{x2:.2f} {y2 + height:.2f}C{mid:.2f} {y2 + height:.2f} {mid:.2f} {y1 + height:.2f}"
        f" {x1:.2f} {y1 + height:.2f}Z",
        "ribbon",
    )


def _boxes(drawing: Drawing, stack: _Stack, labels: Mapping[str, tuple[Ink, str]]) -> None:
    below = 0.0
    for name, (ink, label) in labels.items():
        drawing.rect(stack.x, stack.top[name], _NODE, max(stack.height[name], 0.8), ink)
        y = max(stack.top[name] + stack.height[name] / 2 + 4, below + 12)
        drawing.text(stack.x + _NODE + 5, y, label, size=11.5)
        below = y
