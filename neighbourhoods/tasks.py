"""Work that the worker does by the clock."""

SCHEDULES = {
    # name: (function, minutes between runs)
    "mail": ("neighbourhoods.mail.sweep", 1),
    "forget": ("neighbourhoods.tasks.forget", 60 * 24),
    "pictures": ("neighbourhoods.pictures.sweep", 60),
    "sessions": ("neighbourhoods.tasks.clear_sessions", 60 * 24),
}


def ensure_schedules():
    """Make the schedules agree with the list above; called by `apply`, and changes nothing when they do."""
    from django_q.models import Schedule

    for name, (function, minutes) in SCHEDULES.items():
        label = f"neighbourhoods.{name}"
        rows = Schedule.objects.filter(name=label)
        if rows.filter(func=function, minutes=minutes).count() == rows.count() == 1:
            continue
        rows.delete()
        Schedule.objects.create(name=label, func=function, schedule_type=Schedule.MINUTES, minutes=minutes, repeats=-1)
    Schedule.objects.filter(name__startswith="neighbourhoods.").exclude(name__in=[f"neighbourhoods.{name}" for name in SCHEDULES]).delete()


def clear_sessions():
    """Sessions and sign-in links that have run out are personal data without a use."""
    from django.core.management import call_command
    from django.utils import timezone

    from .models import SigninLink

    call_command("clearsessions")
    SigninLink.objects.filter(expires_at__lt=timezone.now()).delete()


def forget():
    """What people gave us is erased when its time is up."""
    from . import contacts, feedback

    feedback.forget()
    contacts.erase_ended()
