#!/usr/bin/env python3
"""Draws the letters that corner texts are compared with: Sources/GeneratorPatterns/CornerGlyphs.swift.

    Scripts/corner-glyphs.py > Sources/GeneratorPatterns/CornerGlyphs.swift

Each letter is drawn large, and averaged down until capitals are 16 pixels high. The fonts are under the
Apache License 2.0: Roboto and Open Sans (Debian packages fonts-roboto-unhinted and fonts-open-sans) and, for
Chinese, Droid Sans Fallback (fonts-droid-fallback), once as it is and once made bolder. Only run again to
change the letters: the program does not need the fonts.

Needs: pip install numpy pillow
"""
import string

import numpy
from PIL import Image, ImageDraw, ImageFont

FONTS = "/usr/share/fonts/truetype/"
LATIN = [
    ("roboto/unhinted/RobotoTTF/Roboto-Regular.ttf", 0),
    ("roboto/unhinted/RobotoTTF/Roboto-Bold.ttf", 0),
    ("open-sans/OpenSans-Regular.ttf", 0),
    ("open-sans/OpenSans-Bold.ttf", 0),
]
CHINESE = [("droid/DroidSansFallbackFull.ttf", 0), ("droid/DroidSansFallbackFull.ttf", 6)]
LETTERS = string.ascii_uppercase + string.ascii_lowercase
HANZI = "生成"
CAPITAL, ABOVE, BELOW = 16, 3, 5
FINE = 12


def drawn(path, letter, stroke):
    """The ink of a letter, 0...15, ROWS rows; one empty column on each side."""
    # The height of a capital, measured on the outline.
    probe = ImageFont.truetype(FONTS + path, 1000)
    top, bottom = probe.getbbox("H")[1::2]
    font = ImageFont.truetype(FONTS + path, round(1000 * CAPITAL * FINE / (bottom - top)))
    base = font.getmetrics()[0]
    size = 60 * FINE
    canvas = Image.new("L", (size, size))
    # Lines of text have their base line at 40 capitals' sixteenths from the top.
    ImageDraw.Draw(canvas).text(
        (10 * FINE, 40 * FINE - base), letter, font=font, fill=255, stroke_width=stroke)
    left, _, right, _ = canvas.getbbox()
    # The ink lies in the middle of whole pixels.
    columns = -(-(right - left) // FINE) + 2
    start = (left + right - columns * FINE) // 2
    rows = CAPITAL + ABOVE + BELOW
    first = (40 - CAPITAL - ABOVE) * FINE
    ink = numpy.asarray(canvas, float)[first:first + rows * FINE, start:start + columns * FINE]
    ink = ink.reshape(rows, FINE, columns, FINE).mean((1, 3))
    return numpy.rint(ink / 17).astype(int)


def main():
    print("// Written by Scripts/corner-glyphs.py, which tells the fonts and their licence (Apache 2.0).")
    print()
    print("/// Letters in several fonts, drawn so that a capital is 16 pixels high.")
    print("///")
    print("/// A line is a letter, its width and its ink, row by row, `0...f`; its height is")
    print("/// ``CornerGlyph/rows``. Letters stand on the same base line and have one empty column on")
    print("/// either side.")
    print("enum CornerGlyphs {")
    print("  static let text: StaticString = \"\"\"")
    for letters, fonts in ((LETTERS, LATIN), (HANZI, CHINESE)):
        for letter in letters:
            for path, stroke in fonts:
                ink = drawn(path, letter, stroke)
                digits = "".join(f"{value:x}" for value in ink.ravel())
                lines = [digits[at:at + 90] for at in range(0, len(digits), 90)]
                print(f"    {letter} {ink.shape[1]} \\")
                for line in lines[:-1]:
                    print(f"    {line}\\")
                print(f"    {lines[-1]}")
    print("    \"\"\"")
    print("}")


main()
