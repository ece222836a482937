"""The fixture with which specification tests are written."""

import pytest

from tests.spec.tables import Spec


@pytest.fixture
def spec() -> Spec:
    """Return a fresh specification."""
    return Spec()
