"""The running app for the tests over HTTP."""

from tests.support.fixtures import member, new_person, person, server, services, visitor

__all__ = ["member", "new_person", "person", "server", "services", "visitor"]
