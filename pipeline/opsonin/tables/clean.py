"""What stands after clean: text, its way back to the raw source, and its structure."""

from opsonin.tables.arrow import Boolean, Date, Float32, Int32, String, Strings
from opsonin.tables.model import Role, column
from opsonin.tables.spans import WORD, ComponentRows, SpanRows

DOC_TYPES = (
    "abstract_page",
    "paper",
    "abstract",
    "newswire",
    "news",
    "blog",
    "press_release",
    "trial_record",
    "other",
)


class Documents(ComponentRows, name="documents", stage="clean", is_single=True):
    """One row a document: its clean text and what is known about it."""

    source_uri: String = column("Where it was seen; the first such place in alphabetical order")
    doc_type: String = column("Kind of document", isin=DOC_TYPES, default="other")
    title: String = column("Title as stated", nullable=True)
    text: String = column("Clean text: all that was kept, in source order", is_wording=True)
    language: String = column("BCP 47 code; und if unknown", pattern="[a-z]{2,3}", default="und")
    language_score: Float32 = column("Confidence in the language", ge=0, le=1, default=0.0)
    text_origin: String = column(
        "How the text came about", nullable=True, isin=("original", "translated", "spun")
    )
    machine_translated: Boolean = column("Whether a machine translated it", nullable=True)
    published_at: Date = column("Publication date, only where the day is known", nullable=True)
    published_value: String = column("Publication date in EDTF: 2020-10, XXXX-06-03", nullable=True)
    published_precision: String = column(
        "How much of the date is stated", nullable=True, isin=("day", "month", "year")
    )
    published_basis: String = column(
        "Where the date comes from", nullable=True, isin=("stated", "metadata", "inferred")
    )
    dateline_place: String = column("Place in the dateline of a news item", nullable=True)
    publisher: String = column("Who published this text", nullable=True)
    original_publisher: String = column("Who published it first", nullable=True)
    journal: String = column("Journal, as abbreviated in the source", nullable=True)
    volume: String = column("Volume of the journal", nullable=True)
    issue: String = column("Issue of the journal", nullable=True)
    pages: String = column("Pages or article number", nullable=True)
    authors: Strings = column("Authors in order, as stated")
    licence: String = column("Licence of the text, as stated", nullable=True)
    doi: String = column("DOI of the document itself, lower case", nullable=True)
    pmid: String = column("PubMed id of the document itself", nullable=True)
    pmcid: String = column("PubMed Central id of the document itself", nullable=True)


class Fields(ComponentRows, name="fields", stage="clean"):
    """Where each piece of metadata came from."""

    field: String = column(
        "Name of the field: a column of documents or a further one", pattern=WORD
    )
    value: String = column("Its value as text, normalised")
    raw_start: Int32 = column(
        "First code point in the raw text", nullable=True, ge=0, role=Role.RAW
    )
    raw_end: Int32 = column(
        "First code point after it in the raw text", nullable=True, ge=0, role=Role.RAW
    )
    basis: String = column(
        "How it is known", isin=("stated", "metadata", "inferred"), default="stated"
    )


class Alignment(ComponentRows, name="alignment", stage="clean"):
    """The map from clean to raw text; its rows tile the clean text."""

    clean_start: Int32 = column("First code point in the clean text", ge=0)
    clean_end: Int32 = column("First code point after it", ge=0)
    raw_start: Int32 = column("First code point in the raw text", ge=0)
    raw_end: Int32 = column("First code point after it", ge=0)
    op: String = column(
        "keep: equal characters; replace: others; insert: none in the raw text",
        isin=("keep", "replace", "insert"),
    )


class Removed(ComponentRows, name="removed", stage="clean"):
    """What a cleaner took out of the raw text, and why."""

    raw_start: Int32 = column("First code point in the raw text", ge=0)
    raw_end: Int32 = column("First code point after it in the raw text", ge=0)
    reason: String = column("Why it was removed", pattern=WORD)


class Segments(SpanRows, name="segments", stage="clean"):
    """The structure of the clean text; blocks tile it but for white space."""

    segment_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    parent_id: Int32 = column("Segment that holds this one", nullable=True, ge=0, role=Role.PARENT)
    kind: String = column(
        "title, heading, paragraph, list_item, caption, table, abstract, reference, disclosure, "
        "trial_registration, byline, dateline, metadata, sentence or another word",
        pattern=WORD,
    )
    is_main: Boolean = column("Whether it belongs to the main text", default=True)


class Flags(SpanRows, name="flags", stage="clean"):
    """Damage that was found but not repaired."""

    kind: String = column("Kind of damage, such as link_loss or unbalanced_quote", pattern=WORD)
    detail: String = column("What exactly was found", nullable=True, is_wording=True)


class Signals(ComponentRows, name="signals", stage="clean", is_single=True):
    """Measures of the quality of the clean text, one row a document; they judge nothing.

    Fractions are of all words, lines, paragraphs or code points of the text, 0 where it has none.
    Lines are those that are not empty.

    Source: Rae et al. (Gopher), arXiv:2112.11446, appendix A.1; Raffel et al. (C4), JMLR 21:140,
    section 2.2; Penedo et al. (FineWeb), arXiv:2406.17557.
    """

    n_words: Float32 = column("Gopher: words; tokens with a letter or digit, 1.5 is two", ge=0)
    mean_word_length: Float32 = column("Gopher: code points a word", ge=0)
    alphabetic_word_fraction: Float32 = column("Gopher: words with a letter", ge=0, le=1)
    n_stop_words: Float32 = column("Gopher: how many of eight English stop words occur", ge=0, le=8)
    hash_word_ratio: Float32 = column("Gopher: hash signs a word", ge=0)
    ellipsis_word_ratio: Float32 = column("Gopher: ellipses a word", ge=0)
    bullet_line_fraction: Float32 = column(
        "Gopher: lines that begin with a bullet point", ge=0, le=1
    )
    ellipsis_line_fraction: Float32 = column("Gopher: lines that end with an ellipsis", ge=0, le=1)
    duplicate_line_fraction: Float32 = column("Gopher: lines that occur earlier", ge=0, le=1)
    duplicate_line_char_fraction: Float32 = column("Gopher: code points in such lines", ge=0, le=1)
    duplicate_paragraph_fraction: Float32 = column(
        "Gopher: paragraphs that occur earlier", ge=0, le=1
    )
    duplicate_paragraph_char_fraction: Float32 = column(
        "Gopher: code points in such paragraphs", ge=0, le=1
    )
    top_2gram_char_fraction: Float32 = column(
        "Gopher: code points in the most frequent 2-gram of words", ge=0, le=1
    )
    top_3gram_char_fraction: Float32 = column(
        "Gopher: code points in the most frequent 3-gram of words", ge=0, le=1
    )
    top_4gram_char_fraction: Float32 = column(
        "Gopher: code points in the most frequent 4-gram of words", ge=0, le=1
    )
    duplicate_5gram_char_fraction: Float32 = column(
        "Gopher: code points in 5-grams that occur earlier", ge=0, le=1
    )
    duplicate_6gram_char_fraction: Float32 = column(
        "Gopher: code points in 6-grams that occur earlier", ge=0, le=1
    )
    duplicate_7gram_char_fraction: Float32 = column(
        "Gopher: code points in 7-grams that occur earlier", ge=0, le=1
    )
    duplicate_8gram_char_fraction: Float32 = column(
        "Gopher: code points in 8-grams that occur earlier", ge=0, le=1
    )
    duplicate_9gram_char_fraction: Float32 = column(
        "Gopher: code points in 9-grams that occur earlier", ge=0, le=1
    )
    duplicate_10gram_char_fraction: Float32 = column(
        "Gopher: code points in 10-grams that occur earlier", ge=0, le=1
    )
    duplicate_40gram_char_fraction: Float32 = column(
        "The same of 40-grams, which set phrases do not reach", ge=0, le=1
    )
    n_sentences: Float32 = column(
        "C4: signs that end a sentence, with white space or nothing behind", ge=0
    )
    unterminated_line_fraction: Float32 = column(
        "C4: lines that do not end in . ? ! or a quotation mark", ge=0, le=1
    )
    few_word_line_fraction: Float32 = column("C4: lines of fewer than 3 words", ge=0, le=1)
    javascript_line_fraction: Float32 = column("C4: lines with the word javascript", ge=0, le=1)
    policy_line_fraction: Float32 = column(
        "C4: lines about cookies, privacy policy or terms of use", ge=0, le=1
    )
    longest_word_length: Float32 = column(
        "C4: code points of the longest run without white space", ge=0
    )
    n_lorem_ipsum: Float32 = column("C4: how often lorem ipsum occurs", ge=0)
    curly_bracket_word_ratio: Float32 = column("C4: curly brackets a word", ge=0)
    punctuated_line_fraction: Float32 = column(
        "FineWeb: lines that end with a sentence", ge=0, le=1
    )
    short_line_fraction: Float32 = column("FineWeb: lines of at most 30 code points", ge=0, le=1)
    duplicate_char_fraction: Float32 = column(
        "FineWeb: duplicate_line_char_fraction, line ends not counted", ge=0, le=1
    )
    newline_word_ratio: Float32 = column("FineWeb: line ends a word", ge=0)
    removed_repeat_char_fraction: Float32 = column(
        "Code points in lines that went as repeats, of these and those of the text", ge=0, le=1
    )
    flag_density: Float32 = column("Flags for 1,000 code points", ge=0)
