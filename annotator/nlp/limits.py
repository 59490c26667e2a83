"""Keeps the worker from eating the machine's memory, as far as each system can: what is over fails in it."""

import sys
from collections.abc import Mapping

from annotator.protocol import MEMORY_VARIABLE


def memory_limit(environment: Mapping[str, str]) -> int:
    """The limit in bytes that the window has set; 0 for none."""
    value = environment.get(MEMORY_VARIABLE, "")
    return int(value) if value.isdecimal() else 0


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _PROCESS_MEMORY, _KILL_ON_CLOSE = 0x0100, 0x2000
    _EXTENDED_LIMIT = 9

    class _BasicLimit(ctypes.Structure):
        """JOBOBJECT_BASIC_LIMIT_INFORMATION"""

        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimit(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION"""

        _fields_ = (
            ("BasicLimitInformation", _BasicLimit),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def limit_memory(limit_bytes: int) -> None:
        """Put this process into a job of its own: what a pipeline starts ends with it, too."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.argtypes = [ctypes.c_void_p, wintypes.LPCWSTR]
        kernel.SetInformationJobObject.argtypes = [
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        ]
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
        job = kernel.CreateJobObjectW(None, None)
        if not job:
            return
        limits = _ExtendedLimit()
        limits.BasicLimitInformation.LimitFlags = _KILL_ON_CLOSE
        if limit_bytes:
            limits.BasicLimitInformation.LimitFlags |= _PROCESS_MEMORY
            limits.ProcessMemoryLimit = limit_bytes
        kernel.SetInformationJobObject(
            job, _EXTENDED_LIMIT, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        # The job's handle stays open as long as this process lives; its end ends the job.
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())

elif sys.platform == "linux":

    def limit_memory(limit_bytes: int) -> None:
        """Limit what the process has of its own: address space that is only reserved does not count."""
        import resource

        if limit_bytes:
            _, most = resource.getrlimit(resource.RLIMIT_DATA)
            wanted = limit_bytes if most == resource.RLIM_INFINITY else min(limit_bytes, most)
            resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))

else:

    def limit_memory(limit_bytes: int) -> None:
        """Nothing: macOS keeps none of these limits, so there the window's watch alone serves."""
