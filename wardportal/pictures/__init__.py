"""Pictures for the demo ward, drawn by code: quiet places without people, the same every time."""

from collections.abc import Callable
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from wardportal.pictures.drawing import (
    BLUE,
    CONCRETE,
    DUSK,
    FINE,
    GOLD,
    GRASS,
    HEIGHT,
    INK,
    JADE,
    LEAF,
    PAPER,
    RED,
    WALL,
    WIDTH,
    WOOD,
    Canvas,
    Color,
    mix,
)
from wardportal.pictures.streets import building_site, pavement, pavement_clear


def _countryside(canvas: Canvas, horizon: float = 400) -> None:
    canvas.sky((176, 208, 232), (250, 246, 234), horizon)
    canvas.disc(930, 170, 62, 62, (255, 240, 200))
    for x, y, size in ((240, 130, 62), (640, 90, 46), (1060, 250, 50)):
        canvas.cloud(x, y, size)
    canvas.hills(horizon + 6, 120, mix((176, 200, 214), BLUE, 0.12))
    canvas.hills(horizon + 8, 62, mix((150, 186, 176), JADE, 0.16))
    canvas.box(0, horizon, WIDTH, HEIGHT - horizon, GRASS)


def _along(canvas: Canvas, horizon: float, vanish: float, half: float) -> list[tuple[float, float, float, int]]:
    """Places on both sides of a road, far ones first: x, y, share of nearness, side."""
    places = []
    for step in range(2, 9):
        share = (step / 8) ** 1.9
        for side in (-1, 1):
            near = WIDTH / 2 + side * (half + 110)
            places.append((vanish + (near - vanish) * share, horizon + (HEIGHT - horizon) * share, share, side))
    return places


def lane(canvas: Canvas) -> None:
    _countryside(canvas)
    canvas.fields(400, 610)
    for left, width in ((70, 120), (250, 96), (850, 104), (1020, 132)):
        canvas.house(left, 440, width)
        canvas.areca(left - 14, 446, 120)
    canvas.road(400, 600, 330)
    for x, y, share, side in _along(canvas, 400, 600, 330):
        canvas.tree(x + side * 190 * share, y, 50 + 290 * share)
        if side > 0 and share < 0.8:
            canvas.lamp(x, y, 60 + 560 * share, -side)


def flower_road(canvas: Canvas) -> None:
    _countryside(canvas, 380)
    for left, width in ((30, 150), (230, 120), (390, 80), (760, 92), (900, 130), (1080, 150)):
        canvas.house(left, 440 if width > 100 else 420, width)
    for palm in (210, 370, 740, 1060):
        canvas.areca(palm, 446, 170)
    canvas.road(380, 600, 300)
    for x, y, share, side in _along(canvas, 380, 600, 300):
        canvas.tree(x + side * 230 * share, y - 8, 40 + 190 * share)
        for spread in (-0.5, 0.0, 0.5):
            canvas.flowers(x + side * 40 * share + spread * 60 * share, y, 14 + 70 * share)


def culture_house(canvas: Canvas) -> None:
    _countryside(canvas, 430)
    for x, size in ((90, 260), (1120, 280), (215, 190), (1010, 200)):
        canvas.tree(x, 560, size)
    canvas.polygon([(0, 800), (140, 566), (1060, 566), (1200, 800)], CONCRETE)
    for step in range(1, 7):
        y = 566 + 234 * (step / 7) ** 1.6
        canvas.line([(0, y), (WIDTH, y)], mix(CONCRETE, INK, 0.08), 1.6)
    canvas.hall(290, 560, 620, 7)
    canvas.flag(180, 640, 330)
    for x in range(300, 920, 46):
        canvas.flowers(x, 612, 22, 7)
    for x in (60, 1140):
        canvas.areca(x, 700, 420)


def bins(canvas: Canvas) -> None:
    _countryside(canvas, 360)
    for left, width in ((40, 260), (360, 220), (640, 240), (940, 250)):
        canvas.house(left, 520, width)
    for x in (332, 612, 912):
        canvas.areca(x, 530, 330)
    canvas.box(0, 516, WIDTH, 34, mix(GRASS, LEAF, 0.3))
    for x in range(20, WIDTH, 64):
        canvas.flowers(x, 548, 26, 9)
    canvas.box(0, 550, WIDTH, 80, mix(CONCRETE, PAPER, 0.4))
    canvas.box(0, 630, WIDTH, 170, mix(CONCRETE, INK, 0.1))
    canvas.box(0, 624, WIDTH, 10, mix(CONCRETE, INK, 0.3))
    for index, x in enumerate((190, 470, 750, 1030)):
        canvas.bin(x, 618, 120, mix(JADE, LEAF, 0.4))
        canvas.bin(x + 86, 618, 120, mix(GOLD, PAPER, 0.1) if index % 2 == 0 else mix(BLUE, PAPER, 0.25))
    for x in range(60, WIDTH, 260):
        canvas.box(x, 712, 130, 9, mix(PAPER, CONCRETE, 0.2))


def lit_road(canvas: Canvas) -> None:
    canvas.sky((30, 44, 84), (226, 168, 130), 410)
    canvas.tint = DUSK
    canvas.hills(416, 110, mix(BLUE, INK, 0.2))
    canvas.box(0, 410, WIDTH, 390, GRASS)
    for left, width in ((60, 130), (250, 100), (860, 104), (1030, 140)):
        canvas.house(left, 452, width, lit=True)
    canvas.road(410, 600, 320)
    places = _along(canvas, 410, 600, 320)
    for x, y, share, side in places:
        canvas.tree(x + side * 180 * share, y, 50 + 250 * share)
    glow = Image.new("RGB", canvas.image.size)
    pen = ImageDraw.Draw(glow)
    for x, y, share, _ in (place for place in places if place[3] > 0 and place[2] < 0.8):
        size = 60 + 560 * share
        canvas.lamp(x, y, size, -1, lit=True)
        _shine(pen, x - size * 0.3, y - size, size * 0.13, size * 0.13, (130, 100, 46))
        _shine(pen, x - size * 0.5, y, size * 0.5, size * 0.1, (84, 66, 34))
    soft = glow.resize((WIDTH // 4, HEIGHT // 4)).filter(ImageFilter.GaussianBlur(9)).resize(canvas.image.size)
    canvas.image = ImageChops.add(canvas.image, soft)


def _shine(pen: ImageDraw.ImageDraw, x: float, y: float, width: float, height: float, color: Color) -> None:
    pen.ellipse([v * FINE for v in (x - width, y - height, x + width, y + height)], fill=color)


def canal(canvas: Canvas) -> None:
    _countryside(canvas, 390)
    canvas.fields(390, 520)
    for extra, color in ((46, mix(GRASS, WOOD, 0.35)), (20, CONCRETE), (0, mix(BLUE, PAPER, 0.52))):
        canvas.polygon(
            [(690 - extra / 8, 390), (706 + extra / 8, 390), (1010 + extra * 3, 800), (520 - extra * 3, 800)], color
        )
    for step in range(3, 15):
        share = (step / 14) ** 2
        y, middle = 390 + 400 * share, 698 + 70 * share
        shift = canvas.random.uniform(-120, 120) * share
        canvas.line(
            [(middle + shift - 60 * share, y), (middle + shift + 70 * share, y)], (214, 230, 240), 1 + 3 * share
        )
    for x, y, size in ((520, 430, 70), (440, 470, 110), (330, 540, 190), (130, 680, 360)):
        canvas.tree(x, y, size)
    for x, y, size in ((800, 440, 130), (900, 490, 220), (1070, 600, 400)):
        canvas.areca(x, y, size)


def office(canvas: Canvas) -> None:
    canvas.sky((186, 214, 234), (252, 248, 238), 520)
    canvas.cloud(260, 120, 64)
    canvas.cloud(960, 170, 54)
    canvas.hills(524, 90, mix((160, 190, 184), JADE, 0.12))
    canvas.box(0, 520, WIDTH, 280, GRASS)
    canvas.box(250, 210, 700, 190, mix(WALL, PAPER, 0.2))
    for floor in (240, 320):
        for x in range(290, 930, 80):
            canvas.box(x, floor, 46, 52, mix(BLUE, PAPER, 0.5))
            canvas.box(x, floor + 52, 46, 5, mix(WALL, INK, 0.15))
    canvas.box(236, 196, 728, 18, mix(WALL, GOLD, 0.35))
    canvas.hall(220, 610, 760, 9, roof=False)
    canvas.polygon([(0, 800), (170, 637), (1030, 637), (1200, 800)], CONCRETE)
    canvas.polygon([(470, 800), (545, 637), (655, 637), (730, 800)], mix(CONCRETE, PAPER, 0.5))
    canvas.flag(600, 214, 170)
    for x in (110, 1090):
        canvas.tree(x, 660, 330)
    for x in (*range(215, 520, 44), *range(690, 1000, 44)):
        canvas.flowers(x, 662, 22, 8)


def meeting_room(canvas: Canvas) -> None:
    """A room ready for people: a table with a red cloth, rows of chairs, windows."""
    canvas.box(0, 0, WIDTH, 520, mix(WALL, PAPER, 0.35))
    canvas.polygon([(0, 800), (0, 600), (200, 500), (1000, 500), (1200, 600), (1200, 800)], mix(WOOD, WALL, 0.62))
    canvas.polygon([(0, 0), (200, 70), (200, 500), (0, 600)], mix(WALL, GOLD, 0.14))
    canvas.polygon([(1200, 0), (1000, 70), (1000, 500), (1200, 600)], mix(WALL, GOLD, 0.14))
    for side in (0, 1):
        for near, far in ((20, 85), (110, 175)):
            edges = [(near, 150 + near / 3), (far, 150 + far / 3), (far, 420 - far / 4), (near, 430 - near / 4)]
            canvas.polygon([(WIDTH - x, y) if side else (x, y) for x, y in edges], (196, 220, 236))
    canvas.box(300, 110, 600, 250, RED)
    canvas.box(300, 350, 600, 10, GOLD)
    canvas.star(425, 232, 66)
    for y, share in ((190, 0.7), (225, 0.9), (260, 0.55)):
        canvas.box(560, y, 300 * share, 12, mix(RED, GOLD, 0.75), 6)
    canvas.box(340, 430, 520, 26, mix(RED, INK, 0.05))
    canvas.box(350, 456, 500, 74, mix(RED, INK, 0.18))
    for x in (400, 510, 620, 730):
        canvas.box(x, 414, 66, 18, PAPER, 2)
    canvas.flowers(600, 428, 24, 12)
    for row, y in enumerate((590, 668, 760)):
        size, shift = 54 + 17 * row, 108 + 26 * row
        for index in range(-4, 5):
            if index:
                seat = 600 + (index - (0.35 if index > 0 else -0.35)) * shift
                _chair(canvas, seat, y, size)


def _chair(canvas: Canvas, x: float, ground: float, size: float) -> None:
    for side in (-1, 1):
        canvas.line(
            [(x + side * size * 0.34, ground), (x + side * size * 0.34, ground - size * 0.5)], WOOD, size * 0.06
        )
    canvas.box(x - size * 0.42, ground - size * 0.5, size * 0.84, size * 0.12, mix(BLUE, INK, 0.1), 3)
    canvas.box(x - size * 0.4, ground - size * 1.1, size * 0.8, size * 0.5, mix(BLUE, PAPER, 0.18), size * 0.08)


def bare_lane(canvas: Canvas) -> None:
    """A lane before anybody cared for it: earth, weeds, no lamp, what was thrown away at the edges."""
    _countryside(canvas, 380)
    for left, width in ((30, 150), (230, 120), (760, 92), (900, 130), (1080, 150)):
        canvas.house(left, 440 if width > 100 else 420, width)
    for extra, color in ((90, mix(GRASS, WOOD, 0.5)), (0, mix(CONCRETE, WOOD, 0.4))):
        canvas.polygon(
            [(592 - extra / 14, 380), (608 + extra / 14, 380), (900 + extra, 800), (300 - extra, 800)], color
        )
    for x, y, share, side in _along(canvas, 380, 600, 300):
        for step in range(5):
            reach = x + side * (20 + 34 * step) * share
            canvas.line([(reach, y), (reach + 8 * share, y - 46 * share)], mix(LEAF, WOOD, 0.45), 1 + 4 * share)
        canvas.disc(x - side * 60 * share, y, 34 * share, 12 * share, mix(WOOD, INK, 0.25))
        canvas.box(x - side * 76 * share, y - 20 * share, 30 * share, 18 * share, mix(PAPER, INK, 0.25), 3)


def dark_lane(canvas: Canvas) -> None:
    """The same road at dusk without a lamp."""
    canvas.sky((30, 44, 84), (186, 138, 120), 410)
    canvas.tint = DUSK
    canvas.hills(416, 110, mix(BLUE, INK, 0.2))
    canvas.box(0, 410, WIDTH, 390, GRASS)
    for left, width in ((60, 130), (250, 100), (860, 104), (1030, 140)):
        canvas.house(left, 452, width)
    canvas.road(410, 600, 320)
    for x, y, share, side in _along(canvas, 410, 600, 320):
        canvas.tree(x + side * 180 * share, y, 50 + 250 * share)


def bare_yard(canvas: Canvas) -> None:
    """A culture house in a low yard that holds water."""
    _countryside(canvas, 430)
    canvas.polygon([(0, 800), (140, 566), (1060, 566), (1200, 800)], mix(GRASS, WOOD, 0.55))
    canvas.hall(290, 560, 620, 7)
    for x, y, width in ((360, 690, 150), (720, 650, 110), (860, 740, 180)):
        canvas.disc(x, y, width, width * 0.2, mix(BLUE, PAPER, 0.62))


SCENES: dict[str, Callable[[Canvas], None]] = {
    "bare_lane": bare_lane,
    "bare_yard": bare_yard,
    "bins": bins,
    "building_site": building_site,
    "canal": canal,
    "culture_house": culture_house,
    "dark_lane": dark_lane,
    "flower_road": flower_road,
    "lane": lane,
    "lit_road": lit_road,
    "meeting_room": meeting_room,
    "office": office,
    "pavement": pavement,
    "pavement_clear": pavement_clear,
}


@cache
def draw(scene: str, seed: int = 1) -> bytes:
    """Return the scene as a JPEG of 1200 × 800; another seed varies trees and colours."""
    canvas = Canvas(seed)
    SCENES[scene](canvas)
    return canvas.jpeg()
