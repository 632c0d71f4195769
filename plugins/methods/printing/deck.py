"""Four cards of A6 on each A4, and their backs on the page after it, so that they meet when the sheet is turned along its long edge."""

from dataclasses import dataclass

ROWS, COLUMNS = 2, 2
PER_SHEET = ROWS * COLUMNS


@dataclass(frozen=True)
class Sheet:
    """Places of one sheet of paper, row by row from the left as they are printed: Papers, or None where a place is empty."""

    fronts: list
    backs: list


def sheets(papers):
    """[Sheet]. What is left on the front is right on the back: the sheet is turned like a page of a book."""
    found = []
    for start in range(0, len(papers), PER_SHEET):
        fronts = list(papers[start : start + PER_SHEET])
        fronts += [None] * (PER_SHEET - len(fronts))
        backs = []
        for row in range(ROWS):
            backs += reversed(fronts[row * COLUMNS : (row + 1) * COLUMNS])
        found.append(Sheet(fronts, backs))
    return found
