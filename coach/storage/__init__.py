"""Tables, encryption, migrations and repositories; returns domain objects, decides nothing."""
