"""The report of a snapshot, for exporters and programs; `opsonin report` writes the same.

It stands apart from `opsonin` itself because it knows of snapshots, and those know of nothing that
looks at them.
"""

from opsonin.inspection.reporting.writing import report_page, write_report

__all__ = ["report_page", "write_report"]
