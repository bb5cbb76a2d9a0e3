"""Checks of exporters, and the ground that they publish on."""
