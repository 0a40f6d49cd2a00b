#!/usr/bin/python3
"""Runs the Python examples of deploy/export/README.md as they stand there: run_readme.py FOLDER, where they write."""

import os
import re
import sys

README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "README.md")


def main():
    with open(README, encoding="utf-8") as file:
        examples = re.findall(r"^```python\n(.*?)^```$", file.read(), re.DOTALL | re.MULTILINE)
    os.makedirs(sys.argv[1], exist_ok=True)
    os.chdir(sys.argv[1])
    for number, example in enumerate(examples):
        exec(compile(example, "README.md example %d" % (number + 1), "exec"), {"__name__": "example"})
    print("%d examples" % len(examples))


if __name__ == "__main__":
    main()
