"""The faces: the command line, the web chat and the HTTP API, all over one assistant and one Answer."""
