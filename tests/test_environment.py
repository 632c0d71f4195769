"""What workers of a run share, and what they do not."""

import pytest

from tests.environment import redis_of

# As a Redis has them where nobody sets another number.
DATABASES = range(16)


@pytest.mark.parametrize("around", ["", "/", "/0", "/1", "/2"])
def test_each_worker_has_a_redis_database_of_its_own_also_in_a_run_that_another_worker_began(around):
    found = [redis_of(worker, f"redis://:secret@127.0.0.1:6379{around}") for worker in ("gw0", "gw1")]
    assert found == ["redis://:secret@127.0.0.1:6379/1", "redis://:secret@127.0.0.1:6379/2"]
    assert all(int(url.rpartition("/")[2]) in DATABASES for url in found)
