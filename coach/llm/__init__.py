"""Language models: one port, one client for every endpoint, the embedded server, the scripted one."""
