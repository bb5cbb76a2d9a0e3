"""The data folder: content-named files, one commit a run, snapshots, and state that can be rebuilt."""
