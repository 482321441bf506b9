"""Flat pictures with the word 演示, drawn here: no photo of anybody, no paper of anybody."""

from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from uuid import uuid4

import pylopdf_fonts_zh_cn
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from panlong.tools import photos

SIZE = (640, 420)
# The strokes of 演 and 示 on a field of 100 × 100.
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


# --- Invoices ---------------------------------------------------------------------------------------------------
PAPER = (720, 460)
FRAME, INK, SEAL = "#8a4b2d", "#22282c", "#c23b2b"
# Where the parts of an invoice stand: left, top, size of the letters.
LABELS = (
    (36, 92, 17, "发票号码"), (430, 92, 17, "开票日期"), (36, 130, 17, "购买方"), (36, 168, 17, "销售方"),
    (36, 206, 17, "电　　话"), (36, 244, 17, "开户账号"), (36, 290, 17, "货物或服务名称"), (560, 290, 17, "金额（元）"), (36, 386, 17, "价税合计"),
)  # fmt: skip
COVERED = ((132, 204, 300, 230), (132, 242, 420, 268))  # telephone and account of the seller


@cache
def _letters(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)


@cache
def _form() -> Image.Image:
    """Return the empty form, which says in large letters that it is a sample."""
    image = Image.new("RGB", PAPER, "#fbf7ec")
    mark = Image.new("L", PAPER)
    ImageDraw.Draw(mark).text((110, 150), "演示样例", font=_letters(130), fill=46)
    image.paste(SEAL, mask=mark.rotate(14))
    draw = ImageDraw.Draw(image)
    draw.text((PAPER[0] / 2, 28), "发票（演示样例，不是真发票）", font=_letters(27), fill=FRAME, anchor="ma")
    draw.rectangle((20, 80, PAPER[0] - 20, PAPER[1] - 24), outline=FRAME, width=3)
    for y in (122, 160, 198, 236, 280, 320, 376):
        draw.line(((20, y), (PAPER[0] - 20, y)), fill=FRAME)
    for left, top, size, words in LABELS:
        draw.text((left, top), words, font=_letters(size), fill=FRAME)
    draw.ellipse((540, 150, 690, 266), outline=SEAL, width=4)
    draw.text((615, 196), "演示专用章", font=_letters(22), fill=SEAL, anchor="ma")
    return image


def invoice(
    number: str, day: date, buyer: str, payee: str, what: str, amount: Decimal
) -> tuple[ContentFile, ContentFile]:
    """Return drawings of an invoice over `amount` yuan: the original, and the copy for everybody with what is private covered.

    Telephone and account are invented; no such numbers are given out.
    """
    image = _form().copy()
    draw = ImageDraw.Draw(image)
    serial = int("".join(filter(str.isdigit, number)) or 0)
    facts = (
        (132, 92, number), (526, 92, day.isoformat()), (132, 130, buyer[:32]), (132, 168, payee[:20]), (132, 206, f"000-{serial:08d}"),
        (132, 244, f"0000 0000 0000 {serial:07d}"), (36, 334, what[:32]), (132, 386, f"¥{amount:,.2f}"),
    )  # fmt: skip
    for left, top, words in facts:
        draw.text((left, top), words, font=_letters(19), fill=INK)
    draw.text((PAPER[0] - 36, 334), f"{amount:,.2f}", font=_letters(19), fill=INK, anchor="ra")
    original = _as_photo(image)
    for box in COVERED:
        draw.rectangle(box, fill="#000")
    return original, _as_photo(image)


def _as_photo(image: Image.Image) -> ContentFile:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=60)
    return ContentFile(buffer.getvalue(), name=f"{uuid4().hex}.jpg")


# --- The work ---------------------------------------------------------------------------------------------------
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
    return photos.clean_photo(ContentFile(buffer.getvalue(), name="drawing.png"))
