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


BIOC_RECORD = """<document><id>{id}</id><infon key="license">CC BY 4.0 http://creativecommons.org/\
licenses/by/4.0/</infon><passage><infon key="type">front</infon>
<infon key="article-id_doi">10.1000/X</infon><infon key="article-id_pmc">77</infon>
<infon key="year">2019</infon><infon key="name_0">surname:Roe;given-names:Ann</infon>
<offset>0</offset><text>Mice &amp; men</text><annotation id="1"><text>Mice</text></annotation>
</passage><passage><infon key="type">abstract</infon><offset>11</offset>
<text>They ate.</text></passage><passage><infon key="type">title_1</infon><text>Methods</text>
</passage><passage><infon key="type">paragraph</infon><sentence><offset>2</offset>
<text>We fed them.</text></sentence><sentence><text>They grew.</text></sentence></passage>
<passage><infon key="type">fig_caption</infon><text>Growth.</text></passage>
<passage><infon key="type">ref</infon><infon key="year">1999</infon><text>On oats</text></passage>
</document>"""


def bioc_file(*ids: int) -> bytes:
    """Return a collection of BioC."""
    records = "".join(BIOC_RECORD.replace("{id}", str(one)) for one in ids)
    start = '<?xml version="1.0"?><!DOCTYPE collection SYSTEM "BioC.dtd"><collection>'
    return f"{start}<source>T</source>{records}</collection>".encode()


RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<link>http://a.org</link><item><title>Oats &amp;amp; mice</title><link>http://a.org/1</link>
<guid isPermaLink="false">n1</guid><pubDate>Mon, 05 Oct 2020 08:00:00 GMT</pubDate>
<dc:creator>Ann Roe</dc:creator><category>diet</category>
<description>&lt;p&gt;They &lt;b&gt;ate&lt;/b&gt; &amp;lt; 3&lt;/p&gt;
&lt;script&gt;x()&lt;/script&gt;
</description></item><item><title><![CDATA[Rye]]></title><description>An excerpt</description>
<author>bo@a.org (Bo Poe)</author><content:encoded><![CDATA[<p>One &amp; two.</p><ul>
<li>three</li></ul>]]></content:encoded></item></channel></rss>
"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry>
<title type="html">A &amp;lt;b&amp;gt;</title><link rel="self" href="http://a.org/x.atom"/>
<link href="http://a.org/2020/1"/><id>urn:1</id><updated>2020-11-02T08:00:00Z</updated>
<published>2020-11-01T08:00:00Z</published><author><name>Ann Roe</name></author>
<category term="diet"/><summary>Short</summary><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Mice <em>ate</em>.<br/>Well.</p><p>More.</p></div>
</content></entry></feed>
"""

RSS_ITEM = RSS.decode()[RSS.index(b"<item>") : RSS.index(b"</item>") + len("</item>")]

BIOC_JSON_RECORD = r"""{"bioctype": "BioCDocument", "id": "{id}", "infons": {"license": "CC BY"},
 "passages": [{"offset": 0, "infons": {"type": "front", "article-id_doi": "10.1000/X",
  "article-id_pmc": "77", "year": 2019, "name_0": "surname:Roe;given-names:Ann", "note": null},
  "text": "Mice \"and\" m\u00e9n", "sentences": [], "relations": [], "annotations": [
   {"id": "1", "infons": {"type": "Species"}, "text": "Mice",
    "locations": [{"offset": 0, "length": 4}]}]},
 {"offset": 14, "infons": {"type": "abstract"}, "text": "They ate\n\ud83e\uddc0 < 3 & slept."},
 {"offset": 34, "infons": {"type": "title_1"}, "text": "Methods"},
 {"offset": 41, "infons": {"type": "paragraph"}, "sentences": [
  {"offset": 41, "infons": {}, "text": "We fed them."}, {"offset": 54, "text": "They grew."}]},
 {"offset": 64, "infons": {"type": "fig_caption"}, "text": "Growth."},
 {"offset": 71, "infons": {"type": "ref", "year": "1999"}, "text": "On oats"}]}"""
