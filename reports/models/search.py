"""The index of the public search: derived from the records, never edited, made anew at will.

Built by ``reports.search.index`` from the sources in ``reports.search.sources``, which say what
is public. Every answer is a look-up by index on both databases.
"""

from django.db import models

from khuyencong.fields import SortKeyField

LONGEST_WORD = 60


class SearchEntry(models.Model):
    """Mục tìm được: one public thing with a page, as the list of results prints it.

    The key is the place in the list (``reports.search.keys``): kind, then year, the latest first.
    """

    id = models.BigIntegerField("khóa và thứ tự", primary_key=True)
    source = models.PositiveSmallIntegerField("loại")
    record = models.PositiveBigIntegerField("khóa của hồ sơ")
    title = models.TextField("tên")
    context = models.TextField("chú thích", blank=True)
    url = models.TextField("địa chỉ")
    is_illustration = models.BooleanField("số liệu minh họa", default=False)
    words = models.TextField("chữ để tìm, theo thứ tự")

    class Meta:
        verbose_name = "mục tìm được"
        verbose_name_plural = "mục tìm được"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["source", "record"],
                name="search_entry_once",
                violation_error_message="Hồ sơ này đã có trong danh mục tìm kiếm.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """Từ: a folded word, and in how many entries it stands. The key is made from the word."""

    id = models.BigIntegerField("khóa", primary_key=True)
    word = SortKeyField("từ", max_length=LONGEST_WORD, unique=True)
    entries = models.PositiveIntegerField("số mục có từ này", default=0)

    class Meta:
        verbose_name = "từ tìm kiếm"
        verbose_name_plural = "từ tìm kiếm"
        default_permissions = ()

    def __str__(self) -> str:
        return self.word


class SearchSlip(models.Model):
    """Dạng thiếu chữ: a word with one letter left out, or whole.

    Two words that differ by one letter share such a form, so words near a slip of the keys are
    found by equality, without comparing the slip with every word.
    """

    form = SortKeyField("dạng thiếu chữ", max_length=LONGEST_WORD)
    word = models.ForeignKey(
        SearchWord,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="slips",
        verbose_name="từ",
    )
    pk = models.CompositePrimaryKey("form", "word")

    class Meta:
        verbose_name = "dạng thiếu chữ"
        verbose_name_plural = "dạng thiếu chữ"
        default_permissions = ()

    def __str__(self) -> str:
        return self.form


class SearchPosting(models.Model):
    """Từ trong mục: which entry has which word. Read by word, in the order of the entries."""

    word = models.ForeignKey(
        SearchWord,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name="từ",
    )
    entry = models.ForeignKey(
        SearchEntry,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name="mục",
    )
    pk = models.CompositePrimaryKey("word", "entry")

    class Meta:
        verbose_name = "từ trong mục tìm được"
        verbose_name_plural = "từ trong mục tìm được"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.word_id} {self.entry_id}"
