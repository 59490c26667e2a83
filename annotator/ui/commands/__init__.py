"""What the actions do: functions that get the desk, work an edit out and hand it to the session. No Qt."""
