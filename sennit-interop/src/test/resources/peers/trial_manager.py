"""trial with another program as its first worker: trial_manager.py PROGRAM... -- ARGUMENTS-OF-TRIAL..."""

import sys

from twisted.scripts import trial
from twisted.trial._dist.disttrial import DistTrialRunner

behind = sys.argv.index("--")
program = sys.argv[1:behind]
sys.argv[1:] = sys.argv[behind + 1 :]
launch = DistTrialRunner.launchWorkerProcesses


def launch_with_other(self, spawner, protocols, arguments):
    first = protocols[0]

    def spawn(protocol, executable, args, **more):
        if protocol is first:
            executable, args = program[0], program
        spawner(protocol, executable, args=args, **more)

    launch(self, spawn, protocols, arguments)


DistTrialRunner.launchWorkerProcesses = launch_with_other
trial.run()
