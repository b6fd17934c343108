"""
Short ways to attach files over HTTP.
"""

CONTENT = bytes(range(32, 127)) * 3
PDF = b"%PDF-1.7\n" + CONTENT


def attach(person, content=PDF, *, name="offer.pdf", path="files/", **fields):
    """
    Attach a file by a form.
    """
    files = {"file": (name, content, "text/html")}
    return person.post(path, files=files, data=fields)


def attached(person, *given, **more):
    """
    A file that is attached.
    """
    answer = attach(person, *given, **more)
    assert 201 == answer.status_code, answer.text
    return answer.json()


def content(person, file, **headers):
    """
    What is given out of a file.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return person.get(f"files/{file['id']}/content/", headers=named)


def codes(answer):
    """
    The fields and codes that a refusal names.
    """
    assert 422 == answer.status_code, answer.text
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


def stored(storage):
    """
    The names of all that is kept.
    """
    return sorted(each.name for each in storage.root.rglob("*") if each.is_file())
