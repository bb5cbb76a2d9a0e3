"""How fast and how good: figures for people, measured by the real program on data kept elsewhere.

Not shipped. ``make bench`` runs `opsonin_bench.speed`, ``make quality`` `opsonin_bench.quality`.
"""
