"""Admin views that volunteers may open, and what their arguments name."""

ONE = {"pk": "own row Idea", "back": "word"}
VIEWS = {
    "ideas_desk": {"check": "word", "comments": "word", "reports": "word", "answer": "word"},
    "ideas_hear": {"call": "own row Call"},
    "ideas_comment": {"pk": "own row Comment", "action": "word", "back": "word"},
    "ideas_idea": {"pk": "own row Idea"},
    "ideas_publish": ONE,
    "ideas_ask": {**ONE, "question": "word"},
    "ideas_hide": {**ONE, "reason": "word"},
    "ideas_looked": ONE,
    "ideas_supports": {**ONE, "action": "word", "seen": "word"},
    "ideas_answer": {**ONE, "status": "word", "seen": "word", "trial": "word"},
    "ideas_call": {"pk": "own row Call", "q": "word", "p": "word"},
    "ideas_export": {"pk": "own row Call", "ext": "word"},
    "ideas_merge": {"pk": "own row Idea", "into": "own row Idea", "q": "word", "p": "word"},
    "ideas_split": {"pk": "own row Idea"},
    "ideas_hand": {"pk": "own row Idea"},
    "ideas_photo": {"pk": "own row Idea", "size": "word"},
}
