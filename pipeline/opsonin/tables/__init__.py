"""The data contract: every table as one Pandera model, and the checks that guard it."""
