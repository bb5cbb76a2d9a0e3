"""How good the tables are: every figure that can be scored on reference annotations.

A module of `opsonin_bench.quality.sets` scores one gold set; nothing of gold is printed or kept
but figures.
"""
