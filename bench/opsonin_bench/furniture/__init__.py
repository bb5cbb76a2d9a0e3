"""Trains what tells the furniture of dumps from their text."""
