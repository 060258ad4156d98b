"""The schema of templates, by a validator not written here, held to what the program accepts."""

import copy
import json
import os
import subprocess
import tempfile
import tomllib
import unittest
from pathlib import Path

from jsonschema import Draft202012Validator

HEZHENG = os.environ["HEZHENG_PROGRAM"]
TEMPLATES = Path(__file__).parents[2] / "pdf-templates" / "templates"
SCHEMA = json.loads((TEMPLATES / "schema.json").read_text())
BUILT_IN = {file.parent.name: tomllib.loads(file.read_text()) for file in sorted(TEMPLATES.glob("*/template.toml"))}


def objects(value, path=()):
    """Every table of a template with the path to it."""
    if isinstance(value, dict):
        yield path
        for key, member in value.items():
            yield from objects(member, (*path, key))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from objects(member, (*path, index))


def at(value, path):
    for step in path:
        value = value[step]
    return value


def shape(path, template):
    """Tables of one shape have one name, so that one of each is changed: elements by their kind, others by their keys."""
    kind = at(template, path[:2])["kind"] if path[:1] == ("element",) and len(path) > 1 else ""
    return (kind, *(step for step in path if isinstance(step, str)))


def changes(template):
    """(what was changed, the changed template): keys left out, added, of another type, out of bounds."""
    seen = set()
    for path in objects(template):
        for key in [*at(template, path), None]:
            # Words have the codes for keys, and any code may have some.
            is_codes = path[-1:] in (("id_kind",), ("skill_level",))
            name = (*shape(path, template), key)
            if name in seen or (key is None and is_codes):
                continue
            seen.add(name)
            if key is None:
                changed = copy.deepcopy(template)
                at(changed, path)["no_such_key"] = 1
                yield f"{name} added", changed
                continue
            value = at(template, path)[key]
            others = [None, True if not isinstance(value, bool) else "yes"]
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                others.append(-1)
            for other in others:
                changed = copy.deepcopy(template)
                if other is None:
                    del at(changed, path)[key]
                else:
                    at(changed, path)[key] = other
                yield f"{name} {'left out' if other is None else other!r}", changed


def to_toml(template) -> str:
    """A template as TOML: every member of a table inline."""

    def inline(value):
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, dict):
            return "{ " + ", ".join(f"{json.dumps(key)} = {inline(member)}" for key, member in value.items()) + " }"
        if isinstance(value, list):
            return "[" + ", ".join(map(inline, value)) + "]"
        return json.dumps(value, ensure_ascii=False)

    return "".join(f"{json.dumps(key)} = {inline(value)}\n" for key, value in template.items())


# What the schema cannot know: x_mm may be negative beside the QR code, and only there; a watermark may lie anywhere.
NOT_IN_SCHEMA = ("outside the printable part", "has no [words.en]", "needs second_label too", "is less than min_size_pt")


class Schema(unittest.TestCase):
    def test_the_schema_is_one_and_the_built_in_templates_keep_it(self):
        Draft202012Validator.check_schema(SCHEMA)
        self.assertGreaterEqual(len(BUILT_IN), 2)
        for name, template in BUILT_IN.items():
            errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(template)]
            self.assertEqual(errors, [], name)

    def test_schema_and_program_refuse_the_same_changes(self):
        validator, wrong, refused = Draft202012Validator(SCHEMA), [], 0
        with tempfile.TemporaryDirectory() as folder:
            cases = list(enumerate(changes(BUILT_IN["bilingual"])))
            for index, (_, changed) in cases:
                (Path(folder) / f"{index}.toml").write_text(to_toml(changed))
            names = [f"{index}.toml" for index, _ in cases]
            command = [HEZHENG, "template", "check", "--lang", "en", *names]
            said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            self.assertEqual(said.returncode, 1, said.stderr)
            lines = said.stdout.splitlines()
        for index, (what, changed) in cases:
            found = [line for line in lines if line.startswith((f"✗ {index}.toml", f"✓ {index}.toml"))]
            self.assertTrue(found, what)
            is_refused = any(line.startswith("✗") and "the specimen" not in line for line in found)
            if any(words in line for line in found for words in NOT_IN_SCHEMA):
                continue
            refused += is_refused
            if is_refused == validator.is_valid(changed):
                wrong.append((what, found[0]))
        self.assertEqual(wrong, [])
        self.assertGreater(refused, 200)


if __name__ == "__main__":
    unittest.main()
