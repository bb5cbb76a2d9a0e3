"""Small records of the XML formats, made for tests."""

JATS = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving v1.0//EN" "archive.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article">
<front><journal-meta><journal-id journal-id-type="nlm-ta">J Test</journal-id>
<journal-title-group><journal-title>Journal of Tests</journal-title></journal-title-group>
<publisher><publisher-name>Test Press</publisher-name></publisher></journal-meta>
<article-meta><article-id pub-id-type="pmid">123</article-id>
<article-id pub-id-type="pmc">456</article-id>
<article-id pub-id-type="doi">10.1000/ABC</article-id>
<title-group><article-title>Mice &amp; <italic>men</italic></article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Roe</surname>
<given-names>Ann B</given-names></name></contrib><contrib contrib-type="author"><collab>The Group
</collab></contrib><contrib contrib-type="editor"><name><surname>No</surname></name></contrib>
</contrib-group><aff><label>1</label>University of X</aff>
<pub-date pub-type="ppub"><year>2021</year></pub-date>
<pub-date pub-type="epub"><day>5</day><month>11</month><year>2020</year></pub-date>
<volume>7</volume><issue>2</issue><fpage>10</fpage><lpage>19</lpage>
<permissions><license xlink:href="http://creativecommons.org/licenses/by/4.0/"><license-p>Open.
</license-p></license></permissions>
<abstract><sec><title>Aim</title><p>We looked at 12 mice.</p></sec></abstract>
<kwd-group><kwd>mouse</kwd></kwd-group></article-meta></front>
<body><sec><label>1.</label><title>Methods</title><p>We fed them<xref>[1]</xref> for
 10&#x2009;days:<list><list-item><label>a)</label><p>oats</p></list-item></list></p>
<fig><label>Figure 1</label><caption><title>Growth.</title><p>By day.</p></caption></fig>
<table-wrap><label>Table 1</label><table><tr><th>Diet</th><th>g</th></tr><tr><td>oats</td>
<td>2<break/>3</td></tr></table></table-wrap></sec></body>
<back><ack><p>We thank Bo.</p></ack><ref-list><ref id="B1"><label>1</label><element-citation>
<person-group><name><surname>Doe</surname><given-names>J</given-names></name><name>
<surname>Poe</surname><given-names>E</given-names></name><etal/></person-group>
<article-title>On oats</article-title><source>J Oats</source><year>1999</year>
<volume>3</volume><issue>4</issue><fpage>5</fpage><lpage>9</lpage>
<pub-id pub-id-type="pmid">99</pub-id></element-citation></ref>
<ref id="B2"><mixed-citation>Kim L. <italic>Rye</italic>. 2001.</mixed-citation></ref></ref-list>
</back></article>
"""

PUBMED_RECORD = """<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<Article><Journal><JournalIssue><Volume>20</Volume><Issue>10</Issue><PubDate><Year>2020</Year>
<Month>Oct</Month></PubDate></JournalIssue><Title>Nature reviews. Testing</Title></Journal>
<ArticleTitle>Interferon &amp; <i>mice</i>.</ArticleTitle>
<Pagination><MedlinePgn>585-6</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/{pmid}</ELocationID>
<Abstract><AbstractText Label="AIMS &amp; ENDS">It mattered in 12 mice.</AbstractText>
<AbstractText Label="RESULTS">It grew &lt; 3 fold.</AbstractText></Abstract>
<AuthorList><Author><LastName>Lee</LastName><ForeName>Jeong</ForeName></Author>
<Author><CollectiveName>The Group</CollectiveName></Author></AuthorList>
<PublicationTypeList><PublicationType UI="D1">Review</PublicationType></PublicationTypeList>
</Article><MeshHeadingList><MeshHeading><DescriptorName UI="D2">Mice</DescriptorName>
</MeshHeading></MeshHeadingList></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pmc">PMC7</ArticleId></ArticleIdList><ReferenceList><Reference><ArticleIdList>
<ArticleId IdType="doi">10.1000/other</ArticleId></ArticleIdList></Reference></ReferenceList>
</PubmedData></PubmedArticle>"""


def pubmed_file(*pmids: int) -> bytes:
    """Return a file of records of PubMed."""
    records = "\n".join(PUBMED_RECORD.replace("{pmid}", str(pmid)) for pmid in pmids)
    start = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet SYSTEM "p.dtd">\n'
    return f"{start}<PubmedArticleSet>\n{records}\n</PubmedArticleSet>\n".encode()
