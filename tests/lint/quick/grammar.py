"""The grammar of the generated modules: what every Python reads, and what newer ones added.

``$name`` in a template stands for a random template of that rule, ``$string`` for a string literal. Below a
depth, the first template of a rule is taken. Some results are no valid Python: rules on broken files are
compared, too.
"""

from __future__ import annotations

Grammar = dict[str, tuple[str, ...]]
"""Templates by rule; one that stands twice is chosen twice as often."""

# fmt: off
_EVERY_PYTHON: Grammar = {
    "module": ("$rows", "$rows", "$rows\n", "$rows \n", "\n$rows\n", "#!python\n\n$rows\n", "$rows\n\n"),
    "rows": ("$row\n", "$row\n$row\n", "$row\n\n\n$row\n", "$row\n\n$row\n$row\n", "$row\n$rows"),
    "row": (
        "$statement", "$statement", "$statement", "$statement$comment", "$simple; $simple", "$simple;",
        "# $word", "#: $word", "$simple \\\n    $operator $name",
    ),
    "comment": (
        "  # noqa", "  # noqa: E501,W291", " # noqa:F821", "  # noqa : E2", "  #noqa", " #", "  # type: int",
    ),
    "statement": (
        "$simple", "$simple", "$simple", "$compound", "$compound", "$soft", "$string_row", "$string_row",
        "$string_row",
    ),
    "simple": (
        "$name = $value", "$name: $annotation = $value", "$name: $annotation", "$name += $value", "$value",
        "$name = $value", "print($values)", "import $dotted", "from $dotted import $name", "import os, sys",
        "from $dotted import $name as $name", "from __future__ import annotations", "from $name import *",
        "return $value", "yield $value", "await $value", "global $name", "nonlocal $name", "pass", "break",
        "del $name", "assert $value, $value", "assert ($value, $value)", "raise $name from $name", "continue",
        "raise NotImplemented", "print >>$name", "$name = lambda: $value", "__all__ = ['$name']", "$text_row",
        "$name, *$name = $value", "($name := $value)", "$name = $name = $value", "$name=$value", "(yield)",
    ),
    "text_row": ('"""$word"""', "'''\n    >>> $name\n    $name\n'''", '"""$word\n\n$word \n"""', "'$word'"),
    "string_row": (
        "$name = $string", "$name = $string", "print($string)", "$name = (\n    $string\n    $string)",
        "$string", "$name = [$string, $string]", "$name($string ,)", "$name = $string % $name",
        "return $string", "assert $string", "$name = $string + \\\n    $string", "$name = {$string: $value}",
        "raise $name($string)", "$name = $string.format($value)", "$name = $string$space# noqa",
        "$name == $string", "$name is $string",
    ),
    "compound": (
        "def $name($parameters):$block", "async def $name($parameters) -> $annotation:$block",
        "def $name($parameters):\n    '''\n    >>> $simple\n    '''$block",
        "@$name\ndef $name($parameters):$block", "class $name:$block", "class $name($name):$block",
        "class $name($name, metaclass=$name):$block", "if $value:$block\nelif $value:$block\nelse:$block",
        "if $value:$block", "while $value:$block", "for $name in $value:$block\nelse:$block",
        "async for $name in $value:$block", "for $name, in $value:$block",
        "with $value as $name, $value:$block", "with ($value as $name, $value as $name):$block",
        "try:$block\n$except", "try:$block\n$except\nfinally:$block", "try:$block\nfinally:$block",
        "try:$block\n$except\n$except\nelse:$block", "def $name():\n    try:$deep\n    finally:$deep",
        "for $name in $value:\n    try:$deep\n    finally:$deep", "match $value:$case",
        "match $value:$case$case", "match $value, $value:$case", "match ($value):$case",
        "match $name:$case\n    case _:$deep",
    ),
    "except": (
        "except $name:$block", "except $name as $name:$block", "except ($name, $name):$block",
        "except:$block", "except* $name:$block", "except ($name, $name) as $name:$block",
        "except($name,$name):$block", "except *$name:$block", "except $name . $name:$block",
        "except ($name):$block",
    ),
    "case": (
        "\n    case $pattern:$deep", "\n    case $pattern if $value:$deep", "\n    case($pattern):$deep",
        "\n    case [$pattern, *_]:$deep", "\n    case $pattern | $pattern:$deep",
        "\n    case $pattern as $name:$deep",
    ),
    "pattern": (
        "$name", "_", "1", "-1", "'$word'", "None", "$name.$name", "{'$name': $pattern, **$name}",
        "[$pattern]", "$name($pattern, $name=$pattern)", "($pattern , $pattern)", "{**rest}", "*$name",
        "1+2j", "$name()",
    ),
    "block": (
        "\n    $simple", "\n    $simple", "\n    $statement", " $simple", "\n    $simple\n    $simple",
        "\n  $simple",
    ),
    "deep": (
        "\n        $simple", "\n        $simple\n\n        $simple", " $simple", "\n        return",
        "\n        break",
    ),
    "soft": (
        "match = $value", "type = $value", "case = $value", "lazy = $value", "_ = $value",
        "match: $annotation = 1", "match($values)", "match[$value]", "match ($value)", "match -$name",
        "match, case = $value, type", "match", "type($name) == type($name)", "type ($name)",
        "type, lazy = lazy, type", "type: $annotation = 1", "type", "lazy($name)", "lazy [$value]",
        "lazy: $annotation = $value", "lazy -$name", "print(lazy)", "lazy.$name", "case($value)",
        "case [$value]", "def match(type, lazy=$value, /, *, case):$block", "import lazy", "_(_)",
        "from lazy import type", "for match in case:$block", "class type(match, lazy=case):$block",
        "lazy, = type", "match(*$name, lazy)", "match [$name, case] = type", "type = lambda match: lazy",
        "async = $name", "lazy",
    ),
    "value": (
        "$name", "$name", "$name", "1", "$string", "$string", "$name$space$operator$space$name", "($value)",
        "$name($values)", "$name.$name", "$name[$index]", "[$values]", "{$value: $value}", "{$values}", "()",
        "[$name for $name in $value]", "{$name: $name for $name in $value if $value}",
        "($name for $name in $name)", "lambda $plain: $value", "$value if $value else $value", "not $value",
        "-$value", "await $name", "...", "$value$space$operator$space$value", "$name in $name",
        "not $name in $name", "$name is not None", "1if 1else 2", "$name == None", "$name($name=$value)",
        "$name(*$name, **$name)", "(\n    $value,\n    $value\n)", "[*$name]", "($name\n $operator $value)",
        "($name $operator\n $value)", "{**$name}", "($name := $value)", "0x1for x in y", "'%s' % $value",
        "'%(a)s' % {'a': $value}", "'{} {1}'.format($value)", "'\\d'", "b'$word'", "r'\\$word'",
    ),
    "values": (
        "$value", "$value, $value", "$value ,$value", "$value,", "*$name, $value", "$name=$value",
        "\n    $value",
    ),
    "index": (
        "$value", "$value:$value", "$value : $value", "1:", ":, $value", "*$name", "$name, ::2", "lambda: 1",
    ),
    "operator": (
        "+", "-", "*", "/", "//", "%", "@", "**", "<<", ">>", "&", "|", "^", "<", ">", "<=", "==", "!=",
        "and", "or", "in", "is", "not in", "is not",
    ),
    "annotation": (
        "int", "'$name'", "$name[$name]", "$name | None", "$value", "'$name['", "list[$annotation]",
        "$name.$name", "Literal['$word']", "Annotated[$name, '$word']", "Optional['$name']", "*$name",
        "$string",
    ),
    "parameters": (
        "", "$plain", "$plain", "$plain, /", "$plain,/", "$plain, /,", "$plain, /, *, $name=$value", "self",
        "*, $name", "*$name, **$name", "$name: $annotation", "$name: $annotation = $value",
        "$name: $annotation=1", "$name=$value, /,", "$name = $value", "\n        $name,\n        $name",
        "*$name: $annotation", "*args: *$name",
    ),
    "plain": (
        "", "$name", "$name, $name", "$name=$value", "*$name", "$name=1, /", "*, $name", "$name ,$name",
    ),
    "name": (
        "a", "b", "c", "os", "x1", "self", "foo", "l", "λ", "f", "t", "rb", "u", "__debug__", "print", "a",
        "b", "c",
    ),
    "dotted": ("a", "b", "os", "os.path", "a.b", "a.b.c", "typing", "__future__", ".", "..a"),
    "word": (
        "text", "( ", " )", "#", "# noqa", " ", "%s", "\\n", "{}", "漢字", "a" * 70, "TODO", ">>> 1", "$name",
        "\\",
    ),
    "space": ("", " ", " ", " ", "  ", "\t"),
    "quote": ('"', "'", '"""', "'''", '"""', "'''"),
    "prefix": ("f", "f", "f", "F", "rf", "fR", "", "", "r", "b", "u", "Rb"),
    "text": (
        "text", "{{", "}}", "{{ ", "( ", " )", "#", "  # noqa", " ", "%s", "\\n", "漢字", "\\N{DASH}",
        "a" * 60, ":", "!",
    ),
    "break": (" \n", "\n", "\n\t", "  text\n\n", "\\\n", "\n    ", "# noqa\n", "\t\n"),
    "inside": ("", "", "", "", " ", "  ", "\n", "\n    ", " \n", "\\\n", "# noqa\n", " # c\n"),
    "conversion": ("", "", "", "!r", "!s", "!a", "=", " = ", "=!r", " !r", "!r:>3"),
    "format": (
        ":>3", ":{w}", ":%Y-%m", ":{w}.{p}", ":{w:{p}}", ":{'x'}>3", ":{w!r:>3}", ":\n", ": {w }", ":=^5",
        ":#x",
    ),
}

_NEWER: dict[tuple[int, int], Grammar] = {
    (3, 12): {
        "compound": (
            "def $name[$types]($parameters):$block",
            "async def $name[$types]($parameters)->$annotation:$block", "class $name[$types]:$block",
            "class $name[$types]($name):$block",
        ),
        "soft": (
            "type $name = $annotation", "type $name[$types] = $annotation", "type type = type",
            "type $name=int",
        ),
        "types": (
            "$name", "$name: $annotation", "*$name", "**$name", "$name, $name", "$name:int",
            "$name : (int, str)",
        ),
    },
    (3, 13): {
        "types": ("$name = $annotation", "$name: int = $annotation", "*$name = *$name", "$name=int"),
    },
    (3, 14): {
        "prefix": ("t", "t", "t", "T", "rt", "tR"),
        "except": (
            "except $name, $name:$block", "except $name, $name, $name:$block", "except* $name, $name:$block",
            "except $name,$name:$block", "except $name, $name as $name:$block", "except $name ,$name:$block",
            "except $name, *$name:$block", "except $name,:$block", "except *$name, $name:$block",
        ),
        "string_row": ("$name = $string + t'$word'", "print(t'{$name}' t'$word')", "$name = t'' f'{$value}'"),
        "deep": ("\n        return $value", "\n        continue", "\n        for $name in $name: break"),
    },
    (3, 15): {
        "simple": ("$lazy", "$lazy", "$lazy", "$lazy\n$name", "$lazy\nprint($name)", "$lazy\n$name.$name"),
        "compound": (
            "try:\n    $lazy\n$except", "def $name():\n    $lazy\n    return $name",
            "class $name:\n    $lazy\n    $name", "$lazy\n\n\ndef $name():\n    return $name",
            "if $value:\n    $lazy\nelse:\n    import $dotted", "$lazy; $simple",
            "$lazy\n\n\n@$name\nclass $name($name):\n    $name: $name", "with $name:\n    $lazy",
            "$lazy\n\n\n$compound", "$lazy\ntry:\n    $name\nexcept ImportError:\n    $name = None",
            "$lazy\nif $name:\n    import $name",
        ),
        "lazy": (
            "lazy import $dotted", "lazy import $dotted as $name", "lazy from $dotted import $name",
            "lazy  import $name", "lazy from $dotted import $name as $name",
            "lazy from $dotted import ($name, $name)", "lazy import a, b.c", "lazy from $name import *",
            "lazy from __future__ import annotations", "lazy from . import $name", "lazy\timport $name",
            "lazy \\\n    import $name", "lazy from $dotted import($name)", "lazy from.import a",
        ),
        "value": (
            "[*$value for $name in $value]", "{*$name for $name in $value}", "(*$name for $name in $value)",
            "{**$value for $name in $value}", "{**$name for $name in $value if $value}",
            "$name(*$name for $name in $name)", "{**$name: $name for $name in $value}",
            "[* $name for $name in $name]", "{** $name for $name in $name}",
            "[*$name for $name in $name for $name in $name]",
            "[*[$value for $name in $name] for $name in $name]",
        ),
    },
}
# fmt: on


def grammar_of(version: tuple[int, ...]) -> Grammar:
    """Return the rules of a Python such as ``(3, 14)``: what it added, and what earlier ones read."""
    grammar = dict(_EVERY_PYTHON)
    for since, newer in _NEWER.items():
        for rule, templates in newer.items() if version >= since else ():
            grammar[rule] = grammar.get(rule, ()) + templates
    return grammar
