"""Sources that go to the web by themselves: feeds, sitemaps, lists of addresses, PubMed."""
