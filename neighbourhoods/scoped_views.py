"""The admin's lists, forms and choosers for what belongs to one neighbourhood. Plugins take them from neighbourhoods.scoped."""

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django_filters import ModelChoiceFilter
from wagtail.admin.views import generic
from wagtail.admin.views.generic import chooser
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView as PageIndexView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from . import current
from .isolation import resolver
from .scoped import NeighbourhoodModel


def needs_neighbourhood(request):
    """Where to go first, for somebody who has to say on which neighbourhood they work; None when it is known."""
    if current.neighbourhood() is not None:
        return None
    return HttpResponseRedirect(f"{reverse('choose_neighbourhood')}?{urlencode({'next': request.get_full_path()})}")


def own_choices(form):
    """A form of the active neighbourhood offers its own pages, pictures and files, and no others."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = own_only(field.queryset)
    return form


def own_only(queryset):
    record, kind = current.neighbourhood(), resolver.kind_of(queryset.model)
    if record is None or kind not in OWN:
        return queryset
    return queryset.filter(**{f"{OWN[kind][0]}__startswith": getattr(record, OWN[kind][1])})


OWN = {
    "page": ("path", "folder_path"),
    "image": ("collection__path", "collection_path"),
    "document": ("collection__path", "collection_path"),
    "collection": ("path", "collection_path"),
}


class OfOneNeighbourhood:
    """A list or a form that makes sense only where a neighbourhood is active."""

    def dispatch(self, request, *args, **kwargs):
        return needs_neighbourhood(request) or super().dispatch(request, *args, **kwargs)

    def get_form(self, *args, **kwargs):
        return own_choices(super().get_form(*args, **kwargs))

    @cached_property
    def filters(self):
        if found := super().filters:
            own_choices(found.form)
            for each in found.filters.values():
                if isinstance(each, ModelChoiceFilter):
                    # what is chosen is told above the list, from here
                    each.extra["queryset"] = own_only(each.extra["queryset"])
        return found


class IndexView(OfOneNeighbourhood, generic.IndexView):
    pass


class CreateView(OfOneNeighbourhood, generic.CreateView):
    pass


class EditView(OfOneNeighbourhood, generic.EditView):
    pass


class ChooserCreateView(chooser.CreateView):
    def dispatch(self, request, *args, **kwargs):
        if self.get_creation_form_class() is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_creation_form(self):
        form = super().get_creation_form()
        return form and own_choices(form)


class NeighbourhoodViewSet(ModelViewSet):
    """Wagtail's view set for rows of a NeighbourhoodModel. Register it as any other; name its views in `admin_views` of the plugin:

        def admin_views(self):
            from .desk import wishes
            return wishes.views()

    Only keepers can open what is not named there.
    """

    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    # what is unique in a row is so in its copy too; who wants one can say so
    copy_view_enabled = False

    def __init__(self, name=None, **options):
        super().__init__(name, **options)
        if not issubclass(self.model, NeighbourhoodModel):
            raise TypeError(f"{self.model._meta.label} is no NeighbourhoodModel.")

    def views(self):
        """{view name: {argument: kind}} of all its views, for `admin_views` of the plugin."""
        return views_of(self, self.model)


class NeighbourhoodChooserViewSet(ChooserViewSet):
    """Wagtail's chooser for rows of a NeighbourhoodModel: offers those of the active neighbourhood, and answers for no other."""

    create_view_class = ChooserCreateView

    def get_object_list(self):
        return self.model.objects.all()

    def views(self):
        return views_of(self, self.model)


class PageListView(OfOneNeighbourhood, PageIndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().filter(path__startswith=current.neighbourhood().folder_path)


class ParentView(OfOneNeighbourhood, ChooseParentView):
    """Where a new page comes: below the one list in the neighbourhood's first language; a choice only where that is not enough."""

    def get_valid_parent_pages(self, user):
        return super().get_valid_parent_pages(user).filter(path__startswith=current.neighbourhood().folder_path)

    def get(self, request, *args, **kwargs):
        record = current.neighbourhood()
        home = record.home(record.languages[0])
        parents = self.get_valid_parent_pages(request.user).filter(path__startswith=home.path) if home else []
        if len(found := parents[:2]) == 1:
            options = self.model._meta
            return redirect("wagtailadmin_pages:add", options.app_label, options.model_name, found[0].pk)
        return super().get(request, *args, **kwargs)


class NeighbourhoodPageListing(PageListingViewSet):
    """A list of all pages of one type in the active neighbourhood, whatever page they are below."""

    index_view_class = PageListView
    choose_parent_view_class = ParentView

    def views(self):
        return views_of(self, None)


def views_of(view_set, model):
    """Arguments that are called pk or object_id are a row of the model, `id` in a query too; all others name nothing."""
    found = {}
    for pattern in view_set.get_urlpatterns():
        arguments = {name: "own row" for name in pattern.pattern.converters if model is not None}
        if model is not None and "multiple" in pattern.name:
            arguments["id"] = "own row"
        found[view_set.get_url_name(pattern.name)] = {name: f"{kind} {model._meta.object_name}" for name, kind in arguments.items()}
    return found
