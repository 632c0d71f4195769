from .models import ThingPage


def choices(neighbourhood):
    return ThingPage.Kind.choices


def only(pages, value):
    return pages.filter(pk__in=ThingPage.objects.filter(kind=value).values("pk"))
