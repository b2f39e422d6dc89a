"""The public report is light: under 120 kB with its style and the fonts that it can load."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

LIMIT = 120_000


def size(path):
    found = finders.find(path)
    with open(found, "rb") as file:
        return file.read()


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_first_question_weighs_less_than_the_limit(lang, cast):
    page = Client().get(f"/report/?lang={lang}", follow=True).content
    total = len(page)
    for href in re.findall(rb'(?:href|src)="/static/([^"]+)"', page):
        content = size(href.decode())
        total += len(content)
        if href.endswith(b".css"):
            fonts = {
                name for name in re.findall(rb"url\([\"']?(?:/static/)?([^\"')]+woff2)", content) if b"khmer" in name
            }
            total += sum(len(size(name.decode().removeprefix("./"))) for name in fonts)
    assert b"<script" not in page
    assert total < LIMIT, total
