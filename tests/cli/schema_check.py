#!/usr/bin/env python3
"""Says which policies the JSON Schema accepts: schema_check.py SCHEMA < documents, one a line, > true or false, one a line.

A program of its own because the Python that runs the tests may lack jsonschema where the system's has it.
"""
import json
import sys

from jsonschema import Draft202012Validator


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for line in sys.stdin:
        print("true" if validator.is_valid(json.loads(line)) else "false")


if __name__ == "__main__":
    main()
