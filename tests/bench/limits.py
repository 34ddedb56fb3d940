"""How many statements a page may cost, known before any ward is set up."""

# Each page of the dialogue and of the reports asks at most so many statements, whatever the size of the ward.
STATEMENTS_AT_MOST = 12
MARK = "dialogue: "
REPORTS = "reports: "
DESK = "desk of "


def statements_at_most(page: str) -> float:
    """The limit of a page by the name it is printed under; pages of others have none."""
    return STATEMENTS_AT_MOST if page.startswith((MARK, REPORTS, DESK)) else float("inf")
