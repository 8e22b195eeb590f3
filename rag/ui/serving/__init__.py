"""Serving the page and the same for programs: who may come in, what answers while it loads, HTTP and MCP."""
