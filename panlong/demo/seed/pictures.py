"""Flat pictures with the word 演示, drawn here: no photo of anybody, no font needed."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from panlong import photos

SIZE = (640, 420)
# The strokes of 演 and 示 on a field of 100 × 100; the machine may have no Chinese font.
STROKES = (
    (
        ((8, 12), (20, 22)), ((5, 38), (17, 46)), ((6, 90), (22, 60)), ((61, 2), (61, 12)), ((36, 28), (36, 16), (88, 16), (88, 28)),
        ((46, 30), (78, 30)), ((42, 42), (82, 42), (82, 74), (42, 74), (42, 42)), ((42, 58), (82, 58)), ((62, 30), (62, 74)),
        ((54, 80), (40, 94)), ((70, 80), (86, 94)),
    ),
    (((24, 14), (76, 14)), ((8, 40), (92, 40)), ((50, 40), (50, 88), (38, 82)), ((30, 56), (14, 80)), ((70, 56), (88, 80))),
)  # fmt: skip
GREYS = ("#7d8790", "#5d676f")
# Sky, ground and walls of each moment of the work.
COLOURS = {
    "before": ("#c9ced3", "#8d8f8a", GREYS),
    "during": ("#dbe6f0", "#c2a878", ("#b0623f", "#7a8c99")),
    "after": ("#bfe3f5", "#7fb069", ("#d9683a", "#f2c14e")),
    "posting": ("#eef2ee", "#9aa79a", ("#3b7a57", "#f5f0dc")),
}


def invoice(*, covered: bool) -> ContentFile:
    """Return a drawing of an invoice; `covered`: with what is private blacked out, for the public."""
    image = Image.new("RGB", SIZE, "#f7f3e8")
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 30, 610, 390), outline="#a33b2e", width=4)
    for y in (90, 140, 190, 240, 290, 340):
        draw.line(((30, y), (610, y)), fill="#a33b2e", width=2)
    for left, strokes in zip((210, 330), STROKES, strict=True):
        for stroke in strokes:
            draw.line([(left + x, 32 + y / 2) for x, y in stroke], fill="#a33b2e", width=4)
    for y, length in ((108, 260), (158, 400), (208, 330), (258, 210)):
        draw.rectangle(
            (60, y, 60 + length, y + 14), fill="#2b2f33" if covered and y in (108, 258) else "#9aa3aa"
        )
    draw.ellipse((450, 250, 570, 370), outline="#c23b2b", width=5)
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return photos.clean(ContentFile(buffer.getvalue(), name="invoice.png"))


def picture(moment: str) -> ContentFile:
    """Return a drawing of a courtyard at `moment` of the work, as the portal keeps photos."""
    sky, ground, (wall, roof) = COLOURS[moment]
    image = Image.new("RGB", SIZE, sky)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 300, 640, 420), fill=ground)
    draw.rectangle((60, 140, 300, 330), fill=wall)
    draw.polygon(((40, 140), (180, 60), (320, 140)), fill=roof)
    for x in (90, 160, 230):
        draw.rectangle((x, 180, x + 40, 230), fill=sky)
    for left, strokes in zip((360, 490), STROKES, strict=True):
        for stroke in strokes:
            points = [(left + x * 1.1, 150 + y * 1.1) for x, y in stroke]
            draw.line(points, fill="#2b2f33", width=9, joint="curve")
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return photos.clean(ContentFile(buffer.getvalue(), name="drawing.png"))
