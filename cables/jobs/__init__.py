"""Uploads and derivations that are done beside the site, one after another, by `manage.py run_jobs`.

Why our own and no library: django-tasks with its database (0.13) leaves a task whose worker was killed RUNNING for
good, and django-q2 (1.11, untyped) begins it again after a fixed time, whether or not it is still being worked on.
Here a job goes on where the last portion was stored: what was done of it is in the same transaction as the texts.
"""
