import pytest
from django.test import Client

from tests.factories.news import EditorFactory


@pytest.fixture
def editor(db):
    """Writes, publishes and takes down articles."""
    return EditorFactory()


@pytest.fixture
def writer(db):
    """Writes articles, but may not publish them."""
    return EditorFactory(permissions=["add", "change", "view"])


@pytest.fixture
def desk(client, editor, ward):
    """A browser in which the editor is signed in."""
    client.force_login(editor)
    return client


@pytest.fixture
def client_of_nobody():
    """A browser in which nobody is signed in."""
    return Client()
