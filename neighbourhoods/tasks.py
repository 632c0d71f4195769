"""Work that the worker does by the clock."""

from . import current, registry

SCHEDULES = {
    # name: (function, minutes between runs)
    "mail": ("neighbourhoods.mail.sweep", 1),
    "invitations": ("neighbourhoods.signin.invitations.send_due", 60),
    "forget": ("neighbourhoods.tasks.forget", 60 * 24),
    "pictures": ("neighbourhoods.pictures.sweep", 60),
    "sessions": ("neighbourhoods.tasks.clear_sessions", 60 * 24),
    "search": ("neighbourhoods.search.index.refresh", 60 * 24),
    # once a week for each neighbourhood, on its own Monday morning: the work itself knows when
    "care": ("neighbourhoods.desk.care_mail.send_due", 15),
}

RUN = "neighbourhoods.task_runs.run"


def schedules():
    """{name: (function, its arguments, minutes between runs)} of the core's work and of all installed plugins'."""
    own = {f"neighbourhoods.{name}": (function, (), minutes) for name, (function, minutes) in SCHEDULES.items()}
    for plugin in registry.installed():
        for task in registry.safely(plugin, "tasks", lambda plugin=plugin: list(plugin.tasks())):
            own[f"neighbourhoods.{plugin.label}.{task.name}"] = ("neighbourhoods.tasks.run", (plugin.label, task.name), task.minutes)
    return own


def ensure_schedules():
    """Make the schedules agree with the list above; called by `apply`, and changes nothing when they do."""
    from django_q.models import Schedule

    from . import task_runs

    wanted = schedules()
    for name, (_function, _arguments, minutes) in wanted.items():
        # django-q2 keeps arguments as the text of a tuple
        args = repr((name,))
        rows = Schedule.objects.filter(name=name)
        if rows.filter(func=RUN, args=args, minutes=minutes).count() == rows.count() == 1:
            continue
        rows.delete()
        Schedule.objects.create(name=name, func=RUN, args=args, schedule_type=Schedule.MINUTES, minutes=minutes, repeats=-1)
    task_runs.expect()
    # what was changed since may be what killed it
    task_runs.again()
    Schedule.objects.filter(name__startswith="neighbourhoods.").exclude(name__in=wanted).delete()


def run(label, name):
    """One task of a plugin, for every neighbourhood that has it on, with `also_off` for all, one after the other.

    A fault in one is logged; the others go on.
    """
    from .models import Neighbourhood

    plugin = registry.get(label)
    task = next((task for task in plugin.tasks() if task.name == name), None) if plugin else None
    if task is None:
        # the plugin was removed a moment ago; the next `apply` removes its schedules
        return
    for slug in Neighbourhood.objects.exclude(state="removed").order_by("pk").values_list("slug", flat=True):
        record = current.by_slug(slug)
        if record and (task.also_off or label in record.plugins):
            with current.activate(record):
                registry.safely(plugin, name, task.run, record)


def clear_sessions():
    """Sessions and sign-in links that have run out are personal data without a use."""
    from django.core.management import call_command
    from django.utils import timezone

    from .models import SigninLink

    call_command("clearsessions")
    SigninLink.objects.filter(expires_at__lt=timezone.now()).delete()


def forget():
    """What people gave us is erased when its time is up."""
    from . import acts, contacts, feedback, mail, visitors
    from .participation import forgetting
    from .signin import invitations
    from .writing import drafts

    feedback.forget()
    forgetting.forget()
    acts.forget_acts()
    contacts.erase_ended()
    invitations.forget()
    visitors.forget_views()
    drafts.forget_drafts()
    mail.forget()
