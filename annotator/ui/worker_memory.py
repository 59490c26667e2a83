"""How much memory the worker has and may have, on each system; where it cannot be told, nothing is limited. No Qt."""

import os
import sys
from pathlib import Path

LEAST_BYTES = 2 << 30
"""Even on a small machine: a pipeline with a transformer needs about this."""


def memory_limit_bytes(wanted_mb: int = 0) -> int:
    """What the worker may have: what the settings say, else half of the machine's, at least 2 GiB."""
    if wanted_mb:
        return wanted_mb << 20
    return max(_physical_bytes() // 2, LEAST_BYTES)


def shown(count: int) -> str:
    """Bytes as a reader wants them."""
    return f"{count / (1 << 30):.1f} GB" if count >= 1 << 30 else f"{count / (1 << 20):.0f} MB"


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _QUERY = 0x1000

    class _MemoryStatus(ctypes.Structure):
        """MEMORYSTATUSEX"""

        _fields_ = (
            ("dwLength", wintypes.DWORD),
            ("dwMemoryLoad", wintypes.DWORD),
            ("ullTotalPhys", ctypes.c_uint64),
            ("others", ctypes.c_uint64 * 6),
        )

    class _Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS"""

        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            ("PeakWorkingSetSize", ctypes.c_size_t),
            ("WorkingSetSize", ctypes.c_size_t),
            ("others", ctypes.c_size_t * 6),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.OpenProcess.restype = wintypes.HANDLE
    _kernel.OpenProcess.argtypes = [wintypes.DWORD, wintypes.BOOL, wintypes.DWORD]
    _kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    _kernel.K32GetProcessMemoryInfo.argtypes = [wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD]

    def _physical_bytes() -> int:
        status = _MemoryStatus()
        status.dwLength = ctypes.sizeof(status)
        _kernel.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.ullTotalPhys)

    def resident_bytes(process: int) -> int:
        """What a process has in memory; 0 when that cannot be told."""
        handle = _kernel.OpenProcess(_QUERY, False, process)
        if not handle:
            return 0
        counters = _Counters()
        counters.cb = ctypes.sizeof(counters)
        _kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb)
        _kernel.CloseHandle(handle)
        return int(counters.WorkingSetSize)

else:

    def _physical_bytes() -> int:
        try:
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError):
            return 0

    if sys.platform == "darwin":
        import ctypes

        _INFO_VERSION, _RESIDENT, _WORDS, _ID_WORDS = 0, 6, 10, 2

        def resident_bytes(process: int) -> int:
            """What a process has in memory; 0 when that cannot be told."""
            # rusage_info_v0: an id of 16 bytes, then words of 8, the seventh the resident size.
            info = (ctypes.c_uint64 * (_ID_WORDS + _WORDS))()
            try:
                library = ctypes.CDLL("/usr/lib/libproc.dylib")
                failed = library.proc_pid_rusage(process, _INFO_VERSION, ctypes.byref(info))
            except (OSError, AttributeError):
                return 0
            return 0 if failed else int(info[_ID_WORDS + _RESIDENT])

    else:

        def resident_bytes(process: int) -> int:
            """What a process has in memory; 0 when that cannot be told."""
            try:
                words = Path(f"/proc/{process}/statm").read_bytes().split()
                return int(words[1]) * os.sysconf("SC_PAGE_SIZE")
            except (OSError, ValueError, IndexError):
                return 0
