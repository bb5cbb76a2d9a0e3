"""What the terms of the vocabularies say of a word: of which types they are, and where it stands.

"Neuropathy" ends names of diseases and begins few, "renal" the other way round: so a model can tell
"zonal neuropathy" even if no vocabulary has it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint8]

#: Kinds of terms whose words are told apart: not organisms, whose names are Latin.
DISEASE, CHEMICAL, GENE, ANATOMY, PROCESS = range(5)
N_KINDS = 5
#: More than any step.
STEP_RADIX = 8


@dataclass(frozen=True, slots=True, eq=False)
class TermWords:
    """The words of the vocabularies' terms.

    Attributes:
        keys: Sorted hashes of the words, without case and plural.
        codes: Words x kinds: how many terms of the kind end in the word (a step, times
            `STEP_RADIX`), and how many have it (a step).
    """

    keys: Hashes
    codes: Codes

    @classmethod
    def none(cls) -> TermWords:
        """Return what no vocabulary says."""
        return cls(np.zeros(0, np.uint64), np.zeros((0, N_KINDS), np.uint8))

    def of(self, words: Hashes) -> Codes:
        """Return words x kinds, 0 for unknown words."""
        found = np.zeros((len(words), N_KINDS), np.uint8)
        if len(self.keys):
            at = np.minimum(np.searchsorted(self.keys, words), len(self.keys) - 1)
            known = self.keys[at] == words
            found[known] = self.codes[at[known]]
        return found
