"""Identity providers for tests: a tiny one in the process, which may lie, and the real `oidc-provider` of npm."""
