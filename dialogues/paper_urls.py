from django.urls import URLPattern

paper_urls: list[URLPattern] = []
