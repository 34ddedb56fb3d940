"""A sheet and the things of a ward that can be drawn on it."""

import math
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800
FINE = 2  # drawn larger and made smaller, so that edges are smooth

Color = tuple[int, int, int]
Point = tuple[float, float]

PAPER, INK = (255, 253, 249), (28, 31, 35)
RED, BLUE, JADE, GOLD = (168, 18, 28), (11, 79, 138), (9, 95, 74), (200, 150, 40)
LEAF, GRASS, RICE = (46, 112, 84), (150, 182, 128), (196, 205, 132)
CONCRETE, WALL, ROOF, WOOD = (214, 208, 196), (247, 236, 212), (158, 72, 54), (104, 84, 68)
DUSK, LIGHT = (38, 54, 92), (255, 226, 150)


def mix(one: Color, other: Color, share: float) -> Color:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Canvas:
    """A sheet of 1200 × 800 on which things of a ward can be put."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - pictures, not secrets
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.tint: Color | None = None

    def polygon(self, points: list[Point], color: Color) -> None:
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=self._seen(color))

    def box(self, x: float, y: float, width: float, height: float, color: Color, radius: float = 0) -> None:
        corners = (x * FINE, y * FINE, (x + width) * FINE, (y + height) * FINE)
        self.pen.rounded_rectangle(corners, radius * FINE, fill=self._seen(color))

    def disc(self, x: float, y: float, width: float, height: float, color: Color) -> None:
        corners = ((x - width) * FINE, (y - height) * FINE, (x + width) * FINE, (y + height) * FINE)
        self.pen.ellipse(corners, fill=self._seen(color))

    def line(self, points: list[Point], color: Color, width: float) -> None:
        scaled = [(x * FINE, y * FINE) for x, y in points]
        self.pen.line(scaled, fill=self._seen(color), width=max(1, round(width * FINE)), joint="curve")

    def jpeg(self) -> bytes:
        out = BytesIO()
        self.image.reduce(FINE).save(out, "JPEG", quality=88)
        return out.getvalue()

    def _seen(self, color: Color) -> Color:
        """Return the colour as it looks in the light of the scene."""
        return mix(color, self.tint, 0.62) if self.tint else color

    # What is far away

    def sky(self, top: Color, low: Color, horizon: float) -> None:
        for y in range(round(horizon * FINE) + 1):
            self.pen.line([(0, y), (WIDTH * FINE, y)], fill=mix(top, low, y / (horizon * FINE)))

    def cloud(self, x: float, y: float, size: float) -> None:
        for step, (dx, lift) in enumerate(((-1.1, 0.0), (-0.4, 0.28), (0.35, 0.18), (1.0, 0.0))):
            self.disc(x + dx * size, y - lift * size, size * (0.8 - 0.08 * step), size * 0.3, (255, 255, 255))

    def hills(self, base: float, rise: float, color: Color) -> None:
        phase, stretch = self.random.uniform(0, 6), self.random.uniform(150, 230)
        ridge = [
            (x, base - rise * (0.62 + 0.26 * math.sin(x / stretch + phase) + 0.12 * math.sin(x / 61 + 2 * phase)))
            for x in range(0, WIDTH + 20, 10)
        ]
        self.polygon([(0, HEIGHT), *ridge, (WIDTH, HEIGHT)], color)

    def fields(self, horizon: float, middle: float) -> None:
        """Rice fields running to one point of the horizon."""
        for index in range(-14, 15):
            color = mix(RICE, GRASS, self.random.uniform(0.1, 0.9))
            left, right = middle + index * 26, middle + (index + 1) * 26
            far = [(middle + index * 9, horizon), (middle + (index + 1) * 9, horizon)]
            self.polygon([*far, ((right - middle) * 9 + middle, HEIGHT), ((left - middle) * 9 + middle, HEIGHT)], color)

    # What grows

    def tree(self, x: float, ground: float, size: float) -> None:
        self.disc(x + size * 0.12, ground, size * 0.42, size * 0.05, mix(GRASS, INK, 0.28))
        self.box(x - size * 0.045, ground - size * 0.55, size * 0.09, size * 0.56, WOOD)
        color = mix(LEAF, RICE, self.random.uniform(0, 0.3))
        for dx, dy, part in ((-0.24, 0.6, 0.27), (0.25, 0.62, 0.26), (0, 0.68, 0.34), (0.02, 0.88, 0.25)):
            self.disc(x + dx * size, ground - dy * size, size * part, size * part * 0.82, color)
        for dx, dy, part in ((-0.14, 0.74, 0.17), (-0.06, 0.95, 0.12), (-0.3, 0.66, 0.1)):
            self.disc(x + dx * size, ground - dy * size, size * part, size * part * 0.7, mix(color, PAPER, 0.16))

    def areca(self, x: float, ground: float, size: float) -> None:
        bend = self.random.uniform(-0.05, 0.05) * size
        crown = (x + bend, ground - size)
        self.line([(x, ground), (x + bend * 0.4, ground - size * 0.5), crown], mix(WOOD, PAPER, 0.25), size * 0.035)
        for angle in range(-160, 1, 20):
            reach, turn = size * 0.3, math.radians(angle + self.random.uniform(-6, 6))
            middle = (crown[0] + reach * 0.6 * math.cos(turn), crown[1] + reach * 0.6 * math.sin(turn))
            tip = (crown[0] + reach * 1.08 * math.cos(turn), crown[1] + reach * (0.75 * math.sin(turn) + 0.28))
            self.line([crown, middle, tip], mix(LEAF, JADE, self.random.random()), size * 0.028)

    def flowers(self, x: float, ground: float, size: float, count: int = 14) -> None:
        for _ in range(count):
            dx, dy = self.random.uniform(-1.0, 1.0) * size, self.random.uniform(0, 0.55) * size
            self.disc(x + dx, ground - dy * 0.7, size * 0.16, size * 0.13, mix(LEAF, GRASS, self.random.random() * 0.6))
        for _ in range(count):
            dx, dy = self.random.uniform(-1.0, 1.0) * size, self.random.uniform(0.1, 0.65) * size
            color = self.random.choice([RED, GOLD, (226, 130, 150), (240, 226, 240)])
            self.disc(x + dx, ground - dy * 0.8, size * 0.075, size * 0.07, color)

    # What people built

    def road(self, horizon: float, vanish: float, half: float) -> None:
        """A concrete lane towards the horizon, with its edges and its joints."""
        near_left, near_right = WIDTH / 2 - half, WIDTH / 2 + half
        for extra, color in ((70, mix(GRASS, CONCRETE, 0.45)), (22, mix(CONCRETE, PAPER, 0.5)), (0, CONCRETE)):
            near = [(near_right + extra, HEIGHT), (near_left - extra, HEIGHT)]
            self.polygon([(vanish - 7 - extra / 18, horizon), (vanish + 7 + extra / 18, horizon), *near], color)
        for step in range(1, 13):
            share = (step / 12) ** 2.1
            y = horizon + (HEIGHT - horizon) * share
            left, right = vanish + (near_left - vanish) * share, vanish + (near_right - vanish) * share
            self.line([(left, y), (right, y)], mix(CONCRETE, INK, 0.13), 0.6 + 2.2 * share)

    def lamp(self, x: float, ground: float, size: float, side: int, lit: bool = False) -> None:
        pole = mix(INK, BLUE, 0.35)
        top = ground - size
        self.line([(x, ground), (x, top)], pole, size * 0.022)
        self.line(
            [(x, top), (x + side * size * 0.12, top - size * 0.05), (x + side * size * 0.3, top)], pole, size * 0.018
        )
        head = (x + side * size * 0.3, top + size * 0.012)
        self.disc(*head, size * 0.06, size * 0.02, pole)
        if lit:
            tint, self.tint = self.tint, None
            self.disc(head[0], head[1] + size * 0.012, size * 0.05, size * 0.022, LIGHT)
            self.tint = tint

    def house(self, x: float, ground: float, width: float, lit: bool = False) -> None:
        height = width * 0.62
        wall = mix(WALL, self.random.choice([GOLD, BLUE, PAPER, JADE]), 0.12)
        self.box(x, ground - height, width, height, wall)
        eaves = [(x - width * 0.08, ground - height), (x + width * 1.08, ground - height)]
        self.polygon(
            [*eaves, (x + width * 0.86, ground - height * 1.5), (x + width * 0.14, ground - height * 1.5)], ROOF
        )
        self.box(x + width * 0.42, ground - height * 0.62, width * 0.18, height * 0.62, mix(WOOD, JADE, 0.3))
        tint = self.tint
        self.tint = None if lit else tint
        for shift in (0.12, 0.7):
            pane = LIGHT if lit else mix(BLUE, PAPER, 0.55)
            self.box(x + width * shift, ground - height * 0.66, width * 0.18, height * 0.3, pane)
        self.tint = tint

    def flag(self, x: float, ground: float, size: float) -> None:
        self.line([(x, ground), (x, ground - size)], mix(INK, PAPER, 0.45), size * 0.018)
        wide, high, top = size * 0.42, size * 0.28, ground - size * 0.98
        wave = [(x + wide * share, top + math.sin(share * 5) * size * 0.014) for share in (0, 0.25, 0.5, 0.75, 1)]
        self.polygon([*wave, *[(px, py + high) for px, py in reversed(wave)]], RED)
        self.star(x + wide / 2, top + high / 2, high * 0.3)

    def star(self, x: float, y: float, size: float) -> None:
        turns = [math.radians(-90 + 36 * step) for step in range(10)]
        reach = [size if step % 2 == 0 else size * 0.4 for step in range(10)]
        self.polygon(
            [(x + r * math.cos(turn), y + r * math.sin(turn)) for r, turn in zip(reach, turns, strict=True)],
            (255, 214, 64),
        )

    def bin(self, x: float, ground: float, size: float, color: Color) -> None:
        self.disc(x, ground, size * 0.42, size * 0.05, mix(CONCRETE, INK, 0.25))
        body = [(x - size * 0.3, ground - size * 0.78), (x + size * 0.3, ground - size * 0.78)]
        self.polygon([*body, (x + size * 0.24, ground), (x - size * 0.24, ground)], color)
        self.box(x - size * 0.35, ground - size * 0.88, size * 0.7, size * 0.12, mix(color, INK, 0.2), size * 0.04)
        self.box(x - size * 0.12, ground - size * 0.55, size * 0.24, size * 0.2, mix(color, PAPER, 0.75), size * 0.02)
        for side in (-1, 1):
            self.disc(x + side * size * 0.18, ground - size * 0.02, size * 0.06, size * 0.06, INK)

    def hall(self, x: float, ground: float, width: float, columns: int, roof: bool = True) -> None:
        """A public house with a veranda: culture house or office."""
        height = width * 0.34
        self.box(x, ground - height, width, height, WALL)
        gap = width / columns
        for index in range(columns):
            left = x + gap * (index + 0.3)
            if index == columns // 2:
                self.box(left - gap * 0.1, ground - height * 0.72, gap * 0.6, height * 0.72, mix(WOOD, RED, 0.2))
            else:
                self.box(left, ground - height * 0.66, gap * 0.4, height * 0.36, mix(BLUE, PAPER, 0.5))
                self.box(left + gap * 0.19, ground - height * 0.66, gap * 0.02, height * 0.36, WALL)
        for index in range(columns + 1):
            self.box(x + gap * index - width * 0.011, ground - height, width * 0.022, height, mix(WALL, PAPER, 0.6))
        self.box(x - width * 0.03, ground - height * 1.12, width * 1.06, height * 0.14, mix(WALL, GOLD, 0.25))
        if roof:
            top = ground - height * 1.62
            eaves = [(x - width * 0.05, ground - height * 1.12), (x + width * 1.05, ground - height * 1.12)]
            self.polygon([*eaves, (x + width * 0.88, top), (x + width * 0.12, top)], ROOF)
        for step in range(3):
            spread = width * 0.02 * (step + 1)
            self.box(x - spread, ground + step * 9, width + 2 * spread, 10, mix(CONCRETE, INK, 0.05 * step))
