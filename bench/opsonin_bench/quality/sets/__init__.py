"""One module for each gold set; a module that offers ``GOLD_SETS`` is found by itself."""
