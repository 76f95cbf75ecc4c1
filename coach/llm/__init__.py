"""Language models: one port, one client for every endpoint, the embedded and the scripted one."""
