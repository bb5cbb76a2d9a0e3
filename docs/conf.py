"""How Sphinx builds the pages: ``make docs``. Every warning is an error, and nothing is fetched."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "opsonin"
author = "the authors of opsonin"
release = version = version_of("opsonin")
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "opsonin_docs.extension",
]
exclude_patterns = ["opsonin_docs", "examples"]

# A name in single backticks is one of Python, as docstrings here use it.
default_role = "py:obj"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

myst_enable_extensions = ["colon_fence", "deflist"]
# Links to headings are checked down to this level.
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"opsonin {release}"
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
# The theme's fonts are those of the reader's system; nothing here may ask the network.
html_theme_options = {"top_of_page_buttons": []}
