# Runs docker-compose many times in one process: most of what a run takes is the start of Python. A line of JSON in,
# {"folder": …, "environment": {…}, "arguments": […], "output": …}, its exit code out.
import json
import os
import sys

from compose.cli.main import main

for line in sys.stdin:
    run = json.loads(line)
    child = os.fork()
    if child == 0:
        out = os.open(run["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.chdir(run["folder"])
        os.environ.update(run["environment"])
        os.environ["PWD"] = run["folder"]
        sys.argv = ["docker-compose"] + run["arguments"]
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
