"""Given names that are frequent enough to tell a person by."""

from __future__ import annotations

from opsonin_plugins.taggers.word_lists import word_set

#: Given names of men. Source: names that are frequent in the 1990 census of the United States
#: (public domain) and in civil registers of Europe and Asia, without those that are ordinary words
#: or places.
MALE = word_set(
    """
    James John Robert Michael William David Richard Charles Joseph Thomas Christopher Daniel Paul
    Donald George Kenneth Steven Edward Brian Ronald Anthony Kevin Jason Matthew Gary Timothy Jose
    Larry Jeffrey Frank Scott Eric Stephen Andrew Raymond Gregory Joshua Jerry Dennis Walter
    Patrick Peter Harold Douglas Henry Carl Arthur Ryan Roger Joe Juan Jonathan Justin Terry
    Gerald Keith Samuel Willie Ralph Lawrence Nicholas Roy Benjamin Bruce Brandon Adam Harry Fred
    Wayne Billy Steve Louis Jeremy Aaron Randy Howard Eugene Carlos Russell Bobby Victor Martin
    Ernest Phillip Philip Todd Jesse Craig Alan Shawn Sean Clarence Chris Johnny Earl Jimmy
    Antonio Danny Bryan Tony Luis Mike Stanley Leonard Nathan Dale Manuel Rodney Curtis Norman
    Allen Marvin Vincent Glenn Jeff Travis Jacob Lee Melvin Alfred Kyle Francis Bradley Jesus
    Herbert Frederick Ray Joel Edwin Don Eddie Ricky Troy Randall Barry Alexander Bernard Mario
    Leroy Francisco Marcus Theodore Clifford Miguel Oscar Jay Jim Tom Bob Bill Dan Tim Ben Sam
    Matt Ted Greg Ken Ron Rob Nick Alex Max Neil Ian Simon Graham Stuart Colin Nigel Hugh Oliver
    Harriet Tommy Gordon Malcolm Jürgen Hans Klaus Wolfgang Stefan Thorsten Matthias Andreas
    Christian Sebastian Florian Georg Johannes Lars Erik Anders Sven Björn Pierre Jacques François
    Jean-Pierre Philippe Laurent Giovanni Giuseppe Marco Francesco Alessandro Luca Paolo Roberto
    Pedro Pablo Javier Alejandro Fernando Sergio Eduardo Ricardo Jorge Rafael Diego Andrés João
    Ivan Dmitry Sergei Vladimir Alexei Mikhail Nikolai Ahmed Mohammed Muhammad Mohammad Ali Hassan
    Omar Khalid Ibrahim Mustafa Rajesh Sanjay Anil Sunil Vijay Ravi Deepak Amit Rahul Arun Ashok
    Suresh Ramesh Hiroshi Takashi Kenji Satoshi Kazuo Barack
    """
)
#: Given names of women, from the same sources.
FEMALE = word_set(
    """
    Mary Patricia Linda Barbara Elizabeth Jennifer Maria Susan Margaret Dorothy Lisa Nancy Karen
    Betty Helen Sandra Donna Carol Ruth Sharon Michelle Laura Sarah Kimberly Deborah Jessica
    Shirley Cynthia Angela Melissa Brenda Amy Anna Rebecca Kathleen Pamela Martha Debra Amanda
    Stephanie Carolyn Christine Marie Janet Catherine Frances Ann Joyce Diane Alice Julie Heather
    Teresa Doris Gloria Evelyn Cheryl Mildred Katherine Joan Judith Janice Nicole Judy Christina
    Kathy Theresa Beverly Denise Tammy Irene Jane Lori Rachel Marilyn Kathryn Louise Sara Anne
    Jacqueline Wanda Bonnie Julia Tina Emily Emma Olivia Sophie Sophia Hannah Charlotte Lucy
    Claire Fiona Helena Ellen Megan Erin Monica Erica Allison Natalie Samantha Kate Jill Holly
    Wendy Carrie Joanna Joanne Alison Gillian Hilary Hillary Lauren Danielle Leah Ingrid Astrid
    Greta Elena Sofia Isabel Carmen Lucia Marion Simone Giulia Chiara Katharina Ursula Sabine
    Monika Petra Olga Natalia Tatiana Svetlana Fatima Aisha Priya Anita Yoshiko Akiko Keiko
    """
)
GIVEN_NAMES = (
    MALE
    | FEMALE
    | word_set(
        """
    Yuki Akira Wei Ming Jian Xiao Hui Jing Yan Min-jun Ji-hoon Soo-jin Andrea Jean Leslie Kelly
    Ashley
    """
    )
)


def gender(title: str | None, given: str | None) -> str | None:
    """Return ``m`` or ``f`` if a title or a given name tells it.

    >>> gender("Mr.", None), gender("Dr.", "Angela"), gender(None, "Akira")
    ('m', 'f', None)
    """
    stated = _TITLES.get((title or "").lower().rstrip("."))
    if stated is not None or given is None:
        return stated
    return "m" if given in MALE else "f" if given in FEMALE else None


#: Titles of one gender.
_TITLES = {"mr": "m", "sir": "m", "lord": "m", "mrs": "f", "ms": "f", "miss": "f", "dame": "f"}
