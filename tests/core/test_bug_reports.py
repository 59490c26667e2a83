from annotator.core.bug_reports import bug_report

SECRET = "Quillfeather"


def fail() -> None:
    try:
        {}[SECRET]  # type: ignore[index]
    except KeyError as error:
        raise ValueError(SECRET.upper()) from error


def test_a_report_tells_kinds_and_places_of_the_whole_chain_and_no_words() -> None:
    try:
        fail()
    except ValueError as error:
        report = bug_report("1.0", error)
    assert report.startswith("Annotator 1.0\n")
    assert report.index("KeyError\n") < report.index("ValueError\n")
    assert "in fail" in report
    assert SECRET not in report
    assert SECRET.upper() not in report


def test_an_error_without_a_trace_has_a_report() -> None:
    assert bug_report("1.0", ValueError(SECRET)) == "Annotator 1.0\nValueError\n"
