"""How many statements a page may cost, known before any ward is set up."""

# Each page of the dialogue, the reports and the movement asks at most so many statements, whatever the ward's size.
STATEMENTS_AT_MOST = 12
MARK = "dialogue: "
REPORTS = "reports: "
MOVEMENT = "movement: "
DESK = "desk of "


def statements_at_most(page: str) -> float:
    """The limit of a page by the name it is printed under; pages of others have none."""
    return STATEMENTS_AT_MOST if page.startswith((MARK, REPORTS, MOVEMENT, DESK)) else float("inf")
