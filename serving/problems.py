"""What stops a publication, said in one sentence."""

BUSY = 75  # the exit code of a command that another one keeps waiting


class NotPublishedError(Exception):
    """The reason why nothing was published; the published version is unchanged."""

    def __init__(self, reason: str, code: int = 1):
        super().__init__(reason)
        self.reason = reason
        self.code = code


def in_one_line(error: BaseException | str) -> str:
    """The first line of an error, in plain words where the cause is a common one."""
    text = str(error).strip()
    lines = text.splitlines() or [type(error).__name__]
    if "No space left" in text or "File too large" in text:
        return f"there is no space left on the disk ({lines[0][:160]})"
    if "Could not set lock" in text:
        return f"the file is open in another program ({lines[0][:240]})"
    if "Out of Memory" in text or isinstance(error, MemoryError):
        return f"there is too little memory ({lines[0][:160]})"
    return lines[0][:300]
