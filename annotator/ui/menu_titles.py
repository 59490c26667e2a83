"""The menus' titles, in order: all that the first paint needs of the action table."""

MENUS = ("File", "Edit", "Span", "Relation", "Article", "View", "Help")
