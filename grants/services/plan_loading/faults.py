"""What is wrong with a folder, said so that somebody can repair it: file, line, column, sentence."""

from dataclasses import dataclass

from samenleven.core.errors import DomainError


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong; line 0 means the file as a whole."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self):
        place = self.file
        if self.line:
            place += f", regel {self.line}"
        if self.column:
            place += f", kolom {self.column}"
        return f"{place}: {self.message}"


class PlanRefused(DomainError):
    """The folder is refused as a whole: nothing was written."""

    def __init__(self, faults):
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))
