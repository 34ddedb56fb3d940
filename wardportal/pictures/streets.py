"""What the rapid-response team meets along the streets: pavements taken up and cleared, a wall that is being built."""

from wardportal.pictures.drawing import (
    BLUE,
    CONCRETE,
    GOLD,
    GRASS,
    INK,
    JADE,
    PAPER,
    RED,
    ROOF,
    WALL,
    WIDTH,
    WOOD,
    Canvas,
    mix,
)


def _street(canvas: Canvas) -> None:
    """Houses, a pavement and the road before it."""
    canvas.sky((150, 190, 220), (236, 240, 238), 420)
    for left, width in ((20, 260), (320, 250), (610, 270), (920, 260)):
        canvas.house(left, 520, width)
    canvas.box(0, 520, WIDTH, 120, mix(CONCRETE, PAPER, 0.35))
    for x in range(0, WIDTH, 60):
        canvas.line([(x, 520), (x - 40, 640)], mix(CONCRETE, INK, 0.12), 1.4)
    canvas.box(0, 640, WIDTH, 16, mix(CONCRETE, INK, 0.3))
    canvas.box(0, 656, WIDTH, 144, mix(CONCRETE, INK, 0.45))
    for x in range(40, WIDTH, 240):
        canvas.box(x, 726, 120, 9, mix(PAPER, CONCRETE, 0.2))


def pavement(canvas: Canvas) -> None:
    """Awnings, tables and goods down to the kerb."""
    _street(canvas)
    for left, color in ((60, RED), (430, BLUE), (800, JADE)):
        canvas.polygon([(left, 430), (left + 260, 430), (left + 300, 500), (left - 40, 500)], mix(color, PAPER, 0.15))
        for side in (left - 30, left + 290):
            canvas.line([(side, 498), (side, 630)], mix(INK, PAPER, 0.3), 7)
        for table in (left + 20, left + 150):
            canvas.box(table, 570, 90, 12, mix(WOOD, PAPER, 0.2), 3)
            for leg in (table + 10, table + 76):
                canvas.line([(leg, 580), (leg, 626)], WOOD, 6)
            canvas.box(table - 34, 600, 26, 26, mix(RED, PAPER, 0.2), 4)
            canvas.box(table + 98, 600, 26, 26, mix(BLUE, PAPER, 0.2), 4)


def pavement_clear(canvas: Canvas) -> None:
    """The same pavement with room to walk."""
    _street(canvas)
    for x in (150, 480, 800, 1100):
        canvas.tree(x, 612, 170)
    canvas.box(0, 632, WIDTH, 6, mix(PAPER, GOLD, 0.4))


def building_site(canvas: Canvas) -> None:
    """A wall that grows beside a lane, with sand before it."""
    canvas.sky((160, 196, 222), (238, 240, 236), 430)
    canvas.hills(440, 70, mix(GRASS, BLUE, 0.4))
    canvas.box(0, 430, WIDTH, 370, mix(GRASS, CONCRETE, 0.4))
    canvas.house(60, 560, 300)
    for row in range(9):
        for brick in range(13):
            left = 440 + brick * 48 + (24 if row % 2 else 0)
            if row < 5 or brick < 11 - row:
                canvas.box(left, 600 - row * 26, 46, 24, mix(ROOF, WALL, 0.12 * (brick % 3)))
    for pole in (430, 640, 850, 1080):
        canvas.line([(pole, 620), (pole, 300)], mix(WOOD, PAPER, 0.2), 9)
    canvas.line([(420, 420), (1090, 420)], mix(WOOD, PAPER, 0.1), 8)
    canvas.polygon([(120, 780), (300, 640), (520, 780)], mix(GOLD, PAPER, 0.35))
    canvas.polygon([(560, 790), (680, 690), (830, 790)], mix(CONCRETE, PAPER, 0.1))
