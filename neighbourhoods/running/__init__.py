"""Running an install as processes: ports, the steps before, and the watch over server and worker."""
