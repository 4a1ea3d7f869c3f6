from django.conf import settings
from django.db import models
from django.utils import timezone


class SignInEvent(models.Model):
    """What happened at the door: who signed in or could not, and how accounts were secured.

    Written by ``khuyencong.accounts.sign_in_log`` only, read by administrators, changed by nobody.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", "Đăng nhập"
        FAILED = "failed", "Đăng nhập sai"
        LOCKED = "locked", "Bị tạm khóa"
        SIGNED_OUT = "signed-out", "Đăng xuất"
        EXPIRED = "expired", "Hết phiên do không thao tác"
        FACTOR_ON = "factor-on", "Bật xác thực hai lớp"
        FACTOR_OFF = "factor-off", "Tắt xác thực hai lớp"
        CODES_RENEWED = "codes-renewed", "Tạo lại mã dự phòng"
        PASSWORD_CHANGED = "password-changed", "Đổi mật khẩu"
        LINK_GIVEN = "link-given", "Cấp liên kết đặt mật khẩu"
        DISABLED = "disabled", "Ngừng tài khoản"
        ENABLED = "enabled", "Mở lại tài khoản"

    happened_at = models.DateTimeField("lúc", default=timezone.now, db_index=True)
    kind = models.CharField("việc", max_length=20, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="sign_in_events",
        verbose_name="tài khoản",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người làm",
    )
    address = models.GenericIPAddressField("địa chỉ máy", null=True)
    note = models.CharField("ghi chú", max_length=200, blank=True)

    class Meta:
        verbose_name = "nhật ký đăng nhập"
        verbose_name_plural = "nhật ký đăng nhập"
        ordering = ["-happened_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user or 'không có tài khoản'}"
