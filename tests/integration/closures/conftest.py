from tests.integration.closures.fixtures import council, folder

__all__ = ["council", "folder"]
