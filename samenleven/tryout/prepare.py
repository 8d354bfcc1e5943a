"""What the demo does before it opens: the database up to date, the plan and the examples in it.

A process of its own, started by `demo.py`: python -m samenleven.tryout.prepare STARTED
"""

import contextlib
import errno
import io
import os
import sys
import time
import traceback

from samenleven.tryout.state import State, TryoutError, clear_sentences, disk_is_full


class Preparation:
    def __init__(self, state, started):
        self.state = state
        self.started = started

    def run(self):
        import django  # here, not above: this package is also used where Django is not set up

        self.say("De toepassing wordt geladen.")
        django.setup()
        self.call("De databank wordt bijgewerkt.", "migrate", interactive=False)
        self.call("De gegevens van het plan worden geladen.", "load_plan")
        accounts = self.call("De voorbeelden worden klaargezet.", "load_demo")
        (self.state.folder / "accounts.txt").write_text(accounts)

    def call(self, text, command, **options):
        """Run a command; what it says goes to the log and is returned."""
        from django.core.management import call_command

        self.say(text)
        said = io.StringIO()
        with (self.state.log / "prepare.log").open("a") as log, contextlib.redirect_stdout(said):
            try:
                call_command(command, stdout=said, **options)
            finally:
                log.write(f"--- {command}\n{said.getvalue()}")
        return said.getvalue()

    def say(self, text):
        print(f"[{time.monotonic() - self.started:4.0f} s] {text}", flush=True)


def main(arguments):
    state = State()
    try:
        with clear_sentences(state.folder):
            Preparation(state, float(arguments[0])).run()
    except TryoutError as error:
        return str(error)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if "No space left on device" in str(error) or getattr(error, "errno", 0) == errno.ENOSPC:
            return disk_is_full(state.folder)
        with contextlib.suppress(OSError), (state.log / "prepare.log").open("a") as log:
            traceback.print_exc(file=log)
        return str(error) or repr(error)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings.dev")
    sys.exit(main(sys.argv[1:]))
