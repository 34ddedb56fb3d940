"""Streets, and where along them something was done or found."""

from django.db import models

from mobilization.models.organisation import CODE_HELP, Searchable, Validity, ValidityQuerySet


class Street(Searchable, Validity):
    """A street or road of the ward."""

    code = models.SlugField("mã", unique=True, help_text=CODE_HELP)
    name = models.CharField("tên đường", max_length=120)
    is_national_road = models.BooleanField("là quốc lộ", default=False)
    has_plates = models.BooleanField("gắn biển số nhà", default=False)
    has_trees = models.BooleanField("trồng cây, hoa", default=False)

    objects = ValidityQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "tuyến đường"
        verbose_name_plural = "tuyến đường"
        # Under the database's own collation Đ would come after Z.
        ordering = ["folded"]

    def __str__(self) -> str:
        return self.name

    def names(self) -> list[str]:
        return [self.name, self.code]

    def uses(self) -> list[str]:
        """What the street is, or what was done along it, in words."""
        told = {"quốc lộ": self.is_national_road, "gắn biển số nhà": self.has_plates, "trồng cây, hoa": self.has_trees}
        return [word for word, is_so in told.items() if is_so]
