"""Ordinary documents: the kit's own samples, of the kinds that the pipeline is made for."""

from __future__ import annotations

import json

from opsonin.testing.samples import Sample

_RELEASE = """\
Antibody lowers relapses in lupus, trial finds

By Ada Example

LEIDEN, Sept. 28, 2020 - A monoclonal antibody against interleukin-6 lowered the number of relapses
in people with systemic lupus erythematosus (SLE), researchers reported on Monday.

The study (ClinicalTrials.gov NCT04385095) followed 659 patients, of whom 23 (3.5%) had mutations
in IFNAR1; the hazard ratio was 0.62 (95% CI 0.41 to 0.94, p = 0.02). No patient had pneumonia.

"We did not expect this," said Dr. Jane Roe, an immunologist at the University of Exampleton. "It
may change how we treat SLE," she added.

Patients received 2.5 mg/kg for 12 weeks. See https://doi.org/10.1038/s41577-020-00429-3 and
PMID: 32641700.

Read more: Five things to know about fever
Share this on Twitter
"""

_ABSTRACT = """\
. 2020 Oct;20(10):585-586.
doi: 10.1038/s41577-020-00429-3.

Type I interferon in COVID-19: implications for treatment

Roe J, Doe A, Ng P.

Background: Type I interferon (IFN-I) limits the replication of viruses. Methods: We enrolled 987
patients with severe COVID-19 between March 3 and May 12, 2020. Results: At least 101 patients
(10.2%) had autoantibodies; 26 of 94 women did not. Conclusions: IFN-I may protect against
pneumonia, but the evidence is limited.

Trial registration: ISRCTN12345674, NCT04343976.

References
1. Roe J, Doe A. Antibodies in lupus. Nature. 2019;12(3):45-51. doi:10.1000/abc.123
2. Ng P. Interferon alpha. Lancet 2018;392:1234. PMID: 29012345
"""

_DAMAGED = """\
Itâ€™s the bodyâ€™s defence.The fever , which lasted 3 days ,was mild..

The fever , which lasted 3 days ,was mild..

Patients who were given vaccinesdid well
"""

_PAGE = """\
<!DOCTYPE html><html lang="en"><head><title>Lupus: a new therapy | Example News</title>
<meta property="article:published_time" content="2021-09-16T08:00:00Z">
<meta name="author" content="Ada Example"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/health">Health</a></li></ul></nav>
<main><article><h1>Lupus: a new therapy</h1><p class="byline">By Ada Example</p>
<p>Scientists in Germany have treated five patients with <b>systemic lupus</b> &amp; reported
lasting remission. The trial (NCT04385095) goes on.</p>
<h2>What comes next</h2><p>&ldquo;It is early,&rdquo; said Jane Roe of Exampleton. About 1.5
million people have lupus; 15&ndash;44 is the usual age.</p>
<ul><li>fever</li><li>joint pain</li></ul></article></main>
<footer><p>&copy; 2021 Example News. All rights reserved.</p></footer></body></html>
"""

_MARKDOWN = """\
---
title: Vaccines and fever
author: Ada Example
date: 2021-05-04
---
# Vaccines and *fever*

Fever is common after the second dose, see [the trial](https://example.org/NCT04385095).

- 12 of 40 children had fever
- none had pneumonia

> It went away within a day, said the nurse.
"""

_RECORD = json.dumps(
    {
        "title": "Asthma in childhood",
        "authors": ["Jane Roe", "Ada Example"],
        "journal": "Journal of Examples",
        "doi": "10.1000/xyz.9",
        "published": "2019-05-02",
    }
)

_CHILDHOOD = "Asthma is a disease of the lungs. Of 200 children with asthma 14% had eczema."
#: The same story in other words: what taggers of whole corpora look for.
_REPRINT = _RELEASE.replace("researchers reported on Monday", "a team said").partition("Read more")

ORDINARY: tuple[Sample, ...] = (
    Sample(_RELEASE),
    Sample(_ABSTRACT),
    Sample(_DAMAGED),
    Sample(_PAGE, "text/html"),
    Sample(_MARKDOWN, "text/markdown"),
    Sample(_CHILDHOOD, metadata=_RECORD),
    Sample(_REPRINT[0]),
    Sample("Nothing to see here."),
)
