"""The whole path, one module a job; each names the store verbs that it needs."""
