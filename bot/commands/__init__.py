"""The commands of `strandline`, a module for each kind of work.

A command reads its arguments, asks the service for the work, and prints. What it
prints about answers comes from a release, never from the store. Exit codes: 0 it
is done, 1 it failed or a check found mistakes, 2 it was called wrongly.
"""
