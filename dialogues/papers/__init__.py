"""The papers of a dialogue, made of its rows alone: the same rows give the same paper, whenever it is printed."""

from .conclusion import conclusion_number, conclusion_paper
from .lists import FREE_ROWS, Row, Seats, question_rows, questions_paper, seats_paper
from .minutes import minutes_number, minutes_paper
from .notice import board_notice, last_told, loudspeaker_text, notice
from .record import Record

__all__ = [
    "FREE_ROWS",
    "Record",
    "Row",
    "Seats",
    "board_notice",
    "conclusion_number",
    "conclusion_paper",
    "last_told",
    "loudspeaker_text",
    "minutes_number",
    "minutes_paper",
    "notice",
    "question_rows",
    "questions_paper",
    "seats_paper",
]
