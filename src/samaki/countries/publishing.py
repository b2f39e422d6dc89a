"""What the public form needs of a country."""

from dataclasses import dataclass

from samaki.countries.reading import Entry


@dataclass(frozen=True, kw_only=True)
class PublicPage:
    """Where the exit button of the public form leads, which hotlines stand on it (first one first), whom the teller may say they are
    (sources of reports), and the country's code of telephone numbers ("": none is put before a number).
    `fixed_lines`: area codes to which no text can be sent, with what is known of them and where it was read."""

    leave_url: str
    hotlines: tuple[str, ...]
    sources: tuple[str, ...]
    dialling: str = ""
    fixed_lines: tuple[str, ...] = ()
    fixed_lines_status: str = ""
    fixed_lines_source: str = ""


def read(entry: Entry) -> PublicPage:
    """The table `[public_page]` of a pack."""
    return PublicPage(
        leave_url=entry.text("leave_url"),
        hotlines=entry.codes("hotlines"),
        sources=entry.codes("sources"),
        dialling=entry.text("dialling", ""),
        fixed_lines=entry.codes("fixed_lines"),
        fixed_lines_status=entry.text("fixed_lines_status", ""),
        fixed_lines_source=entry.text("fixed_lines_source", ""),
    )
