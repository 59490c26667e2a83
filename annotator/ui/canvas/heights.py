"""Heights of all blocks in a Fenwick tree: the top of any block and the block at any height in O(log n)."""

from collections.abc import Sequence


class Heights:
    """Heights in px by block index; non-negative integers."""

    __slots__ = ("_heights", "_step", "_tree", "total")

    def __init__(self, heights: Sequence[int] = ()) -> None:
        self._heights = list(heights)
        size = len(self._heights)
        tree = [0, *self._heights]
        for i in range(1, size + 1):
            parent = i + (i & -i)
            if parent <= size:
                tree[parent] += tree[i]
        self._tree = tree
        self._step = 1 << max(size.bit_length() - 1, 0)
        self.total = sum(self._heights)

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    def set(self, index: int, height: int) -> int:
        """Set a block's height; returns the difference."""
        change = height - self._heights[index]
        if change:
            self._heights[index] = height
            self.total += change
            tree, size = self._tree, len(self._heights)
            i = index + 1
            while i <= size:
                tree[i] += change
                i += i & -i
        return change

    def top(self, index: int) -> int:
        """The sum of the heights of all blocks before this one."""
        found, tree = 0, self._tree
        while index > 0:
            found += tree[index]
            index &= index - 1
        return found

    def block_at(self, y: float) -> int:
        """The block that holds this height (its top included); clamped to the first and last."""
        place, step, size = 0, self._step, len(self._heights)
        while step:
            following = place + step
            if following <= size and self._tree[following] <= y:
                place = following
                y -= self._tree[following]
            step >>= 1
        return min(place, max(size - 1, 0))
