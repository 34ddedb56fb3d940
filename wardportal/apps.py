from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class FoundationConfig(AppConfig):
    name = "wardportal"
    verbose_name = "Cổng thông tin"
    default = True


class WardAdminConfig(admin_apps.AdminConfig):
    default_site = "wardportal.admin_site.WardAdminSite"
    default = False
