"""Contract tests of work by the clock, and of what the desk asks."""

from .concerns import gives
from .ground import HERE, THERE, dump
from .people import PERSON


class RunningTests:
    @gives("tasks")
    def test_its_tasks_are_run_by_the_clock_where_it_is_on_and_only_there(self, its, ground, monkeypatch):
        from dataclasses import replace

        from django_q.models import Schedule

        from neighbourhoods import current, tasks

        seen, own = [], list(its.tasks())
        for task in own:
            rows = Schedule.objects.filter(name=f"neighbourhoods.{its.label}.{task.name}")
            assert [(row.func, row.minutes) for row in rows] == [(tasks.RUN, task.minutes)]
        recorded = [replace(task, run=lambda record: seen.append((record.slug, current.neighbourhood().slug))) for task in own]
        monkeypatch.setattr(its, "tasks", lambda: recorded)
        for task in own:
            seen.clear()
            tasks.run(its.label, task.name)
            wanted = {(HERE, HERE), (THERE, THERE)} if task.also_off else {(HERE, HERE)}
            assert set(seen) == wanted and len(seen) == len(wanted), task.name

    @gives("tasks")
    def test_a_task_that_runs_twice_does_as_once(self, its, ground):
        from neighbourhoods import tasks

        self.pages(ground, its)
        self.make_personal_data(ground, PERSON)
        for task in its.tasks():
            tasks.run(its.label, task.name)
            once = dump(its)
            tasks.run(its.label, task.name)
            assert dump(its) == once, task.name

    @gives("tiles", "care")
    def test_the_desk_gets_words_numbers_and_addresses(self, its, ground):
        self.pages(ground, its)
        for slug in (HERE, THERE):
            record = ground.record(slug)
            for tile in its.tiles():
                assert str(tile.label) and tile.url(record) and (tile.count is None or tile.count(record) >= 0), tile
            for rule in its.care():
                assert all(care.text and care.action and care.url for care in rule.find(record)), rule
