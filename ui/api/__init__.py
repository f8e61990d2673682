"""An assistant in, what other programs call out: the HTTP API, OpenAI's protocol, MCP, and their guards.

`app` joins the routes, each concern in its own file; `guarding` puts around them what stands before every
request: a request id and the log, the proxy's path, security headers, keys, limits. Only `rowcite serve`
imports this.
"""
