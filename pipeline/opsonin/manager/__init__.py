"""Finds plugins, names the broken ones, and puts their components into order."""
