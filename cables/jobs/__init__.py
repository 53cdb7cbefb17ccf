"""Background jobs: large uploads and reparsing, run one after another by `manage.py run_jobs`.

Why no library: django-tasks with its database (0.13) leaves a task whose worker was killed RUNNING for good, and
django-q2 (1.11, untyped) starts it again after a fixed time, whether or not it is still being worked on. Here a job
resumes after the last batch that was stored: its progress is in the same transaction as the texts.
"""
