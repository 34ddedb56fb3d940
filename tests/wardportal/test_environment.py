import re

import pytest
from django.conf import settings

HANDED_TO_CHILDREN = {"WARDPORTAL_LIFELINE", "WARDPORTAL_LISTENER"}
SOURCES = [settings.BASE_DIR / "wardportal/settings.py", *(settings.BASE_DIR / "wardportal/server").glob("*.py")]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_every_variable_is_explained_in_the_example(source):
    read = set(re.findall(r'"(WARDPORTAL_[A-Z_]+|DATABASE_URL|EMAIL_URL|PORT|SECRET_KEY)"', source.read_text()))
    explained = set(re.findall(r"^#(\w+)=", (settings.BASE_DIR / ".env.example").read_text(), re.M))

    assert read - HANDED_TO_CHILDREN <= explained
