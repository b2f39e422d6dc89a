"""Old lists as they are sent, all invented."""

import hashlib
from datetime import date

from samaki.history.columns import COUNTS, Chosen
from samaki.history.operations import Sent, keep_old_list
from samaki.history.reading import plain, read, rows_of
from tests.acting import act

TODAY = date(2026, 11, 29)
LIST = """area,from,to,year,of,answers,in time,n done
Phnom Penh,Police,Social,2003,40,20,10,15
Phnom Penh,Police,Social,2004,50,30,20,
Phnom Penh,Social,NGO,2003,4,3,,2
"""
WRONG = LIST + "Phnom Penh,Police,Social,31/2/2005,9,1,1,1\n"
CHOSEN = Chosen(
    COUNTS, {"area": 0, "asks": 1, "asked": 2, "year": 3, "handed": 4, "answers": 5, "in_time": 6, "ends": 7}
)
WORDS = {("area", "phnom penh"): "12", ("asks", "police"): "police_ahtjp", ("asks", "social"): "social",
         ("asked", "social"): "social", ("asked", "ngo"): "ngo_aftercare"}  # fmt: skip


def sent(text=LIST, chosen=CHOSEN, words=WORDS):
    """The list as it was read."""
    words = {(name, plain(word)): code for (name, word), code in words.items()}
    told = read(rows_of(text), chosen, words, TODAY)
    return Sent(hashlib.sha256(text.encode()).hexdigest(), "heads of it", chosen, words, told)


def kept(by, now, text=LIST, title="Register 2003 to 2004", leave_out=False):
    """Kept by who leads a unit."""
    return act(by, keep_old_list, now, title=title, sent=sent(text), leave_out=leave_out)
