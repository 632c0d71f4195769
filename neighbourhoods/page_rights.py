"""Who may do what with a page of a neighbourhood: in the full editor, on the desk, in lists and by the API alike."""

from django.utils.functional import cached_property
from wagtail.models.pages import PagePermissionTester

from . import current


class PageTester(PagePermissionTester):
    """Volunteers publish, hide and put into the bin; only keepers delete. What is in the bin nobody changes until it is taken out."""

    @cached_property
    def is_binned(self):
        from .models import BinnedPage

        # who puts a page into the bin locks it, so that only of locked pages it is asked
        return self.page.locked and BinnedPage.objects.filter(pk=self.page.pk).exists()

    def is_keeper(self):
        return self.user.is_active and self.user.is_superuser

    def _may(self, *rights):
        return self.is_keeper() or (self.user.is_active and set(rights) <= self.permissions)

    def can_hide(self):
        """Whether the person may take the page from the public when it is there. One that mirrors another follows that."""
        return not self.page_is_root and not self.page.alias_of_id and self._may("publish") and not self.is_binned

    def can_bin(self):
        return self._may("change") and self.can_hide()

    def can_take_out(self):
        return self._may("change", "publish") and self.is_binned

    def can_delete(self, *args, **kwargs):
        return self.is_keeper() and super().can_delete(*args, **kwargs)

    def can_move(self):
        """As Wagtail would say, if volunteers could delete."""
        return not self.is_binned and PagePermissionTester.can_delete(self, ignore_bulk=True)

    def can_edit(self):
        return super().can_edit() and not self.is_binned

    def can_publish(self):
        return super().can_publish() and not self.is_binned

    def can_unpublish(self):
        return super().can_unpublish() and not self.is_binned

    def can_add_subpage(self):
        return super().can_add_subpage() and not self.is_binned

    def can_publish_subpage(self):
        return super().can_publish_subpage() and not self.is_binned

    def can_reorder_children(self):
        return super().can_reorder_children() and not self.is_binned

    def can_lock(self):
        return super().can_lock() and not self.is_binned

    def can_unlock(self):
        return super().can_unlock() and not self.is_binned

    def can_set_view_restrictions(self):
        """The privacy dialog lists the names of all groups, so of all neighbourhoods; and readers have no session."""
        return False

    def can_move_to(self, destination):
        """Nobody moves a page to another neighbourhood: its translations, its history and what mirrors it would stay behind.

        Who needs it there copies it: a copy stands on its own.
        """
        if current.by_url_path(self.page.url_path) != current.by_url_path(destination.url_path):
            return False
        return super().can_move_to(destination)


class StructureTester(PageTester):
    """Folders, home pages and the first pages of plugins are made and removed by the neighbourhood's file, not in the explorer."""

    def can_hide(self):
        return self.is_keeper() and super().can_hide()

    def can_bin(self):
        return False

    def can_unpublish(self):
        return self.is_keeper() and super().can_unpublish()

    def can_move(self):
        return self.is_keeper() and super().can_move()

    def can_copy(self):
        return self.is_keeper() and super().can_copy()
